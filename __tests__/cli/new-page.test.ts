import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { newPage, starterPages } from "../../cli/commands/new-page";
import { buildPage, readPage } from "../../modules";
import { SAMPLE_FACTS } from "../../pages/facts";
import { SITE_CONTENT } from "../support/platforms";
import { temporaryFolder } from "../support/temporary-folder";

const to = temporaryFolder();

test("there are pages to begin with for what happens", () => {
  expect(starterPages()).toEqual(
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

test.each(["../escape", "A", "", "_partials", "a/b", "a b", ".git", "-x"])("%j is no page's name", (name) => {
  expect(() => newPage(name, { from: "minimal", to })).toThrow(
    `The page's name must be of small letters, digits and hyphens, got ${JSON.stringify(name)}. Write it as in spring-sale.`,
  );
  expect(existsSync(join(to, "..", "escape"))).toBe(false);
});

test("a misspelt page to begin with has the nearest as its fix", () => {
  expect(() => newPage("x", { from: "maintenence", to })).toThrow(
    '--from must name a page of site-content/, got "maintenence". Did you mean maintenance?',
  );
});
