import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { PlatformError, expected, printable } from "./fault";
import type { PageRoots } from "./page-folders";
import { type CheckedPlatform, checkPlatform } from "./platform";

const ENDINGS = [".ts", ".js", ".cjs", ".json"];

/** A page is looked for beside the file of accounts, in a site-content/ beside it, then in `siteContent`. */
export function pageRoots(file: string, siteContent: string): PageRoots {
  const folder = dirname(resolve(file));
  return [folder, join(folder, "site-content"), siteContent];
}

/**
 * Reads and checks the platform of a file of accounts: JSON, or a module whose default export (or `module.exports`) it is.
 * Its pages are in its {@link pageRoots}.
 *
 * @throws {@link PlatformError} if the file can't be read
 */
export function loadAccounts(file: string, siteContent: string): CheckedPlatform {
  return checkPlatform(readAccounts(file, resolve(file)), pageRoots(file, siteContent));
}

function readAccounts(file: string, path: string): unknown {
  const fail = (rule: string, fix: string) => {
    throw new PlatformError([{ message: expected(rule, file, fix) }]);
  };
  if (file === "") fail("must come from a file", "Unset SORRY_ACCOUNTS for the repository's own accounts/.");
  if (!ENDINGS.includes(extname(path))) {
    fail(`must come from a file that ends in ${ENDINGS.join(", ")}`, "Set SORRY_ACCOUNTS to one.");
  }
  if (!existsSync(path)) fail("must come from a file that exists", "Check SORRY_ACCOUNTS.");
  try {
    if (extname(path) === ".json")
      return JSON.parse(readFileSync(path, "utf8").replace(/^\uFEFF/, "")) as unknown;
    // A path known only now, in a project that is CommonJS; ts-node hooks it for .ts.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const loaded = require(path) as { readonly default?: unknown } | null;
    return loaded?.default ?? loaded;
  } catch (error) {
    // Its first line: the rest is a stack, or a picture of the code.
    const [reason = ""] = (error instanceof Error ? error.message : String(error)).trim().split("\n");
    return fail(
      `must come from a file that loads (${printable(reason)})`,
      `Mend ${printable(basename(path))}.`,
    );
  }
}
