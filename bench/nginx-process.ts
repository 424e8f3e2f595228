import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isListening } from "../preview/free-port";

/** Which core does what: the measured worker has one to itself, all else shares the other. */
export const CORES = { worker: "0", load: "1" } as const;

/** A running nginx of one worker. */
export interface Running {
  readonly port: number;
  /** The worker's time on its core since its start, in seconds. */
  readonly cpuSeconds: () => number;
  /** The worker's resident memory; a MB is 1024 kB. */
  readonly megabytes: () => number;
  /** Stops the worker in its tracks: its connections stay open, and nothing comes out of them. */
  readonly freeze: () => void;
  readonly stop: () => Promise<void>;
}

const ticksPerSecond = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

const START_MILLISECONDS = 30_000;

/** Among nginx's processes (the cache has two of its own) the one that serves. */
function workerOf(master: number): number | undefined {
  const children = readFileSync(`/proc/${master}/task/${master}/children`, "utf8").trim().split(" ");
  return children
    .filter((pid) => pid !== "")
    .map(Number)
    .find((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith("nginx: worker process"));
}

/**
 * Starts nginx with a config, its worker on one core.
 *
 * @param port one that the config listens on
 */
export async function startNginx(
  folder: string,
  conf: string,
  port: number,
  core: string = CORES.worker,
): Promise<Running> {
  const child = spawn("nginx", ["-p", folder, "-c", conf, "-e", "stderr", "-g", "daemon off;"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
  const ended = once(child, "exit");
  let worker: number | undefined;
  const end = () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    // One that is frozen would not hear of the end.
    if (worker !== undefined) process.kill(worker, "SIGCONT");
    child.kill("SIGTERM");
  };
  process.once("exit", end);
  const stop = async () => {
    process.off("exit", end);
    end();
    await ended;
  };
  const deadline = Date.now() + START_MILLISECONDS;
  while (child.exitCode === null && Date.now() < deadline) {
    if (await isListening(port)) worker = workerOf(child.pid ?? 0);
    if (worker !== undefined) break;
    await sleep(20);
  }
  if (worker === undefined) {
    if (child.exitCode === null) await stop();
    throw new Error(`nginx did not start with ${conf}:\n${complaints}`);
  }
  const pid = worker;
  execFileSync("taskset", ["-cp", core, String(pid)], { stdio: "ignore" });
  return {
    port,
    cpuSeconds: () => {
      // The second field is the name, in brackets; user and system time are the 14th and the 15th.
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /, "")
        .split(" ");
      return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
    },
    megabytes: () => {
      const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
      return Number(kilobytes) / 1024;
    },
    freeze: () => process.kill(pid, "SIGSTOP"),
    stop,
  };
}
