import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { startPreview } from "../preview/preview";
import { previewUrl } from "../preview/sites";
import { messageOf } from "../preview/message-of";
import { untilStopped } from "../preview/until-stopped";
import { turnSwitch } from "../preview/switches";
import { gallery } from "../cli/commands/gallery";
import { OWN_PAGES } from "../cli/site-content";
import { launchBrowser } from "./browser";

/** Takes the pictures of the documentation, of the repository's own accounts: npm run screenshots */

const FOLDER = join(__dirname, "..", "docs", "images");
/** Longer than a sorry server keeps a good page. */
const STALE_MILLISECONDS = 30_000;

async function shoot(
  browser: Browser,
  name: string,
  url: string,
  options: BrowserContextOptions,
  prepare: (page: Page) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    await page.goto(url, { waitUntil: "networkidle", timeout: 10_000 }).catch((error: unknown) => {
      // A dashboard listens for ever, so the network is never idle; all else has come by now.
      if (!(error instanceof Error && error.name === "TimeoutError")) throw error;
    });
    await prepare(page);
    await page.screenshot({ path: join(FOLDER, `${name}.png`) });
    console.log(`docs/images/${name}.png`);
  } finally {
    await context.close();
  }
}

/** The contact sheet of the starter pages, without a preview. */
async function shootGallery(browser: Browser): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "sorry-gallery-"));
  try {
    const out = join(folder, "gallery.html");
    await gallery(
      ["maintenance", "incident", "closed", "moved", "minimal"],
      { from: OWN_PAGES, out, language: ["en"] },
      console.log,
    );
    const context = await browser.newContext({ viewport: { width: 1000, height: 600 } });
    const page = await context.newPage();
    await page.goto(pathToFileURL(out).href);
    await page.screenshot({ path: join(FOLDER, "gallery.png"), fullPage: true });
    console.log("docs/images/gallery.png");
    await context.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function main(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const preview = await startPreview({
    port: 8000,
    isReloading: false,
    signal: untilStopped(),
    say: console.log,
  });
  const browser = await launchBrowser();
  try {
    await shootGallery(browser);
    const dashboard = `http://localhost:${preview.ports.https}/`;
    const wide = { viewport: { width: 1200, height: 860 } };
    const phone = { viewport: { width: 390, height: 700 }, deviceScaleFactor: 1 };
    await shoot(browser, "dashboard", dashboard, wide);
    await shoot(browser, "dashboard-phone", dashboard, { ...phone, colorScheme: "dark" });
    await shoot(browser, "page", previewUrl("example.com", preview.ports.https), {
      viewport: { width: 800, height: 500 },
    });
    await turnSwitch(preview.path, "cloudfront", "refuse");
    await shoot(browser, "outage", dashboard, { ...wide, colorScheme: "dark" }, async (page) => {
      await page.locator("article .source.stale").nth(3).waitFor({ timeout: STALE_MILLISECONDS });
    });
  } finally {
    await browser.close();
    await preview.close();
  }
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
