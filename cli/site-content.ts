import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { PAGE_FILE } from "../pages/page";

/** The repository's own pages. */
export const SITE_CONTENT = join(__dirname, "..", "site-content");

/** The names of the pages in a folder of pages; none where there is no such folder. */
export const pagesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => existsSync(join(folder, name, PAGE_FILE)))
        .sort()
    : [];
