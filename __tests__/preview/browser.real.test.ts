import axe from "axe-core";
import type { BrowserContextOptions, Page } from "playwright-core";
import { ownPlatform } from "../support/request-path";
import { usePreview } from "../support/running-preview";
import { until } from "../support/until";
import { useBrowser } from "../support/use-browser";

const running = usePreview({ isReloading: true });
const { pages, generic } = ownPlatform();
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
/** Longer than a good page is kept, and tried again. */
const PATIENCE_MILLISECONDS = 30_000;

const browser = useBrowser();

/** What the browser complained of, but for a document's own status, which it tells as an error. */
interface Visit {
  readonly page: Page;
  readonly complaints: string[];
  /** Hosts that were asked for anything. */
  readonly hosts: Set<string>;
}

const visits: Page[] = [];
afterEach(async () => {
  for (const page of visits.splice(0)) await page.context().close();
});

async function visit(options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser().newContext(options);
  const page = await context.newPage();
  visits.push(page);
  const complaints: string[] = [];
  const hosts = new Set<string>();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("requestfailed", (request) =>
    complaints.push(`${request.url()} ${request.failure()?.errorText ?? ""}`),
  );
  page.on("request", (request) => hosts.add(new URL(request.url()).hostname));
  page.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    // A document's own status, 503 or 404, is told as an error; a status of what the page shows is one.
    const isStatus = message
      .text()
      .startsWith("Failed to load resource: the server responded with a status of");
    const isDocument = !new URL(message.location().url).pathname.startsWith("/_sorry/");
    if (!isStatus || !isDocument) complaints.push(message.text());
  });
  return { page, complaints, hosts };
}

const dashboardUrl = () => `http://localhost:${running.port}/`;

async function visitDashboard(options: BrowserContextOptions = {}): Promise<Visit> {
  const visited = await visit(options);
  await visited.page.goto(dashboardUrl());
  return visited;
}

describe("each example page in a browser", () => {
  test.each([
    ["example.com", 503, "domain-a.sorry.example.com"],
    ["anything.example.com", 503, "domain-a.sorry.example.com"],
    ["example.net", 404, "domain-b.sorry.example.com"],
    ["新聞.example.org", 503, "shimbun.sorry.media.example.com"],
    ["shop.example.com", 503, "shop.sorry.media.example.com"],
    ["unknown.example", 503, "none"],
  ])("%s: %i, %s, on any path, without a complaint", async (domain, status, alias) => {
    const { page, complaints, hosts } = await visit();
    const response = await page.goto(`http://${domain}.localhost:${running.port}/any/path?query`);
    expect(response?.status()).toBe(status);
    const { document } = pages.get(alias) ?? generic;
    expect(await page.title()).toBe(/<title>(.*)<\/title>/.exec(document.bytes.toString())?.[1]);
    expect(await page.locator("h1").first().isVisible()).toBe(true);
    const images = await page
      .locator("img")
      .evaluateAll((all) => all.map((image) => (image as unknown as { naturalWidth: number }).naturalWidth));
    expect(images.filter((width) => width === 0)).toEqual([]);
    expect(complaints).toEqual([]);
    expect([...hosts].filter((host) => !host.endsWith(".localhost"))).toEqual([]);
  });
});

/** What axe finds against WCAG, a line each. */
async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: run } = globalThis as unknown as { axe: typeof axe };
    // The pages in the frames are people's own; their tests are elsewhere.
    const { violations } = await run.run({ exclude: ["iframe"] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  });
}

