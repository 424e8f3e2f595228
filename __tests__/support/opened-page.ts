import { join } from "node:path";
import axe from "axe-core";
import type { BrowserContextOptions, Page } from "playwright-core";
import { buildPage, readPage } from "../../modules";
import { SAMPLE_FACTS } from "../../pages/facts";
import { SITE_CONTENT } from "./platforms";
import { useBrowser } from "./use-browser";

/** A page to begin with, as users get it. */
export interface StarterPage {
  readonly html: string;
  /** Tags. */
  readonly languages: readonly string[];
}

/** The pages to begin with, by name. */
export const STARTER_PAGES: ReadonlyMap<string, StarterPage> = new Map(
  ["closed", "generic", "incident", "maintenance", "minimal", "moved"].map((name) => {
    const page = readPage(join(SITE_CONTENT, name));
    const { document } = buildPage(page, { ...SAMPLE_FACTS, timeZone: "Asia/Tokyo" });
    const languages = [...(page.description?.languages.keys() ?? [])];
    return [name, { html: document.bytes.toString(), languages }];
  }),
);

/** A page in a browser. */
export interface OpenedPage {
  readonly page: Page;
  /** What the browser complained of. */
  readonly complaints: readonly string[];
  /** What it asked for, beside the page. */
  readonly asked: readonly string[];
}

export type OpenPage = (
  html: string,
  options: BrowserContextOptions,
  act: (opened: OpenedPage) => Promise<void>,
) => Promise<void>;

/** Call it where a file begins: opens a page at a deep path, as a browser would get it; nothing else is there. */
export function usePages(): OpenPage {
  const browser = useBrowser();
  return async (html, options, act) => {
    const context = await browser().newContext({ bypassCSP: false, ...options });
    try {
      const page = await context.newPage();
      const [complaints, asked]: [string[], string[]] = [[], []];
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) complaints.push(message.text());
      });
      page.on("pageerror", (error) => complaints.push(error.message));
      await page.route("**/*", async (route) => {
        if (route.request().isNavigationRequest()) {
          await route.fulfill({ status: 200, contentType: "text/html; charset=utf-8", body: html });
          return;
        }
        asked.push(route.request().url());
        await route.abort();
      });
      await page.goto("https://example.com/a/deep/path?query");
      await act({ page, complaints, asked });
    } finally {
      await context.close();
    }
  };
}

/** What axe finds, a line each. Its script comes from the outside, past the page's policy. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: run } = globalThis as unknown as { axe: typeof axe };
    const { violations } = await run.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  });
}

/** By how many pixels a page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
