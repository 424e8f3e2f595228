import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Platform } from "../../../accounts/types";
import { writeFolder } from "../../../cli/write-files";
import { ansible } from "../../../nginx/ansible/role";
import type { MasterConfig } from "../../../nginx/master-config";
import type { Outcome } from "../command";
import { synthesize } from "./bake";
import type { Machine } from "./machine";

/** Writes the role and the playbook of a platform; `config` other than the platform's own. */
export function writePlaybook(folder: string, platform: Platform, config?: MasterConfig): void {
  const own = synthesize(platform);
  writeFolder(folder, ansible(platform, config ?? own.config, own.baked));
}

/** What a playbook's run changed on a host. */
export interface Run extends Outcome {
  /** Such as `{ ok: 12, changed: 0, failed: 0 }`; undefined for a host that was not reached. */
  readonly counts: (host: string) => Readonly<Record<string, number>> | undefined;
}

export interface PlayOptions {
  /** @default false */
  readonly check?: boolean;
  /** @default one */
  readonly hosts?: readonly string[];
  /** How often a host is asked whether it is well, where it won't be. @default the role's own */
  readonly retries?: number;
}

/** Runs the playbook against the machine, under each of these names. */
export async function play(
  machine: Machine,
  folder: string,
  { check = false, hosts = ["first"], retries }: PlayOptions = {},
): Promise<Run> {
  const home = join(machine.root, "..", "ansible");
  mkdirSync(home, { recursive: true });
  const host = {
    ansible_host: "127.0.0.1",
    ansible_user: "admin",
    ansible_ssh_private_key_file: machine.sshKey,
    ansible_ssh_common_args: "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null",
    ansible_python_interpreter: "/usr/bin/python3",
  };
  const inventory = join(home, "inventory.json");
  const group = { hosts: Object.fromEntries(hosts.map((name) => [name, host])) };
  writeFileSync(inventory, JSON.stringify({ sorry_servers: group }));
  const outcome = await machine.inNetwork(
    "ansible-playbook",
    [
      ...["--inventory", inventory, ...(check ? ["--check"] : [])],
      ...(retries === undefined ? [] : ["--extra-vars", `sorry_server_health_retries=${retries}`]),
      "playbook.yml",
    ],
    { cwd: folder, env: { HOME: home, LC_ALL: "C.UTF-8", ANSIBLE_NOCOLOR: "1", ANSIBLE_PIPELINING: "1" } },
  );
  const counts = (name: string) => {
    const line = new RegExp(`^${name} +: (.*)$`, "m").exec(outcome.stdout)?.[1];
    return line === undefined
      ? undefined
      : Object.fromEntries([...line.matchAll(/(\w+)=(\d+)/g)].map(([, key = "", n]) => [key, Number(n)]));
  };
  return { ...outcome, counts };
}