describe("the dashboard in a browser", () => {
  test.each<[string, BrowserContextOptions]>([
    ["by day", { colorScheme: "light" }],
    ["by night", { colorScheme: "dark" }],
    ["on a phone", PHONE],
  ])("%s: no complaint, nothing against WCAG, nothing to scroll sideways", async (_, options) => {
    const { page, complaints, hosts } = await visitDashboard(options);
    await page.getByRole("heading", { name: "shimbun" }).scrollIntoViewIfNeeded();
    expect(await accessibilityFaults(page)).toEqual([]);
    const width = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
    expect(width).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
    expect([...hosts].filter((host) => host !== "localhost" && !host.endsWith(".localhost"))).toEqual([]);
  });

  test("shows every site's page, its status and where it came from", async () => {
    const { page } = await visitDashboard();
    const sites = page.locator("article");
    expect(await sites.count()).toBe(4);
    // A page comes after a second and a half at most, so on a busy machine it may come before the answers.
    const shown = async () => {
      const statuses = await page.locator("article .status").allInnerTexts();
      const sources = await page.locator("article .source").allInnerTexts();
      return {
        statuses: statuses.sort(),
        areLive: sources.every((source) => ["fresh", "cached"].includes(source)),
      };
    };
    const expected = { statuses: ["404", "503", "503", "503"], areLive: true };
    await until(
      PATIENCE_MILLISECONDS,
      async () => JSON.stringify(await shown()) === JSON.stringify(expected),
    );
    expect(await shown()).toEqual(expected);
    const frame = sites.nth(1).locator("iframe").contentFrame();
    await frame.locator("h1").first().waitFor();
    expect(await frame.locator("h1").first().innerText()).toBe("This site has closed");
  });

  test("its links lead to the pages", async () => {
    const { page } = await visitDashboard();
    await page.getByRole("link", { name: "新聞.example.org" }).click();
    await page.waitForURL(`http://xn--efvv70d.example.org.localhost:${running.port}/`);
    expect(await page.locator("h1").first().innerText()).toBe("We are working on this site");
  });

  test("what a user has opened stays open, and where a user is stays, when answers change", async () => {
    const { page } = await visitDashboard();
    const summary = page.getByText("Headers").first();
    await summary.click();
    const before = await page.locator("article dd").nth(2).innerText();
    await page.waitForFunction(
      (old) => globalThis.document.querySelectorAll("article dd")[2]?.textContent !== old,
      before,
    );
    expect(await page.locator("article details").first().getAttribute("open")).not.toBeNull();
    expect(await page.evaluate("document.activeElement.tagName")).toBe("SUMMARY");
  });

  test("with the keyboard alone: breaking CloudFront still shows pages, the last good ones", async () => {
    const { page, complaints } = await visitDashboard();
    /** Goes on with the Tab key until the button of this name has the focus. */
    const tabTo = async (id: string) => {
      for (let i = 0; i < 100; i += 1) {
        await page.keyboard.press("Tab");
        if ((await page.evaluate("document.activeElement.id")) === id) return;
      }
      throw new Error(`The Tab key does not lead to ${id}.`);
    };
    await tabTo("switch-cloudfront-refuse");
    await page.keyboard.press("Enter");
    await page.locator("#switch-cloudfront-refuse[aria-pressed=true]").waitFor();
    expect(await page.evaluate("document.activeElement.id")).toBe("switch-cloudfront-refuse");
    await page.locator(".hop.ill", { hasText: "CloudFront" }).waitFor({ timeout: PATIENCE_MILLISECONDS });
    const sources = async () => new Set(await page.locator("article .source").allInnerTexts());
    expect(await until(PATIENCE_MILLISECONDS, async () => [...(await sources())].join() === "stale")).toBe(
      true,
    );
    expect((await page.locator("article .status").allInnerTexts()).sort()).toEqual([
      "404",
      "503",
      "503",
      "503",
    ]);

    const other = await visit();
    const response = await other.page.goto(`http://example.com.localhost:${running.port}/`);
    expect(response?.status()).toBe(503);
    expect(await other.page.locator("h1").first().innerText()).toBe("We are working on this site");

    // A new server has nothing but its image.
    await page.locator("#restart").focus();
    await page.keyboard.press("Space");
    expect(await until(PATIENCE_MILLISECONDS, async () => [...(await sources())].join() === "baked")).toBe(
      true,
    );
    await page.locator("#switch-cloudfront-up").focus();
    await page.keyboard.press("Enter");
    expect(await until(PATIENCE_MILLISECONDS, async () => !(await sources()).has("baked"))).toBe(true);
    expect(complaints).toEqual([]);
  });

  test("works without scripts, too", async () => {
    const { page } = await visitDashboard({ javaScriptEnabled: false });
    await page.locator("#switch-dns-dead").click();
    await page.waitForURL(dashboardUrl());
    expect(await page.locator("#switch-dns-dead").getAttribute("aria-pressed")).toBe("true");
    await page.locator("#switch-dns-up").click();
    await page.waitForURL(dashboardUrl());
    expect(await page.locator("#switch-dns-up").getAttribute("aria-pressed")).toBe("true");
  });
});
