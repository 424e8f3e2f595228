import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newPage } from "../../cli/commands/new-page";
import { knownPages } from "../../cli/site-content";
import { buildPage, readPage } from "../../modules";
import { SAMPLE_FACTS } from "../../pages/facts";
import { SITE_CONTENT } from "../support/platforms";
import { writeFiles } from "../support/files";
import { temporaryFolder } from "../support/temporary-folder";

const to = temporaryFolder();

test("there are pages to begin with for what happens", () => {
  expect([...knownPages(to).keys()]).toEqual(
    expect.arrayContaining(["closed", "incident", "maintenance", "minimal", "moved"]),
  );
});

test.each(["closed", "incident", "maintenance", "minimal", "moved"])(
  "a copy of %s is its files, and builds wherever it lies",
  (from) => {
    const folder = newPage(`my-${from}`, { from, to });
    expect(folder).toBe(join(to, `my-${from}`));
    expect(readdirSync(folder)).toEqual(readdirSync(join(SITE_CONTENT, from)));
    expect(readFileSync(join(folder, "page.json"))).toEqual(
      readFileSync(join(SITE_CONTENT, from, "page.json")),
    );
    expect(buildPage(readPage(folder), SAMPLE_FACTS).document.bytes.length).toBeGreaterThan(1000);
  },
);

test("a page that is there is left alone", () => {
  newPage("once", { from: "minimal", to });
  expect(() => newPage("once", { from: "closed", to })).toThrow(
    `${join(to, "once")} is there already. Choose another name, or edit that page.`,
  );
});

test("a page of one's own can be begun with, too, and goes before one of the same name", () => {
  const folder = newPage("minimal", { from: "moved", to });
  writeFileSync(join(folder, "own.svg"), "<svg/>");
  expect(readdirSync(newPage("again", { from: "minimal", to }))).toContain("own.svg");
});

test("what may be a page's name is what accounts may name", () => {
  expect(newPage("Spring_Sale", { from: "minimal", to })).toBe(join(to, "Spring_Sale"));
});

test.each(["../escape", "", "_partials", "a/b", "a b", ".git", "-x"])("%j is no page's name", (name) => {
  expect(() => newPage(name, { from: "minimal", to })).toThrow(
    `The page's name must be the name of a folder: letters, digits, hyphens and underscores, got ${JSON.stringify(name)}.`,
  );
  expect(existsSync(join(to, "..", "escape"))).toBe(false);
});

test("a misspelt page to begin with has the nearest as its fix", () => {
  expect(() => newPage("x", { from: "maintenence", to })).toThrow(
    '--from must name a page, got "maintenence". Did you mean maintenance?',
  );
});

test("a file is no folder of pages", () => {
  const file = join(writeFiles(join(to, "other"), { "a.json": "" }), "a.json");
  expect(() => newPage("a", { from: "maintenance", to: file })).toThrow(
    /^--to must be a folder of pages, got .*a\.json"\. Name a folder/,
  );
});
