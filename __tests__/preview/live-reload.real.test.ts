import { writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { writeFiles } from "../support/files";
import { SMALLEST, accountConfig } from "../support/platforms";
import { PreviewUnderTest } from "../support/running-preview";
import { temporaryFolder } from "../support/temporary-folder";
import { until } from "../support/until";

jest.setTimeout(120_000);

const folder = temporaryFolder();
const accountsFile = join(folder, "accounts.json");
const pageFile = join(folder, "maintenance", "index.html");
const running = new PreviewUnderTest();

/** The names of the events that came from there. */
const heard: string[] = [];
let listening: ReturnType<typeof request>;

beforeAll(async () => {
  writeFiles(folder, {
    "accounts.json": JSON.stringify([SMALLEST]),
    "maintenance/index.html": "<!doctype html><title>1</title><h1>One</h1>",
  });
  await running.start({ isReloading: true, accountsFile });
  const headers = { Host: `events-0123456789abcdef.localhost:${running.port}` };
  listening = request({ host: "127.0.0.1", port: running.port, headers, agent: false });
  listening.on("error", () => undefined);
  listening.on("response", (response) => {
    response.setEncoding("utf8").on("data", (text: string) => {
      heard.push(...[...text.matchAll(/^event: (.+)$/gm)].map(([, name = ""]) => name));
    });
    response.on("error", () => undefined);
  });
  listening.end();
});
afterAll(async () => {
  listening.destroy();
  await running.stop();
});

const SOON_MILLISECONDS = 60_000;
const shows = (host: string, text: string) =>
  until(SOON_MILLISECONDS, async () => (await running.ask({ host })).body.toString().includes(text));

test("a page that was edited is seen, and browsers are told to reload", async () => {
  expect(await shows("example.com", "<h1>One</h1>")).toBe(true);
  writeFileSync(pageFile, "<!doctype html><title>2</title><h1>Two</h1>");
  expect(await shows("example.com", "<h1>Two</h1>")).toBe(true);
  expect(await until(SOON_MILLISECONDS, () => Promise.resolve(heard.includes("reload")))).toBe(true);
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
  expect(running.preview.path.artifacts.configHash).not.toBe(configHash);
  const page = (await running.dashboard()).body.toString();
  expect(page).toContain("added.example.net");
  expect(page).not.toContain("can&#39;t be synthesized");
});
