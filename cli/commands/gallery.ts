import { accessSync, constants, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { Command } from "commander";
import type { Browser } from "playwright-core";
import { closest } from "../../accounts/closest";
import { show } from "../../accounts/fault";
import { allPages } from "../../accounts/page-folders";
import { PageError } from "../../pages/page-fault";
import { messageOf } from "../../preview/message-of";
import { type GalleryPage, galleryPage } from "../../preview/gallery/gallery-page";
import { contactSheet } from "../../preview/gallery/sheet";
import { type PageShots, pageShots } from "../../preview/gallery/shots";
import { launchBrowser } from "../../scripts/browser";
import { CommandError } from "../command-error";
import { list } from "../list";
import { PROJECT_PAGES, knownPages } from "../site-content";

/** What `sorry gallery` was told. */
export interface GalleryOptions {
  /** The folder of pages. @default site-content/, and the pages that come with this program */
  readonly from?: string;
  /** The file to write. */
  readonly out: string;
  /** Tags of languages. @default all of each page */
  readonly language?: readonly string[];
}

/** "must …, got …", and the nearest of what there is, or all of it. */
function unknown(what: string, got: string, known: readonly string[]): string {
  const near = closest(got, known);
  const fix = near === undefined ? `There are ${list(known)}.` : `Did you mean ${near}?`;
  return `${what}, got ${show(got)}. ${fix}`;
}

/** The pages of those names, built. All that is wrong with any of them is said at once. */
function chosenPages(
  names: readonly string[],
  { from, language = [] }: Pick<GalleryOptions, "from" | "language">,
): GalleryPage[] {
  const known = from === undefined ? knownPages(PROJECT_PAGES) : allPages([from]);
  if (known.size === 0) throw new CommandError(`There is no page in ${from ?? PROJECT_PAGES}.`);
  const faults = names
    .filter((name) => !known.has(name))
    .map((name) => unknown("A page must be one that there is", name, [...known.keys()]));
  const pages: GalleryPage[] = [];
  for (const [name, folder] of known) {
    if (names.length > 0 && !names.includes(name)) continue;
    try {
      pages.push(galleryPage(folder));
    } catch (error) {
      if (!(error instanceof PageError)) throw error;
      faults.push(error.message);
    }
  }
  const spoken = [...new Set(pages.flatMap(({ languages }) => languages))].sort();
  if (faults.length === 0) {
    faults.push(
      ...language
        .filter((tag) => !spoken.includes(tag))
        .map(
          (tag) => `--language must be one of these pages' own, got ${show(tag)}. They have ${list(spoken)}.`,
        ),
    );
  }
  if (faults.length > 0) throw new CommandError(faults.join("\n"));
  return pages;
}

/** Runs what the operating system may refuse, and says in its words why it did. */
function withOut(out: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    throw new CommandError(`--out ${show(out)} can't be written: ${messageOf(error)}`);
  }
}

async function browserOrFault(): Promise<Browser> {
  try {
    return await launchBrowser();
  } catch (error) {
    throw new CommandError(messageOf(error));
  }
}

/**
 * Writes a contact sheet: pages in their languages, light and dark, on a desk and on a phone.
 *
 * @param names of pages; none for all
 * @throws {@link CommandError} for a page that is not there or at fault, or where there is no browser
 */
export async function gallery(
  names: readonly string[],
  { out, ...options }: GalleryOptions,
  say: (line: string) => void,
): Promise<void> {
  const pages = chosenPages(names, options);
  // Before anybody waits for the pictures.
  withOut(out, () => {
    accessSync(dirname(resolve(out)), constants.W_OK);
  });
  const browser = await browserOrFault();
  async function* shots(): AsyncGenerator<PageShots, void> {
    for (const page of pages) {
      say(`${page.name} ...`);
      yield await pageShots(browser, page, options.language);
    }
  }
  try {
    const sheet = await text(
      contactSheet(
        pages.map(({ name }) => name),
        shots(),
      ),
    );
    withOut(out, () => {
      writeFileSync(out, sheet);
    });
  } finally {
    await browser.close();
  }
  say(`${out} shows ${pages.length} page${pages.length === 1 ? "" : "s"}.`);
}

export function galleryCommand(): Command {
  return new Command("gallery")
    .description(
      "Show every page in every language, light and dark, on a desk and on a phone, in one HTML file.",
    )
    .argument("[pages...]", "names of pages; without any, all of them")
    .option(
      "--from <folder>",
      `the folder of pages (default: ${PROJECT_PAGES}/, and the pages that come with sorry)`,
    )
    .option("--out <file>", "the file to write", "gallery.html")
    .option(
      "--language <tag>",
      "a language to show; may be given more than once (default: all)",
      (tag, tags) =>
        // Commander's own lists take the names of pages, too.
        [...tags, tag],
      [] as string[],
    )
    .action((names: string[], options: GalleryOptions) => gallery(names, options, console.log));
}
