import { STARTER_PAGES, accessibilityFaults, overflow, usePages } from "../support/opened-page";

jest.setTimeout(60_000);

const names = [...STARTER_PAGES.keys()];
const cases = [...STARTER_PAGES].flatMap(([name, { languages }]) =>
  languages.map((language) => [name, language] as const),
);

const open = usePages();

describe("each starter page in a browser", () => {
  test.each(cases)(
    "%s for who reads %s: no fault by axe by day and by night, no complaint, no request",
    async (name, language) => {
      const { html = "", languages = [] } = STARTER_PAGES.get(name) ?? {};
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

  test.each(names)(
    "%s without JavaScript: all its languages are there, and one can be chosen",
    async (name) => {
      const { html = "", languages = [] } = STARTER_PAGES.get(name) ?? {};
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

  test.each(names)("%s without JavaScript: no fault by axe by day and by night", async (name) => {
    const { html = "" } = STARTER_PAGES.get(name) ?? {};
    // axe is JavaScript itself: it is given what a browser without it made of the page.
    let shown = "";
    await open(html, { javaScriptEnabled: false }, async ({ page }) => {
      shown = (await page.content()).replaceAll(/<script[^]*?<\/script>/g, "");
    });
    await open(shown, { reducedMotion: "reduce" }, async ({ page }) => {
      expect(await page.locator("article").filter({ visible: true }).count()).toBeGreaterThanOrEqual(2);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await accessibilityFaults(page)).toEqual([]);
      }
    });
  });

  test.each(names)("%s fits 320 pixels, with JavaScript and without", async (name) => {
    const { html = "" } = STARTER_PAGES.get(name) ?? {};
    for (const javaScriptEnabled of [true, false]) {
      await open(html, { javaScriptEnabled, viewport: { width: 320, height: 640 } }, async ({ page }) => {
        expect(await overflow(page)).toBe(0);
      });
    }
  });

  test.each(names)("%s stops a script, a style and a request that somebody slips in", async (name) => {
    const { html = "" } = STARTER_PAGES.get(name) ?? {};
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
  });
});
