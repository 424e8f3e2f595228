import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

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

/** Starts it without a screen, and so that it talks to nobody but this machine. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("Chromium is missing. Run: npm run setup");
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
