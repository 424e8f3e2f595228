import { cpSync, existsSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { Command } from "commander";
import { closest } from "../../accounts/closest";
import { show } from "../../accounts/fault";
import { pageName } from "../../accounts/schema";
import { DESCRIPTION_FILE, PAGE_FILE } from "../../pages/page";
import { CommandError } from "../command-error";
import { list } from "../list";
import { PROJECT_PAGES, knownPages } from "../site-content";

/** What `sorry new-page` was told. */
export interface NewPageOptions {
  /** A page of that folder, or one that comes with this program. */
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
  const { error } = pageName.safeParse(name);
  if (error !== undefined) {
    throw new CommandError(`The page's name ${error.issues.map(({ message }) => message).join(" ")}`);
  }
  const pages = knownPages(to);
  const source = pages.get(from);
  if (source === undefined) {
    const names = [...pages.keys()];
    const near = closest(from, names);
    const fix = near === undefined ? `There are ${list(names)}.` : `Did you mean ${near}?`;
    throw new CommandError(`--from must name a page, got ${show(from)}. ${fix}`);
  }
  if (existsSync(to) && !statSync(to).isDirectory()) {
    throw new CommandError(
      `--to must be a folder of pages, got ${show(to)}. Name a folder, as in site-content.`,
    );
  }
  const folder = join(to, name);
  if (existsSync(folder)) {
    throw new CommandError(`${folder} is there already. Choose another name, or edit that page.`);
  }
  cpSync(source, folder, { recursive: true, errorOnExist: true, force: false });
  return folder;
}

export function newPageCommand(): Command {
  return new Command("new-page")
    .description("Make a page of one that there is: a folder of site-content/, to edit.")
    .argument("<name>", "the page's name, and its folder's")
    .option(
      "--from <page>",
      `the page to begin with: ${[...knownPages(PROJECT_PAGES).keys()].join(", ")}`,
      "maintenance",
    )
    .option("--to <folder>", "the folder of pages", PROJECT_PAGES)
    .action((name: string, options: NewPageOptions) => {
      const folder = relative(process.cwd(), newPage(name, options)) || ".";
      console.log(`${folder}/ is a copy of ${options.from}.

  ${folder}/${DESCRIPTION_FILE}   what it says, in each language
  ${folder}/${PAGE_FILE}  how it looks

Give it to a site with  page: "${name}"  and look at it:  npx sorry gallery ${name}`);
    });
}
