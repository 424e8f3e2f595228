import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../../preview/free-port";

/** A running moto_server: all of AWS's services in one process, in memory. */
export interface Moto {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

const START_MILLISECONDS = 60_000;
const STOP_MILLISECONDS = 5_000;
/** Enough to see what it died of; it logs every request. */
const KEPT_CHARACTERS = 4_000;

async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/moto-api/data.json`)).ok;
  } catch {
    return false;
  }
}

/**
 * Starts moto_server on a free port of loopback.
 * @see https://docs.getmoto.org/en/latest/docs/server_mode.html
 */
export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const child = spawn("moto_server", ["-H", "127.0.0.1", "-p", String(port)], {
    stdio: ["ignore", "ignore", "pipe"],
    // A certificate is issued as soon as it is asked for.
    env: { ...process.env, MOTO_ACM_VALIDATION_WAIT: "0" },
  });
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (log = (log + text).slice(-KEPT_CHARACTERS)));
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => {
      resolve();
    });
    child.once("error", (error) => {
      log += error.message;
      resolve();
    });
  });
  const hasEnded = () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  // Whoever is stopped takes it along.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const stop = async () => {
    process.off("exit", kill);
    if (hasEnded()) return;
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MILLISECONDS);
    await ended;
    clearTimeout(timer);
  };
  const deadline = Date.now() + START_MILLISECONDS;
  while (!(await answers(port))) {
    await sleep(50);
    if (hasEnded() || Date.now() > deadline) {
      await stop();
      throw new Error(`moto_server did not start (npm run setup installs it):\n${log}`);
    }
  }
  return { port, stop };
}
