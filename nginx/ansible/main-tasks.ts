import { Scalar } from "yaml";
import { FIGURES_TIMER } from "../figures";
import { CHECKSUMS, type Task, compare } from "./task";

function doubleQuoted(text: string): Scalar<string> {
  const scalar = new Scalar(text);
  scalar.type = "QUOTE_DOUBLE";
  return scalar;
}

/** Facts that more than one task needs; Ansible works them out where they are used. */
export const DERIVED = {
  sorry_server_newline: doubleQuoted("\n"),
  sorry_server_missing: "{{ sorry_server_packages | difference(ansible_facts.packages.keys()) }}",
  sorry_server_checksums: `{{ lookup('ansible.builtin.file', '${CHECKSUMS}') }}`,
  sorry_server_paths: "{{ sorry_server_checksums | regex_replace('(?m)^[0-9a-f]+  /', '') }}",
  sorry_server_files: "{{ sorry_server_paths.splitlines() | map('regex_replace', '^', '/') }}",
  sorry_server_children:
    "/proc/{{ sorry_server_pid.content | b64decode | trim }}/task/{{ sorry_server_pid.content | b64decode | trim }}/children",
  sorry_server_restarts: "{{ sorry_server_restart or '/etc/systemd/' in sorry_server_compared.stdout }}",
  sorry_server_reason:
    "{{ ansible_failed_result.stderr | default(ansible_failed_result.msg | default('it failed'), true) }}",
};

export const MAIN_TASKS: readonly Task[] = [
  { name: "Look for Debian's packages", "ansible.builtin.package_facts": { manager: "apt" } },
  {
    // A host whose lists of packages are empty, or old, can't say more.
    name: "Say which packages would be installed",
    "ansible.builtin.debug": { var: "sorry_server_missing" },
    changed_when: true,
    when: "sorry_server_missing | length > 0 and ansible_check_mode",
  },
  {
    // Only then, so that a change of the config depends on no mirror.
    name: "Install the packages that are missing",
    "ansible.builtin.apt": {
      name: "{{ sorry_server_missing }}",
      state: "present",
      install_recommends: false,
      update_cache: true,
    },
    when: "sorry_server_missing | length > 0 and not ansible_check_mode",
  },
  {
    name: "Compare what is there with what is to be there",
    ...compare,
    register: "sorry_server_compared",
    changed_when: "sorry_server_compared.rc == 1",
    failed_when: "sorry_server_compared.rc > 1",
    check_mode: false,
  },
  {
    name: "Install what differs, and roll back if it does not work",
    "ansible.builtin.include_tasks": "install.yml",
    when: "sorry_server_compared.rc == 1 and not ansible_check_mode",
  },
  {
    name: "Start nginx, now and at every boot",
    "ansible.builtin.systemd": { name: "nginx", state: "started", enabled: true },
    when: "not ansible_check_mode",
  },
  {
    name: "Report figures each minute, now and at every boot",
    "ansible.builtin.systemd": { name: FIGURES_TIMER, state: "started", enabled: true, daemon_reload: true },
    when: "not ansible_check_mode",
  },
];
