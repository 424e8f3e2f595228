import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PREFIX = "sorry-server-machine-";
const OWNER = "owner";

/** When a process began, in ticks since the boot; with its id, that is one process for ever. */
function startOf(pid: number): string | undefined {
  try {
    // The name, in parentheses, may hold spaces.
    return readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ")[19];
  } catch {
    return undefined;
  }
}

const nameOf = (pid: number) => `${pid} ${startOf(pid) ?? "gone"}`;

function run(name: string, ...args: string[]): void {
  const { error, status, stderr } = spawnSync(name, args, { encoding: "utf8" });
  if (error !== undefined || status !== 0) throw new Error(`${name}: ${error?.message ?? stderr}`);
}

/** Removes a folder of a machine, unless something is mounted in it: that would be lost with it. */
export function removeMachineFolder(folder: string): void {
  const mounts = readFileSync("/proc/self/mountinfo", "utf8");
  if (mounts.includes(` ${folder}/`))
    throw new Error(`Something is mounted below ${folder}: umount it first.`);
  // Lazily, as a process that was killed may take a moment to let go of it.
  if (mounts.includes(` ${folder} `)) run("umount", "--lazy", folder);
  rmSync(folder, { recursive: true, force: true });
}

/** Removes what the machines of runs that were killed left. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir()).filter((name) => name.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    const file = join(folder, OWNER);
    const owner = existsSync(file) ? readFileSync(file, "utf8") : "";
    // A folder without an owner is being made just now, or by a run that got no further; the next month takes it.
    if (owner !== "" && owner !== nameOf(Number(owner.split(" ")[0]))) removeMachineFolder(folder);
  }
}

/** A Debian takes some 400 MB of it, with what a bake installs. */
const SIZE = "2g";

/**
 * A new folder for a machine of this process's: in memory, as the thousands of files of a Debian take a slow disk
 * minutes, and none of them is to last.
 */
export function machineFolder(): string {
  removeLeftovers();
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  run("mount", "-t", "tmpfs", "-o", `mode=755,size=${SIZE}`, PREFIX + "root", folder);
  writeFileSync(join(folder, OWNER), nameOf(process.pid));
  return folder;
}
