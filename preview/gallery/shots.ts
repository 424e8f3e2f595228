import type { Browser, Page } from "playwright-core";
import { nameOfLanguage } from "../../pages/language";
import type { GalleryPage } from "./gallery-page";

/** A picture of a page. */
export interface Shot {
  readonly scheme: "light" | "dark";
  readonly device: "desktop" | "phone";
  /** PNG. */
  readonly picture: Buffer;
}

/** The pictures of a page in one language. */
export interface LanguageShots {
  /** As the language calls itself. @default none: the page is plain HTML */
  readonly language?: string;
  readonly shots: readonly Shot[];
}

export interface PageShots {
  readonly name: string;
  readonly languages: readonly LanguageShots[];
}

const DEVICES = [
  ["desktop", { width: 1280, height: 800 }],
  ["phone", { width: 390, height: 800 }],
] as const;
const SCHEMES = ["light", "dark"] as const;

/** Nobody is asked for anything: the page is given to the browser as if it came from here, on a deep path. */
const URL_SHOWN = "https://example.com/any/path";

async function shoot(page: Page): Promise<Shot[]> {
  const shots: Shot[] = [];
  for (const [device, size] of DEVICES) {
    await page.setViewportSize(size);
    for (const scheme of SCHEMES) {
      await page.emulateMedia({ colorScheme: scheme });
      shots.push({ scheme, device, picture: await page.screenshot() });
    }
  }
  return shots;
}

async function languageShots(browser: Browser, shown: GalleryPage, tag?: string): Promise<LanguageShots> {
  const files = new Map([
    [new URL(URL_SHOWN).pathname, shown.document],
    ...shown.assets.map((asset) => [`/_sorry/${asset.path}`, asset] as const),
  ]);
  const context = await browser.newContext({ locale: tag, reducedMotion: "reduce" });
  try {
    const page = await context.newPage();
    await page.route("**/*", async (route) => {
      const file = files.get(new URL(route.request().url()).pathname);
      if (file === undefined) await route.abort();
      else await route.fulfill({ contentType: file.contentType, body: file.bytes });
    });
    await page.goto(URL_SHOWN);
    const shots = await shoot(page);
    return tag === undefined ? { shots } : { language: nameOfLanguage(tag), shots };
  } finally {
    await context.close();
  }
}

/**
 * Takes pictures of a page in its languages, by day and by night, on a desk and on a phone.
 *
 * @param wanted tags of languages; none for all that the page has. Plain HTML is shown in any case.
 */
export async function pageShots(
  browser: Browser,
  page: GalleryPage,
  wanted: readonly string[] = [],
): Promise<PageShots> {
  const tags = page.languages.filter((tag) => wanted.length === 0 || wanted.includes(tag));
  const languages: LanguageShots[] = [];
  for (const tag of page.languages.length === 0 ? [undefined] : tags) {
    languages.push(await languageShots(browser, page, tag));
  }
  return { name: page.name, languages };
}
