import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Outcome, command } from "./command";
import { filesBelow } from "./files";
import { ROOT } from "./platforms";

export interface SynthOptions {
  /** The checkout to run in. @default this one */
  readonly root?: string;
  /** Instead of the repository's own accounts. */
  readonly accountsFile?: string;
}

/** A shell as a user's, whatever this process runs in: a CI job, a terminal, another synth. */
export const PLAIN = {
  CI: undefined,
  FORCE_COLOR: undefined,
  NO_COLOR: undefined,
  CDKTF_CONTEXT_JSON: undefined,
  CDKTF_OUTDIR: undefined,
  SORRY_ACCOUNTS: undefined,
};

/** `npm run synth`, into a folder of its own. */
export function synth(
  outputFolder: string,
  { root = ROOT, accountsFile }: SynthOptions = {},
): Promise<Outcome> {
  const env = { ...PLAIN, CDKTF_OUTDIR: outputFolder, SORRY_ACCOUNTS: accountsFile };
  return command("npm", ["run", "--silent", "synth"], { cwd: root, env });
}

/**
 * `npx cdktf synth`, into a folder of its own.
 *
 * @param root a copy: the command leaves a log and its settings there
 */
export function cdktfSynth(outputFolder: string, root: string): Promise<Outcome> {
  // CI, as it would ask its first user whether it may send reports.
  const env = { ...PLAIN, CI: "1", CHECKPOINT_DISABLE: "1", CDKTF_HOME: root };
  return command("npx", ["--no-install", "cdktf", "synth", "--output", outputFolder], { cwd: root, env });
}

/** Every file below an output folder, by path, byte for byte. */
export const contentOf = (outputFolder: string): ReadonlyMap<string, string> =>
  new Map(filesBelow(outputFolder).map((path) => [path, readFileSync(join(outputFolder, path), "latin1")]));
