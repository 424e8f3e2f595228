import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type FSWatcher, watch } from "chokidar";
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

/** Folders that no page is in, however new; a synth's own output among them, or each synth would call for another. */
const NO_PAGES = /^(?:\..*|node_modules|cdktf\.out)$/;

/**
 * What a synth reads besides the repository's own pages: all of accounts/, or the accounts' file, what lies beside it,
 * and every folder of pages there, also one that comes later.
 */
function watchAccounts(accountsFile: string | undefined): FSWatcher[] {
  const options = { ignoreInitial: true };
  if (accountsFile === undefined) return [watch(join(ROOT, "accounts"), options)];
  const folder = dirname(accountsFile);
  const pages = watch([...pageFolders(folder), join(folder, "site-content")], options);
  // Not what is below: the folder may be anybody's home.
  const beside = watch(folder, {
    ...options,
    depth: 0,
    ignored: (path, stats) => stats?.isFile() === true && !/\.(?:ts|js|cjs|json)$/.test(path),
  });
  beside.on("addDir", (path) => {
    if (!NO_PAGES.test(basename(path))) pages.add(path);
  });
  return [pages, beside];
}

/**
 * Calls back after each change to what a synth reads, once for changes that come together.
 *
 * @param onError told of what keeps changes from being seen, such as too many watched files
 * @returns how to end it
 */
export function watchContent(
  accountsFile: string | undefined,
  onChange: () => void,
  onError: (error: unknown) => void,
): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const own = watch(join(ROOT, "site-content"), { ignoreInitial: true });
  const watchers = [own, ...watchAccounts(accountsFile)];
  for (const watcher of watchers) {
    watcher.on("error", onError);
    watcher.on("all", () => {
      clearTimeout(timer);
      timer = setTimeout(onChange, QUIET_MILLISECONDS);
    });
  }
  return async () => {
    clearTimeout(timer);
    await Promise.all(watchers.map((watcher) => watcher.close()));
  };
}
