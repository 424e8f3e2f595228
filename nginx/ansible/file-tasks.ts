import { BACKUP, type Task, compare, noqa, removeAllBut } from "./task";

/** Into one archive, here: thousands of pages go to a host at once. */
export const PACK: readonly Task[] = [
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
      cmd: "tar --create --file={{ sorry_server_package.path }} --directory={{ role_path }}/files/machine --no-recursion --files-from=-",
      stdin: "{{ sorry_server_paths }}",
    },
    changed_when: true,
    delegate_to: "localhost",
    become: false,
  },
];

export const KEEP: readonly Task[] = [
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

export const INSTALL: readonly Task[] = [
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

/** Last, as nginx serves the pages of before until it has taken the new config. */
export const TIDY: readonly Task[] = [
  {
    name: "Look for what is no longer wanted",
    "ansible.builtin.command": { cmd: "find /etc/sorry-server -type f" },
    register: "sorry_server_found",
    changed_when: false,
  },
  ...removeAllBut("what is no longer wanted", "sorry_server_found.stdout_lines", "sorry_server_files"),
];
