import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Browser } from "playwright-core";
import { type PageRoots, allPages } from "../../accounts/page-folders";
import { PageError } from "../../pages/page-fault";
import { launchBrowser } from "../../scripts/browser";
import { messageOf } from "../message-of";
import { galleryPage } from "./gallery-page";
import { type FaultyPage, SHEET_POLICY, contactSheet } from "./sheet";
import { type PageShots, pageShots } from "./shots";

async function shotsOrFault(browser: Browser, name: string, folder: string): Promise<PageShots | FaultyPage> {
  try {
    return await pageShots(browser, galleryPage(folder));
  } catch (error) {
    if (!(error instanceof PageError)) throw error;
    return { name, fault: error.message };
  }
}

/** The dashboard's contact sheet: taken when it is asked for, and sent page by page while it is. */
export class Gallery {
  /** One after the other: each has a browser of its own. */
  private last: Promise<void> = Promise.resolve();
  private isClosing = false;

  /** @param roots where the pages are */
  constructor(private readonly roots: PageRoots) {}

  async answer({ headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    // Another site's page could have this machine start browsers.
    if (headers["sec-fetch-site"] === "cross-site") {
      this.refuse(response, 403, "The gallery is opened from the dashboard.");
      return;
    }
    const sent = this.last.then(() => this.send(response));
    this.last = sent.catch(() => undefined);
    await sent;
  }

  /** Ends once no browser of it runs any more. */
  async close(): Promise<void> {
    this.isClosing = true;
    await this.last;
  }

  private async send(response: ServerResponse): Promise<void> {
    if (this.isClosing || response.destroyed) return;
    let browser: Browser;
    try {
      browser = await launchBrowser();
    } catch (error) {
      this.refuse(response, 503, messageOf(error));
      return;
    }
    try {
      const pages = allPages(this.roots);
      response.writeHead(200, {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "no-store",
        "Content-Security-Policy": `${SHEET_POLICY}; frame-ancestors 'none'`,
        "X-Content-Type-Options": "nosniff",
      });
      const sheet = contactSheet([...pages.keys()], this.shots(browser, pages));
      await pipeline(Readable.from(sheet, { highWaterMark: 1 }), response);
    } catch (error) {
      // Who went away before the last page came has seen enough.
      if ((error as NodeJS.ErrnoException).code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
    } finally {
      await browser.close();
    }
  }

  private async *shots(
    browser: Browser,
    pages: ReadonlyMap<string, string>,
  ): AsyncGenerator<PageShots | FaultyPage, void> {
    for (const [name, folder] of pages) {
      if (this.isClosing) return;
      yield await shotsOrFault(browser, name, folder);
    }
  }

  private refuse(response: ServerResponse, status: number, reason: string): void {
    response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" }).end(`${reason}\n`);
  }
}
