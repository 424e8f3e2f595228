import { mkdirSync, readFileSync, readdirSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const PREFIX = "sorry-server-machine-";

/**
 * The folders of this process's control groups that systemd uses: of version 2, and of version 1 the one without a
 * controller.
 */
function ownGroups(): string[] {
  const mounts = readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .flatMap((line) => {
      // Before the hyphen the place, after it the type and the options; proc(5).
      const [place = "", kind = ""] = line.split(" - ");
      const [type, , options = ""] = kind.split(" ");
      const [, , , root = "", target = ""] = place.split(" ");
      const name = type === "cgroup2" ? "" : options.split(",").find((option) => option === "name=systemd");
      return type?.startsWith("cgroup") && name !== undefined ? [{ name, root, target }] : [];
    });
  return readFileSync("/proc/self/cgroup", "utf8")
    .trim()
    .split("\n")
    .flatMap((line) => {
      const [, name, path = ""] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
      const mount = mounts.find((found) => found.name === name);
      if (mount === undefined) return [];
      return [join(mount.target, mount.root === "/" ? path : path.slice(mount.root.length))];
    });
}

function remove(group: string): void {
  for (const entry of readdirSync(group, { withFileTypes: true })) {
    if (entry.isDirectory()) remove(join(group, entry.name));
  }
  rmdirSync(group);
}

const EMPTY_MILLISECONDS = 30_000;

/** Its last processes have been killed, and take a moment to end. */
async function removeEmptied(group: string): Promise<void> {
  const deadline = Date.now() + EMPTY_MILLISECONDS;
  for (;;) {
    try {
      remove(group);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EBUSY" || Date.now() > deadline) throw error;
    }
    await sleep(20);
  }
}

/** Removes the groups of machines of processes that are gone. */
function removeLeftovers(parent: string): void {
  for (const name of readdirSync(parent).filter((name) => name.startsWith(PREFIX))) {
    try {
      process.kill(Number(name.slice(PREFIX.length).split("-")[0]), 0);
    } catch {
      remove(join(parent, name));
    }
  }
}

export interface ControlGroups {
  /** Their folders. */
  readonly folders: readonly string[];
  /** Once all processes in them end. */
  readonly remove: () => Promise<void>;
}

let made = 0;

/**
 * New control groups, for the processes of one machine alone: systemd kills by group, and of a group that it shares
 * with another machine it would kill nothing.
 *
 * @throws Error with what to do, where there are none or this user can't make any
 */
export function controlGroups(): ControlGroups {
  const parents = ownGroups();
  if (parents.length === 0) {
    throw new Error("There are no control groups at /sys/fs/cgroup, which systemd-nspawn needs.");
  }
  const name = `${PREFIX}${process.pid}-${(made += 1)}`;
  const folders = parents.map((parent) => join(parent, name));
  try {
    for (const parent of parents) removeLeftovers(parent);
    for (const folder of folders) mkdirSync(folder);
  } catch (error) {
    throw new Error(
      `Control groups can't be made, which systemd-nspawn needs: ${String(error)}. In a container, run it with --privileged.`,
    );
  }
  return {
    folders,
    remove: async () => {
      for (const folder of folders) await removeEmptied(folder);
    },
  };
}
