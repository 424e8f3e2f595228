import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { writeFolder } from "../cli/write-files";
import type { Environment } from "../nginx/environment";
import { freePorts, isListening } from "./free-port";

/** What a run chooses of an {@link Environment}; the folders follow from where it is. */
export type RunEnvironment = Pick<
  Environment,
  "listen" | "statusListen" | "resolver" | "edgePort" | "caFile"
>;

/** A sorry server's files by path: the master config, and what lies beside it in the image. */
export interface ServerFiles {
  readonly config: Readonly<Record<string, string | Buffer>>;
  readonly data: Readonly<Record<string, string | Buffer>>;
}

const pidFileOf = (folder: string) => join(folder, "run", "nginx.pid");

/**
 * Writes a sorry server's files for a run that stays in `folder`: the master config into etc/, the baked copies into
 * data/, with run/, log/ and temp/ beside them.
 *
 * @param make the files, for the environment that they are to be run in
 */
export function writeServer(
  folder: string,
  environment: RunEnvironment,
  make: (environment: Environment) => ServerFiles,
): void {
  // The workers give up root's rights, and must still reach their folders.
  chmodSync(folder, 0o755);
  for (const name of ["run", "log", "temp"]) mkdirSync(join(folder, name), { recursive: true });
  const { config, data } = make({
    ...environment,
    pidFile: pidFileOf(folder),
    runFolder: join(folder, "run"),
    dataFolder: join(folder, "data"),
    logFolder: join(folder, "log"),
    tempFolder: join(folder, "temp"),
  });
  writeFolder(join(folder, "etc"), config);
  writeFolder(join(folder, "data"), data);
}

/** nginx's arguments to run what {@link writeServer} wrote. */
export const nginxArguments = (folder: string): string[] => [
  ...["-p", folder, "-c", join(folder, "etc", "nginx.conf"), "-e", "stderr"],
];

/** A running nginx; its ports of loopback, and how to end it. */
export interface Nginx {
  readonly port: number;
  /** Of its own figures. */
  readonly statusPort: number;
  /** Writes what its logs hold back for up to five seconds. */
  readonly flushLogs: () => void;
  /** Whether its master is gone, whatever ended it. */
  readonly hasEnded: () => boolean;
  readonly stop: () => Promise<void>;
}

/** There is no nginx on this machine. */
export class MissingNginx extends Error {
  constructor() {
    super(
      "nginx is missing. Install it with npm run setup, or yourself: apt-get install nginx (Debian, Ubuntu), " +
        "brew install nginx (macOS). NGINX=path names one that is elsewhere.",
    );
    this.name = "MissingNginx";
  }
}

/** What runs nginx: the one of PATH, or the one that NGINX names. Debian keeps it where only root's PATH leads. */
const program = () => ({
  name: process.env["NGINX"] ?? "nginx",
  env: { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/usr/local/sbin` },
});

/** @throws {@link MissingNginx} */
export function requireNginx(): void {
  const { name, env } = program();
  const { error } = spawnSync(name, ["-v"], { env });
  if (error === undefined) return;
  if ((error as NodeJS.ErrnoException).code === "ENOENT") throw new MissingNginx();
  throw error;
}

/** Kills a process and all of its group, as far as there are any left. */
function killGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

const START_MILLISECONDS = 15_000;
const STOP_MILLISECONDS = 5_000;

/**
 * Starts nginx in the foreground at free ports of loopback, all of its files below `folder`.
 *
 * @throws {@link MissingNginx}; Error with nginx's own words where it does not start
 */
export async function startNginx(
  folder: string,
  environment: Omit<RunEnvironment, "listen" | "statusListen">,
  make: (environment: Environment) => ServerFiles,
): Promise<Nginx> {
  requireNginx();
  const [port = NaN, statusPort = NaN] = await freePorts(2);
  const listen = { listen: [`127.0.0.1:${port}`], statusListen: `127.0.0.1:${statusPort}` };
  writeServer(folder, { ...environment, ...listen }, make);
  const { name, env } = program();
  const child = spawn(name, [...nginxArguments(folder), "-g", "daemon off;"], {
    env,
    stdio: ["ignore", "ignore", "pipe"],
    // A group of its own: workers outlive a master that is killed, but not their group.
    detached: true,
  });
  const kill = () => {
    killGroup(child.pid);
  };
  // Whatever ends this process, nginx ends with it.
  process.once("exit", kill);
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
  const ended = once(child, "exit");
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const stop = async () => {
    if (!hasEnded()) {
      child.kill("SIGTERM");
      const timer = setTimeout(kill, STOP_MILLISECONDS);
      await ended;
      clearTimeout(timer);
    }
    // Workers whose master was killed.
    kill();
    process.removeListener("exit", kill);
  };
  const deadline = Date.now() + START_MILLISECONDS;
  // It writes its process id once it has its ports: who listens there before is somebody else.
  while (!existsSync(pidFileOf(folder)) || !(await isListening(port))) {
    if (hasEnded() || Date.now() > deadline) {
      await stop();
      throw new Error(`nginx did not start:\n${complaints}`);
    }
    await sleep(20);
  }
  // The master has its workers reopen their logs, and they write what they hold first.
  return { port, statusPort, stop, hasEnded, flushLogs: () => void child.kill("SIGUSR1") };
}
