import { join } from "node:path";
import { Command } from "commander";
import type { z } from "zod";
import { closest } from "../../accounts/closest";
import { show } from "../../accounts/fault";
import { domain, retryAfter, sorryStatus } from "../../accounts/schema";
import { timeWindow, timeZone } from "../../accounts/time";
import { buildPage } from "../../pages/build";
import { type SiteFacts, factsOf } from "../../pages/facts";
import { readPage } from "../../pages/page";
import { PageError } from "../../pages/page-fault";
import { CommandError } from "../command-error";
import { list } from "../list";
import { RECORD, othersIn } from "../record";
import { PROJECT_PAGES, knownPages } from "../site-content";
import { writeFolder } from "../write-files";

/** What `sorry build-page` was told, as it was typed. */
export interface BuildPageOptions {
  readonly out: string;
  readonly from: string;
  readonly status: string;
  readonly domain?: string;
  readonly retryAfter?: string;
  readonly windowStart?: string;
  readonly windowEnd?: string;
  readonly timeZone?: string;
}

/** The site's facts, or a fault for each option that says none. */
function readFacts(options: BuildPageOptions, faults: string[]): SiteFacts {
  const read = <T extends z.ZodType>(option: string, schema: T, value: unknown): z.output<T> | undefined => {
    if (value === undefined) return undefined;
    const { success, data, error } = schema.safeParse(value, { reportInput: true });
    if (success) return data;
    faults.push(...error.issues.map(({ message }) => `${option} ${message}`));
    return undefined;
  };
  const { windowStart: start, windowEnd: end } = options;
  const site = read("--domain", domain, options.domain);
  return factsOf({
    status: read("--status", sorryStatus, Number(options.status)) ?? 503,
    domains: site === undefined ? [] : [site],
    retryAfter: read("--retry-after", retryAfter, options.retryAfter),
    window: read(
      "--window-start and --window-end",
      timeWindow,
      start === undefined && end === undefined ? undefined : { start, end },
    ),
    timeZone: read("--time-zone", timeZone, options.timeZone),
  });
}

/**
 * Builds a page for one site, as users get it: for the plain Terraform modules, or for a look at it.
 *
 * @returns the paths of the files that were written
 * @throws {@link CommandError} with all that is wrong with options and page; then nothing is written
 */
export function buildPageFolder(name: string, options: BuildPageOptions): string[] {
  const faults: string[] = [];
  const facts = readFacts(options, faults);
  const pages = knownPages(options.from);
  const folder = pages.get(name);
  if (folder === undefined) {
    const near = closest(name, [...pages.keys()]);
    const fix = near === undefined ? `There are ${list([...pages.keys()])}.` : `Did you mean ${near}?`;
    faults.push(`A page must be one that there is, got ${show(name)}. ${fix}`);
  }
  if (othersIn(options.out, []).length > 0) {
    faults.push(
      `--out must be a new folder, or one that this command wrote (one with a ${RECORD}), got ${show(options.out)}. Name another one; one that an earlier version wrote is to be deleted first.`,
    );
  }
  if (folder === undefined || faults.length > 0) throw new CommandError(faults.join("\n"));
  try {
    const { document, json, text, assets } = buildPage(readPage(folder), facts);
    const files = [document, json, text, ...assets];
    writeFolder(options.out, Object.fromEntries(files.map(({ path, bytes }) => [path, bytes])));
    return files.map(({ path }) => path);
  } catch (error) {
    throw error instanceof PageError ? new CommandError(error.message) : error;
  }
}

export function buildPageCommand(): Command {
  return new Command("build-page")
    .description("Build a page for one site, as users get it, into a folder for the plain Terraform modules.")
    .argument("<page>", "the page's name")
    .requiredOption("--out <folder>", "the folder to write: a new one, or one that this command wrote")
    .option("--from <folder>", "the folder of pages", PROJECT_PAGES)
    .option("--status <status>", "the status of its answers", "503")
    .option("--domain <domain>", "the site's first domain")
    .option("--retry-after <value>", "a duration, as in 2h, or an instant")
    .option("--window-start <instant>", "when the planned maintenance begins")
    .option("--window-end <instant>", "when it ends")
    .option("--time-zone <zone>", "in which people read times, as in Asia/Tokyo")
    .action((name: string, options: BuildPageOptions) => {
      for (const path of buildPageFolder(name, options)) console.log(join(options.out, path));
    });
}
