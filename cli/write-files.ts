import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Writes `files` (by path below `folder`) so that the folder holds them and nothing else.
 *
 * @param keep what may stay, by name: another program's work
 */
export function writeFolder(
  folder: string,
  files: Readonly<Record<string, string | Buffer>>,
  keep: readonly string[] = [],
): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder).filter((name) => !keep.includes(name))) {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
}

/**
 * Takes out of `stacksFolder` what an earlier synth left: stacks of accounts that are gone, and the files of sites
 * that are gone. What Terraform keeps in a stack's folder stays.
 *
 * @returns the names of the stacks taken out
 */
export function removeStale(stacksFolder: string, accounts: readonly string[]): string[] {
  let stacks: string[];
  try {
    stacks = readdirSync(stacksFolder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  for (const account of accounts)
    rmSync(join(stacksFolder, account, "assets"), { recursive: true, force: true });
  const isStack = (name: string) => existsSync(join(stacksFolder, name, "cdk.tf.json"));
  const gone = stacks.filter((stack) => !accounts.includes(stack) && isStack(stack));
  for (const stack of gone) rmSync(join(stacksFolder, stack), { recursive: true, force: true });
  return gone;
}
