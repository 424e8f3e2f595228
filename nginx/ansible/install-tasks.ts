import { INSTALL, KEEP, PACK, TIDY } from "./file-tasks";
import { GO_LIVE, HEALTH } from "./live-tasks";
import { BACKUP, type Task, noqa, removeAllBut } from "./task";

/** Whether nginx may have seen the new files. */
const live = (name: string, isLive: boolean): Task => ({
  name,
  "ansible.builtin.set_fact": { sorry_server_live: isLive },
});

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
