import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { CommandError } from "../command-error";

/** Packer itself asks nobody whether there is a newer Packer: a pipeline has pinned its own. */
const ENVIRONMENT = { ...process.env, CHECKPOINT_DISABLE: "1" };

/**
 * Runs a program to its end, with its output as it comes. A signal ends this process only after it: Packer takes down
 * what it began in AWS first.
 *
 * @returns its exit code; 1 where a signal ended it
 */
export async function run(
  name: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<number> {
  const { cwd, env } = options;
  const child = spawn(name, args, { cwd, env: { ...ENVIRONMENT, ...env }, stdio: "inherit" });
  // A terminal's Ctrl-C reaches the child by itself.
  const wait = () => undefined;
  const handOn = () => child.kill("SIGTERM");
  process.on("SIGINT", wait).on("SIGTERM", handOn);
  try {
    const [status] = (await once(child, "close")) as [number | null];
    return status ?? 1;
  } finally {
    process.off("SIGINT", wait).off("SIGTERM", handOn);
  }
}

/**
 * Packer's version.
 *
 * @throws {@link CommandError} where there is no Packer
 */
export function packerVersion(): string {
  const { error, status, stdout } = spawnSync("packer", ["version"], { encoding: "utf8", env: ENVIRONMENT });
  const version =
    error === undefined && status === 0 ? /^Packer v(\d+\.\d+\.\d+)/.exec(stdout)?.[1] : undefined;
  if (version === undefined) {
    throw new CommandError(
      "Packer is missing: apt-get install packer, or see https://developer.hashicorp.com/packer/install (1.6.6 or later).",
    );
  }
  return version;
}

/** `packer init` came with 1.7.0; before it, the builder for AWS was built in. */
export const knowsInit = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 1 || minor >= 7;
};

/** The commit that is checked out, with a mark where there is more than that; "unknown" outside of Git. */
export function sourceRevision(folder: string): string {
  const git = (...args: string[]) => spawnSync("git", ["-C", folder, ...args], { encoding: "utf8" });
  const { error, status, stdout } = git("rev-parse", "HEAD");
  if (error !== undefined || status !== 0) return "unknown";
  return `${stdout.trim()}${git("status", "--porcelain").stdout === "" ? "" : "-changed"}`;
}
