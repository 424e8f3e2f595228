import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** The repository's folder. */
export const ROOT = join(__dirname, "..");

export interface SynthesizeOptions {
  /** Where it writes; made anew. */
  readonly outputFolder: string;
  /** @default the repository's own accounts */
  readonly accountsFile?: string;
  /** Ends it before its time. */
  readonly signal: AbortSignal;
}

/** Accounts or pages have faults; the message has all of them, as `npm run synth` tells them. */
export class SynthesisError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SynthesisError";
  }
}

/**
 * `npm run synth`, in a process of its own: it reads accounts/ afresh each time, and keeps cdktf out of this one.
 *
 * @throws {@link SynthesisError}
 */
export async function synthesize({ outputFolder, accountsFile, signal }: SynthesizeOptions): Promise<void> {
  const program = [require.resolve("ts-node/dist/bin"), join(ROOT, "main.ts")];
  const child = spawn(process.execPath, program, {
    cwd: ROOT,
    env: {
      ...process.env,
      CDKTF_OUTDIR: outputFolder,
      ...(accountsFile === undefined ? {} : { SORRY_ACCOUNTS: accountsFile }),
    },
    stdio: ["ignore", "ignore", "pipe"],
    signal,
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const [status] = (await once(child, "close")) as [number | null];
  if (status !== 0) throw new SynthesisError(errors.trim());
}
