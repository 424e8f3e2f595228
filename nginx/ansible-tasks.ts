import { Scalar } from "yaml";
import { SORRY_STATUSES } from "../accounts/types";

/**
 * The tasks of the Ansible role, as data. `{{ }}` in them is Ansible's; nothing from accounts/ stands in one: the files
 * of the role are copied, and never read as templates.
 */

export type Task = Readonly<Record<string, unknown>>;

/** What the role replaced, on the host: an archive, so that no folder above it is touched. */
const BACKUP = "/var/backups/sorry-server.tar";

/** The role's file of checksums, which names every file that it installs. */
export const CHECKSUMS = "installed.sha256";

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

/** A name behind which ansible-lint reads that it may leave a rule aside here. */
function noqa(name: string, rule: string): Scalar<string> {
  const scalar = new Scalar(name);
  scalar.comment = ` noqa: ${rule}`;
  return scalar;
}

const compare = {
  "ansible.builtin.command": {
    cmd: "sha256sum --check --strict --quiet",
    stdin: "{{ sorry_server_checksums }}",
  },
};

/** A request to the host's own nginx, tried again for a while. */
const ask = (path: string, register: string, until: string, more: Task = {}) => ({
  "ansible.builtin.uri": { url: `http://127.0.0.1${path}`, ...more },
  register,
  until,
  retries: "{{ sorry_server_health_retries }}",
  delay: 1,
  changed_when: false,
  check_mode: false,
});

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
];

/** Whether nginx may have seen the new files. */
const live = (name: string, isLive: boolean): Task => ({
  name,
  "ansible.builtin.set_fact": { sorry_server_live: isLive },
});

const PACK: readonly Task[] = [
  {
    name: "Make room for a package of the files, here",
    "ansible.builtin.tempfile": { suffix: ".tar" },
    register: "sorry_server_package",
    delegate_to: "localhost",
    become: false,
  },
  {
    // Ansible itself has no module that packs.
    name: noqa("Pack the files, here", "command-instead-of-module"),
    "ansible.builtin.command": {
      cmd: "tar --create --file={{ sorry_server_package.path }} --directory={{ role_path }}/files/root --no-recursion --files-from=-",
      stdin: "{{ sorry_server_paths }}",
    },
    changed_when: true,
    delegate_to: "localhost",
    become: false,
  },
];

const KEEP: readonly Task[] = [
  {
    name: "Look for what will be replaced",
    "ansible.builtin.command": { cmd: "ls -d {{ sorry_server_kept | join(' ') }}", chdir: "/" },
    register: "sorry_server_before",
    changed_when: false,
    failed_when: "sorry_server_before.rc > 2",
  },
  {
    name: noqa("Keep what will be replaced", "command-instead-of-module"),
    "ansible.builtin.command": {
      cmd: `tar --create --file=${BACKUP} --directory=/ --files-from=-`,
      stdin: "{{ sorry_server_before.stdout }}",
    },
    changed_when: true,
  },
];

const INSTALL: readonly Task[] = [
  {
    // No mode here: this module would give it to the folders above as well, to /etc.
    name: "Put the files into their places",
    "ansible.builtin.unarchive": {
      src: "{{ sorry_server_package.path }}",
      dest: "/",
      extra_opts: ["--no-same-owner"],
    },
  },
  {
    name: "Let nginx read the pages, whatever umask there is",
    "ansible.builtin.file": {
      path: "/etc/sorry-server",
      state: "directory",
      recurse: true,
      owner: "root",
      group: "root",
      mode: "u=rwX,go=rX",
    },
  },
  {
    name: "Let everybody read the rest",
    "ansible.builtin.file": { path: "{{ item }}", owner: "root", group: "root", mode: "0644" },
    loop: "{{ sorry_server_files | reject('match', '/etc/sorry-server/') }}",
  },
  { name: "Compare again", ...compare, changed_when: false },
  {
    name: "Make nginx's folder, as systemd does at its start",
    "ansible.builtin.file": { path: "/run/sorry-server", state: "directory", mode: "0755" },
  },
  {
    name: "Let nginx check the config",
    "ansible.builtin.command": { cmd: "nginx -t" },
    changed_when: false,
  },
];

/** Removes what `keep` does not name, all at once: there may be thousands. */
const removeAllBut = (what: string, found: string, keep: string): readonly Task[] => [
  {
    name: `Remove ${what}`,
    "ansible.builtin.command": {
      argv: ["xargs", "--no-run-if-empty", "--delimiter=\\n", "rm", "--force"],
      stdin: `{{ ${found} | difference(${keep}) | join(sorry_server_newline) }}`,
    },
    changed_when: true,
    when: `${found} | difference(${keep}) | length > 0`,
  },
  {
    name: `Remove the folders of ${what}`,
    "ansible.builtin.command": { cmd: "find /etc/sorry-server -depth -type d -empty -delete" },
    changed_when: false,
  },
];

