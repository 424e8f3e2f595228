import { spawn } from "node:child_process";
import type { Readable } from "node:stream";

/** What one run took. */
export interface Measurement {
  /** From spawn to exit, the start of Node.js included. */
  readonly milliseconds: number;
  /** The peak of resident memory; a MB is 1024 kB. */
  readonly megabytes: number;
}

export interface RunOptions {
  /** The compiled bench/peak-memory.ts. */
  readonly preload: string;
  readonly cwd: string;
  /** Added to this process's own. */
  readonly env: NodeJS.ProcessEnv;
}

/** A hung program fails the run rather than holding it up. */
const LONGEST_MILLISECONDS = 10 * 60_000;

/** The end of an error message, where its cause stands. */
const LAST_LINES = 20;

/**
 * Runs a JavaScript program to its end in a Node.js of its own.
 *
 * @throws an Error with what the program wrote to stderr, if it fails
 */
export function measure(script: string, { preload, cwd, env }: RunOptions): Promise<Measurement> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    let milliseconds = 0;
    const child = spawn(process.execPath, ["--require", preload, script], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "ignore", "pipe", "pipe"],
      timeout: LONGEST_MILLISECONDS,
      killSignal: "SIGKILL",
    });
    // Who stops the benchmark stops its program.
    const stop = () => child.kill();
    process.once("exit", stop);
    const text = { stderr: "", peak: "" };
    child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (text.stderr += chunk));
    (child.stdio[3] as Readable).setEncoding("utf8").on("data", (chunk: string) => (text.peak += chunk));
    child.on("error", reject);
    child.on("exit", () => (milliseconds = performance.now() - start));
    child.on("close", (status, signal) => {
      process.off("exit", stop);
      const kilobytes = Number(text.peak);
      if (status === 0 && kilobytes > 0) {
        resolve({ milliseconds, megabytes: kilobytes / 1024 });
        return;
      }
      const how = signal ?? `exit code ${String(status)}`;
      const why = text.stderr.trim().split("\n").slice(-LAST_LINES).join("\n");
      reject(new Error(`${script} ended with ${how}${kilobytes > 0 ? "" : ", its memory unknown"}:\n${why}`));
    });
  });
}
