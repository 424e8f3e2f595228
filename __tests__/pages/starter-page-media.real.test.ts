import type { Page } from "playwright-core";
import { STARTER_PAGES, accessibilityFaults, overflow, usePages } from "../support/opened-page";

jest.setTimeout(60_000);

const pages = [...STARTER_PAGES].map(([name, { html }]) => [name, html] as const);
const open = usePages();

const style = (page: Page, selector: string, property: string) =>
  page.evaluate<string>(`getComputedStyle(document.querySelector("${selector}")).${property}`);

/** Names of all animations that would run. */
const animations = (page: Page) =>
  page.evaluate<string[]>(
    "[...document.querySelectorAll('*')].map((e) => getComputedStyle(e).animationName).filter((name) => name !== 'none')",
  );

describe("each starter page on paper", () => {
  test.each(pages)("%s: dark on white, also from a browser that is dark", async (_, html) => {
    await open(html, { colorScheme: "dark" }, async ({ page }) => {
      await page.emulateMedia({ media: "print" });
      expect(["rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"]).toContain(
        await style(page, "body", "backgroundColor"),
      );
      expect(await style(page, "h1", "color")).toBe("rgb(0, 0, 0)");
      expect(await accessibilityFaults(page)).toEqual([]);
    });
  });

  test.each(pages)("%s: what it says, and nothing to click on but its links", async (_, html) => {
    await open(html, {}, async ({ page }) => {
      await page.emulateMedia({ media: "print" });
      expect(await page.locator("h1").first().isVisible()).toBe(true);
      expect(await page.locator("fieldset, .next").filter({ visible: true }).count()).toBe(0);
      expect((await page.pdf()).subarray(0, 5).toString()).toBe("%PDF-");
    });
  });
});

describe("each starter page from right to left", () => {
  const arabic = [...STARTER_PAGES].flatMap(([name, { html, languages }]) =>
    languages.includes("ar") ? [[name, html] as const] : [],
  );

  it("all but minimal speak Arabic", () => {
    expect(arabic.map(([name]) => name)).toEqual(["closed", "generic", "incident", "maintenance", "moved"]);
  });

  test.each(arabic)("%s begins at the right, mirrored, and fits 320 pixels", async (_, html) => {
    const sizes = { width: 320, height: 640 };
    await open(html, { locale: "ar", viewport: sizes }, async ({ page }) => {
      expect(await style(page, "body", "direction")).toBe("rtl");
      expect(await style(page, "article[lang=ar]", "direction")).toBe("rtl");
      expect(await overflow(page)).toBe(0);
      await page.setViewportSize({ width: 1280, height: 800 });
      const [text, picture] = [page.locator("article[lang=ar] h1"), page.locator("main > svg")];
      const [said, drawn] = [await text.boundingBox(), await picture.boundingBox()];
      // Where the text is to the left of the picture in English, it is to the right of it.
      expect((said?.x ?? 0) + (said?.width ?? 0)).toBeGreaterThan((drawn?.x ?? 0) + (drawn?.width ?? 0));
      expect(await style(page, "main > svg", "scale")).toBe("-1 1");
    });
  });
});

describe("each starter page for who wants no motion", () => {
  test.each(pages)("%s moves nothing", async (_, html) => {
    await open(html, { reducedMotion: "reduce" }, async ({ page }) => {
      expect(await animations(page)).toEqual([]);
    });
  });

  test.each(["closed", "incident", "maintenance", "moved"])("%s moves for everybody else", async (name) => {
    const { html = "" } = STARTER_PAGES.get(name) ?? {};
    await open(html, { reducedMotion: "no-preference" }, async ({ page }) => {
      expect((await animations(page)).length).toBeGreaterThan(0);
    });
  });
});