/** Last, as nginx serves the pages of before until it has taken the new config. */
const TIDY: readonly Task[] = [
  {
    name: "Look for what is no longer wanted",
    "ansible.builtin.command": { cmd: "find /etc/sorry-server -type f" },
    register: "sorry_server_found",
    changed_when: false,
  },
  ...removeAllBut("what is no longer wanted", "sorry_server_found.stdout_lines", "sorry_server_files"),
];

/** A reload loses nobody; a change of nginx's unit needs a restart. */
const GO_LIVE: readonly Task[] = [
  {
    name: "Set the kernel's limits",
    "ansible.builtin.command": { cmd: "sysctl --load /etc/sysctl.d/60-sorry-server.conf" },
    changed_when: true,
    when: "'/etc/sysctl.d/' in sorry_server_compared.stdout",
  },
  {
    name: "Rotate logs by the hour",
    "ansible.builtin.systemd": { name: "logrotate.timer", state: "restarted", daemon_reload: true },
    when: "'/etc/systemd/' in sorry_server_compared.stdout",
  },
  {
    name: "Restart nginx",
    "ansible.builtin.systemd": { name: "nginx", state: "restarted", daemon_reload: true },
    when: "sorry_server_restarts | bool",
  },
  {
    name: "Reload nginx, and see that it took the config",
    when: "not sorry_server_restarts | bool",
    block: [
      {
        name: "Find nginx",
        "ansible.builtin.slurp": { src: "/run/nginx.pid" },
        register: "sorry_server_pid",
      },
      {
        name: "Find its workers",
        "ansible.builtin.slurp": { src: "{{ sorry_server_children }}" },
        register: "sorry_server_old_workers",
      },
      { name: "Reload nginx", "ansible.builtin.systemd": { name: "nginx", state: "reloaded" } },
      {
        name: "Wait for new workers: a config that nginx does not take leaves it the old ones",
        "ansible.builtin.slurp": { src: "{{ sorry_server_children }}" },
        register: "sorry_server_workers",
        until: "sorry_server_workers.content != sorry_server_old_workers.content",
        retries: "{{ sorry_server_health_retries }}",
        delay: 1,
      },
    ],
  },
];

const HEALTH: readonly Task[] = [
  {
    name: "Ask as a load balancer does",
    ...ask(
      "/health",
      "sorry_server_health",
      "(sorry_server_health.content_type | default('')) == 'image/gif'",
    ),
  },
  {
    name: "Ask for a site, as a user over HTTPS",
    ...ask("/", "sorry_server_page", "(sorry_server_page.content_type | default('')) is match('text/html')", {
      headers: {
        Host: "{{ sorry_server_site }}",
        "X-Forwarded-For": "192.0.2.1",
        "X-Forwarded-Proto": "https",
      },
      follow_redirects: "none",
      status_code: [...SORRY_STATUSES],
    }),
    when: "sorry_server_site != ''",
  },
];

const ROLL_BACK: readonly Task[] = [
  {
    name: noqa("Put back what was there before", "command-instead-of-module"),
    "ansible.builtin.command": { cmd: `tar --extract --file=${BACKUP} --directory=/` },
    changed_when: true,
  },
  {
    name: noqa("Look for what was there before", "command-instead-of-module"),
    "ansible.builtin.command": { cmd: `tar --list --file=${BACKUP}` },
    register: "sorry_server_kept_files",
    changed_when: false,
  },
  ...removeAllBut(
    "what was not there before",
    "sorry_server_files",
    "(sorry_server_kept_files.stdout_lines | map('regex_replace', '^', '/'))",
  ),
  {
    name: "Run nginx as before, if it may run anything else",
    "ansible.builtin.systemd": {
      name: "nginx",
      state: "{{ 'restarted' if sorry_server_restarts | bool else 'reloaded' }}",
      daemon_reload: true,
    },
    when: "sorry_server_live",
  },
  {
    name: "Stop here",
    "ansible.builtin.fail": {
      msg: [
        "{{ ansible_failed_task.name }}: {{ sorry_server_reason }}",
        "This host has the files that it had before, and serves as before. The hosts after it were not touched.",
      ].join("\n"),
    },
  },
];

const REPLACE: Task = {
  name: "Install, check, go live",
  block: [
    live("Nothing is live yet", false),
    ...INSTALL,
    live("From here on it is", true),
    ...GO_LIVE,
    ...HEALTH,
  ],
  rescue: ROLL_BACK,
};

export const INSTALL_TASKS: readonly Task[] = [
  {
    // What fails before the files are replaced needs no rescue, and must not get a copy of an earlier time back.
    name: "Replace the files, and keep those of before until all is well",
    block: [...PACK, ...KEEP, REPLACE, ...TIDY],
    always: [
      {
        name: "Remove the package of the files, here",
        "ansible.builtin.file": { path: "{{ sorry_server_package.path }}", state: "absent" },
        when: "sorry_server_package.path is defined",
        delegate_to: "localhost",
        become: false,
      },
    ],
  },
];
