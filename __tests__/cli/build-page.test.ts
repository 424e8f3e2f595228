import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildPageFolder } from "../../cli/commands/build-page";
import { RECORD } from "../../cli/record";
import { SITE_CONTENT, TEST_CONTENT } from "../support/platforms";
import { temporaryFolder } from "../support/temporary-folder";

const folder = temporaryFolder();
const OPTIONS = { from: SITE_CONTENT, status: "503" };

test("a page is written as users get it, with its forms and assets and no other file", () => {
  const out = join(folder, "built");
  const first = buildPageFolder("illustrated", { from: TEST_CONTENT, status: "404", out });
  expect(first.filter((path) => path.startsWith("index"))).toEqual([
    "index.html",
    "index-404.json",
    "index-404.txt",
  ]);
  expect(first).toHaveLength(4);
  const options = { ...OPTIONS, out, domain: "*.example.com", retryAfter: "2h" };
  expect(buildPageFolder("maintenance", options)).toEqual(["index.html", "index-503.json", "index-503.txt"]);
  expect(readdirSync(out).sort()).toEqual([RECORD, "index-503.json", "index-503.txt", "index.html"]);
  expect(readFileSync(join(out, "index.html"), "utf8")).toContain("example.com");
  expect(JSON.parse(readFileSync(join(out, "index-503.json"), "utf8"))).toMatchObject({
    status: 503,
    retryAfter: "7200",
  });
});

test("a window and its zone are shown", () => {
  const out = join(folder, "window");
  const window = { windowStart: "2026-12-01T01:00:00+09:00", windowEnd: "2026-12-01T06:00:00+09:00" };
  buildPageFolder("maintenance", { ...OPTIONS, ...window, out, timeZone: "Asia/Tokyo" });
  expect(readFileSync(join(out, "index-503.txt"), "utf8")).toMatch(/1:00\s–\s6:00\sAM/);
});

test("all that is wrong with options is said at once, and nothing is written", () => {
  const out = join(folder, "wrong");
  const wrong = { status: "200", domain: "a b", retryAfter: "x", timeZone: "Asia/Tokio", windowStart: "y" };
  let message = "";
  try {
    buildPageFolder("maintenence", { ...OPTIONS, ...wrong, out });
  } catch (error) {
    ({ message } = error as Error);
  }
  expect(message.split("\n").map((line) => line.split(" must")[0])).toEqual([
    "--domain",
    "--status",
    "--retry-after",
    "--window-start and --window-end",
    "--window-start and --window-end",
    "--time-zone",
    "A page",
  ]);
  expect(message).toContain("Did you mean maintenance?");
  expect(existsSync(out)).toBe(false);
});

test("a folder of other things is left alone, a page's sources among them", () => {
  const sources = join(folder, "sources");
  mkdirSync(sources);
  writeFileSync(join(sources, "index.html"), "mine");
  // One form alone is no sign: a page may have assets of such names.
  writeFileSync(join(sources, "index-404.json"), "mine");
  expect(() => buildPageFolder("minimal", { ...OPTIONS, out: sources })).toThrow(
    "--out must be a new folder, or one that this command wrote",
  );
  expect(readFileSync(join(sources, "index.html"), "utf8")).toBe("mine");
});

test("a page's own faults are told as a synth tells them", () => {
  const from = join(folder, "pages");
  mkdirSync(join(from, "broken"), { recursive: true });
  writeFileSync(join(from, "broken", "index.html"), "<!doctype html><title>t</title>");
  expect(() => buildPageFolder("broken", { from, status: "503", out: join(folder, "broken") })).toThrow(
    /^site-content\/broken\/index\.html:1 /,
  );
});
