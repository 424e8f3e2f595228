import { join } from "node:path";
import { buildPage, readPage } from "../../modules";
import { SAMPLE_FACTS } from "../../pages/facts";
import { SITE_CONTENT } from "../support/platforms";
import { htmlPage, pageFolders, refusalOf } from "../support/pages";

const { faultsOf, build } = pageFolders();
const site = (domain: string) => ({ status: 503, domain }) as const;
const page = (fields: object) => ({
  "index.html": htmlPage("{{ title }}"),
  "page.json": JSON.stringify({ title: "a", ...fields }, null, 1),
});

test.each([
  [{ link: "https://www.example.com/" }, "link"],
  [{ statusPage: "https://status.example/" }, "statusPage"],
  [{ contact: "help@example.org" }, "contact"],
  [{ contact: "https://a.test/help" }, "contact"],
])("%j goes live on no site but an example", (fields, field) => {
  const [got] = Object.values(fields);
  expect(faultsOf(page(fields), site("shop.jp"))).toEqual([
    `page.json:3 \`${field}\` must not lead to an example's host, got ${JSON.stringify(got)}. Write your own, or take it out; of a page that is not yours make one with npx sorry new-page.`,
  ]);
  for (const domain of ["example.com", "shop.example.net", "a.test"])
    expect(build(page(fields), site(domain))).toBeDefined();
});

test.each([
  { link: "https://www.shop.jp/" },
  { contact: "help@myexample.com" },
  { contact: "+81 3 1234 5678" },
  { statusPage: "https://example.com.shop.jp/" },
])("%j is a site's own", (fields) => {
  expect(build(page(fields), site("shop.jp"))).toBeDefined();
});

test.each(["incident", "moved", "closed"])("the page %s as it comes is for examples alone", (name) => {
  const read = readPage(join(SITE_CONTENT, name));
  expect(refusalOf(() => buildPage(read, site("shop.jp"))).join()).toContain(
    "must not lead to an example's host",
  );
  expect(buildPage(read, SAMPLE_FACTS).name).toBe(name);
});

test("the page moved says where to, or is refused", () => {
  const read = readPage(join(SITE_CONTENT, "moved"));
  const { description } = read;
  if (description === undefined) throw new Error("It has no page.json.");
  const languages = new Map(
    [...description.languages].map(([tag, texts]) => [tag, { ...texts, link: undefined }]),
  );
  const without = { ...read, description: { ...description, languages } } as typeof read;
  expect(refusalOf(() => buildPage(without, SAMPLE_FACTS)).join()).toContain(
    "must not show `l.link` where there is none",
  );
});
