import { join } from "node:path";
import { allPages } from "../accounts/page-folders";

/** The pages that come with this program. */
export const OWN_PAGES = join(__dirname, "..", "site-content");

/** Where a project keeps its pages, seen from the project's folder. */
export const PROJECT_PAGES = "site-content";

/** The folders of a project's pages and of those that come with this program, by name. */
export const knownPages = (projectPages: string): ReadonlyMap<string, string> =>
  allPages([projectPages, OWN_PAGES]);
