import { cpSync, existsSync } from "node:fs";
import { join, relative } from "node:path";
import { Command } from "commander";
import { closest } from "../../accounts/closest";
import { show } from "../../accounts/fault";
import { DESCRIPTION_FILE, PAGE_FILE } from "../../pages/page";
import { CommandError } from "../command-error";
import { SITE_CONTENT, pagesIn } from "../site-content";

/** The pages to begin with, by name. */
export const starterPages = (): string[] => pagesIn(SITE_CONTENT);

/** As a folder's name, and as a URL's. */
const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** What `sorry new-page` was told. */
export interface NewPageOptions {
  /** One of {@link starterPages}. */
  readonly from: string;
  /** The folder of pages. */
  readonly to: string;
}

/**
 * Copies a page to begin with.
 *
 * @returns the new folder
 * @throws {@link CommandError} for a name that is none or taken, and for a page that is not there
 */
export function newPage(name: string, { from, to }: NewPageOptions): string {
  if (!NAME.test(name)) {
    throw new CommandError(
      `The page's name must be of small letters, digits and hyphens, got ${show(name)}. Write it as in spring-sale.`,
    );
  }
  const pages = starterPages();
  if (!pages.includes(from)) {
    const near = closest(from, pages);
    const fix = near === undefined ? `There are ${pages.join(", ")}.` : `Did you mean ${near}?`;
    throw new CommandError(`--from must name a page of site-content/, got ${show(from)}. ${fix}`);
  }
  const folder = join(to, name);
  if (existsSync(folder)) {
    throw new CommandError(`${folder} is there already. Choose another name, or edit that page.`);
  }
  cpSync(join(SITE_CONTENT, from), folder, { recursive: true, errorOnExist: true, force: false });
  return folder;
}

export function newPageCommand(): Command {
  return new Command("new-page")
    .description("Make a page of one that there is: a folder of site-content/, to edit.")
    .argument("<name>", "the page's name, and its folder's")
    .option("--from <page>", `the page to begin with: ${starterPages().join(", ")}`, "maintenance")
    .option("--to <folder>", "the folder of pages", SITE_CONTENT)
    .action((name: string, options: NewPageOptions) => {
      const folder = relative(process.cwd(), newPage(name, options)) || ".";
      console.log(`${folder}/ is a copy of ${options.from}.

  ${folder}/${DESCRIPTION_FILE}   what it says, in each language
  ${folder}/${PAGE_FILE}  how it looks

Give it to a site with  page: "${name}"  and look at it:  npm start`);
    });
}
