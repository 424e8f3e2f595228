import type { Browser } from "playwright-core";
import { launchBrowser } from "../../scripts/browser";

/** Call it where a file begins: a browser that runs from the file's first test to its last. */
export function useBrowser(): () => Browser {
  let launched: Browser | undefined;
  beforeAll(async () => {
    launched = await launchBrowser();
  });
  afterAll(() => launched?.close());
  return () => {
    if (launched === undefined) throw new Error("The browser runs only while tests do.");
    return launched;
  };
}
