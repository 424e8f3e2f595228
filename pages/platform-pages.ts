import { loadAccounts } from "../accounts/load";
import { type Fault, PlatformError, printable } from "../accounts/fault";
import type { PageUse, Platform } from "../accounts/types";
import { join } from "node:path";
import { type Page, PageError, readPage } from "./page";

/** The pages in use, by a site's `pageFolder`. */
export type Pages = ReadonlyMap<string, Page>;

/** Reads every page that a site uses, each once; a fault names the first site that uses the page. */
export function checkPages(sites: readonly PageUse[]): {
  readonly pages: Pages;
  readonly faults: readonly Fault[];
} {
  const faults: Fault[] = [];
  const pages = new Map<string, Page>();
  const seen = new Set<string>();
  for (const site of sites) {
    if (seen.has(site.pageFolder)) continue;
    seen.add(site.pageFolder);
    try {
      pages.set(site.pageFolder, readPage(site.pageFolder));
    } catch (error) {
      if (!(error instanceof PageError)) throw error;
      for (const { file, message } of error.faults) {
        const field = `page ${site.page}/${printable(file)}`;
        faults.push({ account: site.account, site: site.name, field, message });
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
  readonly generic: Page;
}

/** The page's name in site-content/. */
export const GENERIC_PAGE = "generic";

/**
 * Reads a file of accounts and the pages that its sites use.
 *
 * @param accountsFile .ts, .js, .cjs or .json
 * @param siteContent the folder of pages to look in last
 * @throws {@link PlatformError} with all the faults of both
 */
export function loadPlatform(accountsFile: string, siteContent: string): PlatformAndPages {
  const { platform, sites, faults } = loadAccounts(accountsFile, siteContent);
  const { pages, faults: pageFaults } = checkPages(sites);
  if (platform === undefined || pageFaults.length > 0) throw new PlatformError([...faults, ...pageFaults]);
  return { platform, pages, generic: readPage(join(siteContent, GENERIC_PAGE)) };
}
