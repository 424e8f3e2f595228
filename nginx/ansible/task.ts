import { Scalar } from "yaml";

/**
 * The tasks of the Ansible role, as data. `{{ }}` in them is Ansible's; nothing from accounts/ stands in one: the files
 * of the role are copied, and never read as templates.
 */

export type Task = Readonly<Record<string, unknown>>;

/** What the role replaced, on the host: an archive, so that no folder above it is touched. */
export const BACKUP = "/var/backups/sorry-server.tar";

/** The role's file of checksums, which names every file that it installs. */
export const CHECKSUMS = "installed.sha256";

/** A name behind which ansible-lint reads that it may leave a rule aside here. */
export function noqa(name: string, rule: string): Scalar<string> {
  const scalar = new Scalar(name);
  scalar.comment = ` noqa: ${rule}`;
  return scalar;
}

export const compare = {
  "ansible.builtin.command": {
    cmd: "sha256sum --check --strict --quiet",
    stdin: "{{ sorry_server_checksums }}",
  },
};

/** Removes what `keep` does not name, all at once: there may be thousands. */
export const removeAllBut = (what: string, found: string, keep: string): readonly Task[] => [
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
