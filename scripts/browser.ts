import { existsSync } from "node:fs";
import type { Browser } from "playwright-core";

/** Where Debian, Chrome's vendor and macOS put it. */
const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** A Chromium of this machine; CHROMIUM names another one. Undefined where there is none. */
export const findChromium = (): string | undefined => process.env["CHROMIUM"] ?? PLACES.find(existsSync);

/** playwright-core, which nothing else needs: who does not look at pages need not install it. */
async function chromiumDriver() {
  try {
    return (await import("playwright-core")).chromium;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    throw new Error("playwright-core is missing. Run: npm install playwright-core", { cause: error });
  }
}

/**
 * Starts it without a screen, and so that it talks to nobody but this machine.
 *
 * @throws Error that says what to install
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error(
      "Chromium is missing. Install it (Debian: apt-get install chromium); CHROMIUM=path names one that is elsewhere.",
    );
  }
  if (!existsSync(executablePath)) {
    throw new Error(
      `CHROMIUM must name a browser, got ${executablePath}, which is not there. Install Chromium (Debian: apt-get install chromium), or name another one.`,
    );
  }
  const chromium = await chromiumDriver();
  return chromium.launch({
    executablePath,
    args: [
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      // Chromium's own sandbox refuses to work for root, who runs many a CI.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
  });
}
