import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildPage, readPage } from "../../modules";
import { compressedSize } from "../../pages/build";
import { SAMPLE_FACTS } from "../../pages/facts";
import { ROOT, SITE_CONTENT } from "../support/platforms";

const PAGES = ["closed", "generic", "incident", "maintenance", "minimal", "moved"];
const built = (name: string) => buildPage(readPage(join(SITE_CONTENT, name)), SAMPLE_FACTS);

test.each(PAGES)("%s is in English and Japanese, by the same rules", (name) => {
  const { description } = readPage(join(SITE_CONTENT, name));
  expect([...(description?.languages.keys() ?? [])].slice(0, 2)).toEqual(["en", "ja"]);
});

test.each(PAGES)("%s loads nothing, and fits the first round trip as docs/pages.md says", (name) => {
  const { document, assets } = built(name);
  expect(assets).toEqual([]);
  const size = compressedSize(document.bytes);
  expect(size).toBeLessThan(14 * 1024);
  const row = new RegExp(`^\\| ${name} +\\| +([\\d,]+) +\\| +([\\d,]+) +\\|$`, "m");
  const [, raw = "", packed = ""] = row.exec(readFileSync(join(ROOT, "docs", "pages.md"), "utf8")) ?? [];
  const number = (text: string) => Number(text.replaceAll(",", ""));
  // Another release of Node.js may pack, or word a date, a little differently.
  expect(Math.abs(number(raw) - document.bytes.length)).toBeLessThanOrEqual(50);
  expect(Math.abs(number(packed) - size)).toBeLessThanOrEqual(50);
});
