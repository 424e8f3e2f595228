import { spawn } from "node:child_process";

export interface Outcome {
  /** null where it was killed. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  /** Added to this process's own. */
  readonly env?: NodeJS.ProcessEnv;
  /** What it reads. @default nothing */
  readonly input?: string;
  /** After this the command is killed, and the test fails. @default 300000 */
  readonly timeoutMilliseconds?: number;
  /** Ends the command and all that it started at once, as a machine that dies does. */
  readonly killed?: AbortSignal;
}

/** Runs a command to its end, whatever its exit code. Rejects if it can't be started or takes too long. */
export function command(
  name: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Outcome> {
  const { cwd, env = {}, input, timeoutMilliseconds = 300_000, killed } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", "pipe"],
      // Only what is to be killed has a group of its own, as Terraform's providers are processes that outlive a
      // Terraform that is killed. All else stays in this process's group, and ends with it at a Ctrl-C.
      detached: killed !== undefined,
    });
    const kill = () => {
      if (killed === undefined) child.kill("SIGKILL");
      else if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    };
    // A command that ends without having read it is judged by its exit code.
    child.stdin.on("error", () => undefined).end(input);
    const output = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (text: string) => (output[stream] += text));
    }
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      kill();
    }, timeoutMilliseconds);
    killed?.addEventListener("abort", kill);
    child.on("error", reject);
    child.on("close", (status) => {
      clearTimeout(timer);
      killed?.removeEventListener("abort", kill);
      if (isLate) reject(new Error(`${name} ${args.join(" ")} took too long:\n${output.stderr}`));
      else resolve({ status, ...output });
    });
  });
}
