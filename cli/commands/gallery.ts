import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { closest } from "../../accounts/closest";
import { show } from "../../accounts/fault";
import { PageError } from "../../pages/page-fault";
import { launchBrowser } from "../../scripts/browser";
import { CommandError } from "../command-error";
import { contactSheet } from "../gallery/sheet";
import { type PageShots, pageShots } from "../gallery/shots";
import { SITE_CONTENT, pagesIn } from "../site-content";

/** What `sorry gallery` was told. */
export interface GalleryOptions {
  /** The folder of pages. */
  readonly from: string;
  /** The file to write. */
  readonly out: string;
}

function chosenPages(names: readonly string[], folder: string): readonly string[] {
  const pages = pagesIn(folder);
  for (const name of names.filter((name) => !pages.includes(name))) {
    const near = closest(name, pages);
    const fix = near === undefined ? `There are ${pages.join(", ")}.` : `Did you mean ${near}?`;
    throw new CommandError(`There must be a page of that name in ${folder}, got ${show(name)}. ${fix}`);
  }
  return names.length === 0 ? pages : names;
}

/**
 * Writes a contact sheet: every page in every language, light and dark, on a desk and on a phone.
 *
 * @param names of pages; none for all
 * @throws {@link CommandError} for a page that is not there or at fault, or where there is no browser
 */
export async function gallery(
  names: readonly string[],
  { from, out }: GalleryOptions,
  say: (line: string) => void,
): Promise<void> {
  const chosen = chosenPages(names, from);
  const browser = await launchBrowser().catch((error: unknown) => {
    throw new CommandError(error instanceof Error ? error.message : String(error));
  });
  const pages: PageShots[] = [];
  try {
    for (const name of chosen) {
      say(`${name} ...`);
      pages.push(await pageShots(browser, join(from, name)));
    }
  } catch (error) {
    throw error instanceof PageError ? new CommandError(error.message) : error;
  } finally {
    await browser.close();
  }
  writeFileSync(out, contactSheet(pages));
  say(`${out} shows ${pages.length} page${pages.length === 1 ? "" : "s"}.`);
}

export function galleryCommand(): Command {
  return new Command("gallery")
    .description(
      "Show every page in every language, light and dark, on a desk and on a phone, in one HTML file.",
    )
    .argument("[pages...]", "names of pages; without any, all of them")
    .option("--from <folder>", "the folder of pages", SITE_CONTENT)
    .option("--out <file>", "the file to write", "gallery.html")
    .action((names: string[], options: GalleryOptions) => gallery(names, options, console.log));
}
