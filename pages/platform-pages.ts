import { join } from "node:path";
import { type Fault, PlatformError } from "../accounts/fault";
import { loadAccounts } from "../accounts/load";
import type { PageUse, Platform } from "../accounts/types";
import { buildPage } from "./build";
import type { BuiltPage } from "./built-page";
import { SAMPLE_FACTS, UNKNOWN_SITE, factsOf } from "./facts";
import { type Page, SITE_CONTENT, readPage } from "./page";
import { PageError, placeOf } from "./page-fault";

/** Each site's page, by the site's alias. */
export type Pages = ReadonlyMap<string, BuiltPage>;

/** Reads each folder once, whether it is sound or not. */
function reader(): (folder: string) => Page {
  const read = new Map<string, Page | PageError>();
  return (folder) => {
    let page = read.get(folder);
    if (page === undefined) {
      try {
        page = readPage(folder);
      } catch (error) {
        if (!(error instanceof PageError)) throw error;
        page = error;
      }
      read.set(folder, page);
    }
    if (page instanceof PageError) throw page;
    return page;
  };
}

/**
 * Builds the page of every site. A fault of the page itself is told once, with the first site that uses the page; one
 * of a site's facts, with each site. A site that is at fault itself gets none, but its page is checked all the same.
 */
export function checkPages(sites: readonly PageUse[]): {
  readonly pages: Pages;
  readonly faults: readonly Fault[];
} {
  const read = reader();
  const faults: Fault[] = [];
  const pages = new Map<string, BuiltPage>();
  const told = new Set<string>();
  for (const use of sites) {
    const { account, name, page, pageFolder } = use;
    try {
      const isSound = "alias" in use;
      const built = buildPage(read(pageFolder), isSound ? factsOf(use) : SAMPLE_FACTS);
      if (isSound) pages.set(use.alias, built);
    } catch (error) {
      if (!(error instanceof PageError)) throw error;
      for (const fault of error.faults) {
        const place = placeOf(page, fault);
        const key = JSON.stringify([
          pageFolder,
          place,
          fault.message,
          ...(fault.ofSite ? [account, name] : []),
        ]);
        if (told.has(key)) continue;
        told.add(key);
        faults.push({ account, site: name, field: `page ${place}`, message: fault.message });
      }
    }
  }
  return { pages, faults };
}

/** A checked platform and its pages: all that the rest of the program works on. */
export interface PlatformAndPages {
  readonly platform: Platform;
  readonly pages: Pages;
  /** For a domain that is in no account. */
  readonly generic: BuiltPage;
}

/** The page's name in site-content/. */
export const GENERIC_PAGE = "generic";

/** The generic page is no site's, so its faults are the platform's. */
function readGeneric(siteContent: string): {
  readonly generic?: BuiltPage;
  readonly faults: readonly Fault[];
} {
  try {
    return { generic: buildPage(readPage(join(siteContent, GENERIC_PAGE)), UNKNOWN_SITE), faults: [] };
  } catch (error) {
    if (!(error instanceof PageError)) throw error;
    const faults = error.faults.map((fault) => ({
      field: `page ${placeOf(GENERIC_PAGE, fault)}`,
      message: fault.message,
    }));
    return { faults };
  }
}

/**
 * Reads a file of accounts, and builds the pages of its sites.
 *
 * @param accountsFile .ts, .js, .cjs or .json
 * @param siteContent the folder of pages to look in last, `generic` among them; by default the pages that come with
 *   this program
 * @throws {@link PlatformError} with all the faults of both
 */
export function loadPlatform(accountsFile: string, siteContent = SITE_CONTENT): PlatformAndPages {
  const { platform, sites, faults } = loadAccounts(accountsFile, siteContent);
  const { pages, faults: pageFaults } = checkPages(sites);
  const { generic, faults: genericFaults } = readGeneric(siteContent);
  const all = [...faults, ...pageFaults, ...genericFaults];
  if (platform === undefined || generic === undefined || all.length > 0) throw new PlatformError(all);
  return { platform, pages, generic };
}
