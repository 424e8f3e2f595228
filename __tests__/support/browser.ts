import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Where Debian, and others, put it. CHROMIUM names another place. */
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Debian's Chromium, without a screen, and without a word to anybody but this machine. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env["CHROMIUM"] ?? PLACES.find(existsSync);
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
      // Chromium's sandbox does not work for root, as which CI runs.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
  });
}
