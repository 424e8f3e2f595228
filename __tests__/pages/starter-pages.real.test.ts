import { join } from "node:path";
import axe from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { buildPage, readPage } from "../../modules";
import { SAMPLE_FACTS } from "../../pages/facts";
import { launchBrowser } from "../../scripts/browser";
import { SITE_CONTENT } from "../support/platforms";

jest.setTimeout(60_000);

const PAGES = ["closed", "generic", "incident", "maintenance", "minimal", "moved"];
const pages = new Map(
  PAGES.map((name) => {
    const page = readPage(join(SITE_CONTENT, name));
    const { document } = buildPage(page, { ...SAMPLE_FACTS, timeZone: "Asia/Tokyo" });
    return [
      name,
      { html: document.bytes.toString(), languages: [...(page.description?.languages.keys() ?? [])] },
    ];
  }),
);
const cases = [...pages].flatMap(([name, { languages }]) =>
  languages.map((language) => [name, language] as const),
);

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

interface Opened {
  readonly page: Page;
  /** What the browser complained of. */
  readonly complaints: readonly string[];
  /** What it asked for, beside the page. */
  readonly asked: readonly string[];
}

/** Opens a page at a deep path, as a browser would get it; nothing else is there. */
async function open(html: string, options: BrowserContextOptions, act: (opened: Opened) => Promise<void>) {
  const context = await browser.newContext({ bypassCSP: false, ...options });
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
}

/** What axe finds, a line each. Its script comes from the outside, past the page's policy. */
async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: run } = globalThis as unknown as { axe: typeof axe };
    const { violations } = await run.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  });
}

const overflow = (page: Page) =>
  page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");

describe("each starter page in a browser", () => {
  test.each(cases)(
    "%s for who reads %s: no fault by axe by day and by night, no complaint, no request",
    async (name, language) => {
      const { html = "", languages = [] } = pages.get(name) ?? {};
      const options = { locale: language, reducedMotion: "reduce" } as const;
      await open(html, options, async ({ page, complaints, asked }) => {
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme });
          expect(await accessibilityFaults(page)).toEqual([]);
        }
        expect(complaints).toEqual([]);
        expect(asked).toEqual([]);
        const shown = page.locator("article").filter({ visible: true });
        // A page that lets its reader choose shows one language; one that does not shows all.
        const choices = await page.locator("[name=language]").count();
        expect(await shown.count()).toBe(choices === 0 ? languages.length : 1);
        if (choices > 0) {
          expect(await shown.getAttribute("lang")).toBe(language);
          expect(await page.evaluate("document.documentElement.lang")).toBe(language);
        }
      });
    },
  );

  test.each([...pages.keys()])(
    "%s without JavaScript: all its languages are there, and one can be chosen",
    async (name) => {
      const { html = "", languages = [] } = pages.get(name) ?? {};
      await open(html, { javaScriptEnabled: false }, async ({ page, asked }) => {
        const shown = page.locator("article").filter({ visible: true });
        expect(await shown.count()).toBe(languages.length);
        for (const language of (await page.locator("[name=language]").count()) === 0 ? [] : languages) {
          await page.locator(`label[for=language-${language}]`).click();
          expect(await shown.count()).toBe(1);
          expect(await shown.getAttribute("lang")).toBe(language);
        }
        expect(asked).toEqual([]);
      });
    },
  );

  test.each([...pages.keys()])("%s fits 320 pixels, with JavaScript and without", async (name) => {
    const { html = "" } = pages.get(name) ?? {};
    for (const javaScriptEnabled of [true, false]) {
      await open(html, { javaScriptEnabled, viewport: { width: 320, height: 640 } }, async ({ page }) => {
        expect(await overflow(page)).toBe(0);
      });
    }
  });

  test.each([...pages.keys()])(
    "%s stops a script, a style and a request that somebody slips in",
    async (name) => {
      const { html = "" } = pages.get(name) ?? {};
      const injected = [
        '<script>document.title = "injected"</script>',
        '<img src="https://attacker.example/" alt="" onerror="document.title = \'injected\'">',
        '<script src="https://attacker.example/a.js"></script><p style="color: red" id="styled">a</p>',
      ].join("");
      await open(html.replace("<main", `${injected}<main`), {}, async ({ page, complaints, asked }) => {
        expect(await page.title()).not.toBe("injected");
        expect(await page.evaluate("getComputedStyle(document.getElementById('styled')).color")).not.toBe(
          "rgb(255, 0, 0)",
        );
        expect(
          complaints.filter((text) => text.includes("Content Security Policy")).length,
        ).toBeGreaterThanOrEqual(4);
        expect(asked).toEqual([]);
      });
    },
  );
});
