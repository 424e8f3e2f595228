import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeFiles } from "../support/files";
import { htmlPage } from "../support/pages";
import { SMALLEST, accountConfig } from "../support/platforms";
import { PreviewUnderTest } from "../support/running-preview";
import { temporaryFolder } from "../support/temporary-folder";
import { until } from "../support/until";
import { useBrowser } from "../support/use-browser";

jest.setTimeout(120_000);

const folder = temporaryFolder();
const accountsFile = join(folder, "accounts.json");
const pageFile = join(folder, "maintenance", "index.html");
const running = new PreviewUnderTest();

const browser = useBrowser();

beforeAll(async () => {
  writeFiles(folder, {
    "accounts.json": JSON.stringify([SMALLEST]),
    "maintenance/index.html": htmlPage("<h1>One</h1>"),
  });
  await running.start({ isReloading: true, accountsFile });
});
afterAll(() => running.stop());

const SOON_MILLISECONDS = 60_000;

test("a page that is open in a browser shows an edit by itself, and so does the dashboard", async () => {
  const [page, dashboard] = [await browser().newPage(), await browser().newPage()];
  await page.goto(`http://example.com.localhost:${running.port}/`);
  await dashboard.goto(`http://localhost:${running.port}/`);
  const shown = dashboard.locator("iframe").contentFrame().locator("h1");
  expect([await page.locator("h1").innerText(), await shown.innerText()]).toEqual(["One", "One"]);
  writeFileSync(pageFile, htmlPage("<h1>Two</h1>"));
  await page.getByText("Two").waitFor({ timeout: SOON_MILLISECONDS });
  await dashboard.locator("iframe").contentFrame().getByText("Two").waitFor({ timeout: SOON_MILLISECONDS });
});

test("a fault is shown with all the others, and the last good pages stay", async () => {
  const faulty = accountConfig({ region: "moon" }, { status: 418 });
  writeFileSync(accountsFile, JSON.stringify([faulty]));
  const isShown = async () => {
    const page = (await running.dashboard()).body.toString();
    return page.includes("`status` must be one of") && page.includes("`region`");
  };
  expect(await until(SOON_MILLISECONDS, isShown)).toBe(true);
  expect(running.said.join("\n")).toContain("The last good pages are still shown.");
  expect(await running.ask({ host: "example.com" })).toMatchObject({ status: 503 });
});

test("a site that was added answers, under a new config, and the fault is gone", async () => {
  const { configHash } = running.preview.path.artifacts;
  const added = { ...SMALLEST.sites[0], name: "added", domains: ["added.example.net"], status: 404 };
  writeFileSync(accountsFile, JSON.stringify([accountConfig({ sites: [SMALLEST.sites[0], added] })]));
  expect(
    await until(
      SOON_MILLISECONDS,
      async () => (await running.ask({ host: "added.example.net" })).status === 404,
    ),
  ).toBe(true);
  expect((await running.ask({ host: "added.example.net" })).body.toString()).toContain("<h1>Two</h1>");
  // The dashboard is told a moment after nginx.
  const isTold = async () => {
    const page = (await running.dashboard()).body.toString();
    return page.includes("added.example.net") && !page.includes("can&#39;t be synthesized");
  };
  expect(await until(SOON_MILLISECONDS, isTold)).toBe(true);
  expect(running.preview.path.artifacts.configHash).not.toBe(configHash);
});
