import { spawn } from "node:child_process";

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  /** Added to this process's own. */
  readonly env?: NodeJS.ProcessEnv;
  /** After this the command is killed, and the test fails. @default 300000 */
  readonly timeoutMilliseconds?: number;
}

/** Runs a command to its end, whatever its exit code. Rejects if it can't be started or must be killed. */
export function command(
  name: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Outcome> {
  const { cwd, env = {}, timeoutMilliseconds = 300_000 } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (text: string) => (output[stream] += text));
    }
    const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMilliseconds);
    child.on("error", reject);
    child.on("close", (status, signal) => {
      clearTimeout(timer);
      if (signal === "SIGKILL") reject(new Error(`${name} ${args.join(" ")} was killed:\n${output.stderr}`));
      else resolve({ status, ...output });
    });
  });
}
