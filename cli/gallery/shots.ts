import type { Browser } from "playwright-core";
import { buildPage } from "../../pages/build";
import { SAMPLE_FACTS } from "../../pages/facts";
import { nameOfLanguage } from "../../pages/language";
import { readPage } from "../../pages/page";

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

const DEVICES = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 800 } } as const;
const SCHEMES = ["light", "dark"] as const;

/** Nobody is asked for anything: the page is given to the browser as if it came from here, on a deep path. */
const URL_SHOWN = "https://example.com/any/path";

async function shoot(
  browser: Browser,
  files: ReadonlyMap<string, { readonly contentType: string; readonly bytes: Buffer }>,
  locale: string | undefined,
): Promise<Shot[]> {
  const shots: Shot[] = [];
  for (const device of ["desktop", "phone"] as const) {
    const context = await browser.newContext({ viewport: DEVICES[device], locale, reducedMotion: "reduce" });
    try {
      const page = await context.newPage();
      await page.route("**/*", async (route) => {
        const file = files.get(new URL(route.request().url()).pathname);
        if (file === undefined) await route.abort();
        else await route.fulfill({ contentType: file.contentType, body: file.bytes });
      });
      await page.goto(URL_SHOWN);
      for (const scheme of SCHEMES) {
        await page.emulateMedia({ colorScheme: scheme });
        shots.push({ scheme, device, picture: await page.screenshot() });
      }
    } finally {
      await context.close();
    }
  }
  return shots;
}

/**
 * Takes pictures of a page in each of its languages, by day and by night, on a desk and on a phone.
 *
 * @param folder of the page
 * @throws PageError where something is wrong with the page
 */
export async function pageShots(browser: Browser, folder: string): Promise<PageShots> {
  const page = readPage(folder);
  const { name, document, assets } = buildPage(page, SAMPLE_FACTS);
  const files = new Map([
    [new URL(URL_SHOWN).pathname, document],
    ...assets.map((asset) => [`/_sorry/${asset.path}`, asset] as const),
  ]);
  const tags = [...(page.description?.languages.keys() ?? [])];
  const languages: LanguageShots[] = [];
  for (const tag of tags.length === 0 ? [undefined] : tags) {
    const shots = await shoot(browser, files, tag);
    languages.push({ ...(tag === undefined ? {} : { language: nameOfLanguage(tag) }), shots });
  }
  return { name, languages };
}
