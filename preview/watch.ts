import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { watch } from "chokidar";
import { ROOT } from "./synthesize";

/** Editors write a file in several steps; the pause after the last one. */
const QUIET_MILLISECONDS = 150;

/** Folders beside a file of accounts that hold pages. */
function pageFolders(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name))
    .filter((below) => existsSync(join(below, "index.html")));
}

/** What a synth reads: the accounts' file and those beside it, and every folder of pages. */
function watched(accountsFile: string | undefined): string[] {
  const own = [join(ROOT, "site-content")];
  if (accountsFile === undefined) return [...own, join(ROOT, "accounts")];
  const folder = dirname(accountsFile);
  const beside = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:ts|js|cjs|json)$/.test(entry.name))
    .map(({ name }) => join(folder, name));
  return [...own, ...beside, ...pageFolders(folder), join(folder, "site-content")];
}

/**
 * Calls back after each change to what a synth reads, once for changes that come together.
 *
 * @returns how to end it
 */
export function watchContent(accountsFile: string | undefined, onChange: () => void): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(watched(accountsFile), { ignoreInitial: true });
  watcher.on("all", () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, QUIET_MILLISECONDS);
  });
  return async () => {
    clearTimeout(timer);
    await watcher.close();
  };
}
