import { join } from "node:path";
import { describeFault } from "../../accounts/fault";
import { checkPages, loadPlatform } from "../../pages/platform-pages";
import { refusal } from "../support/faults";
import { writeFiles } from "../support/files";
import { BODY_LINE, htmlPage } from "../support/pages";
import { SITE_CONTENT, accountConfig, platformOf, sitesOf } from "../support/platforms";
import { temporaryFolder } from "../support/temporary-folder";

const root = temporaryFolder();
const site = (name: string, fields: object = {}) => ({ name, domains: [`${name}.example.com`], ...fields });

/** Writes accounts and pages into a folder of their own; returns the file of accounts. */
let folders = 0;
const written = (accounts: unknown, pages: Record<string, string>) =>
  join(writeFiles(join(root, String(folders++)), { "a.json": JSON.stringify(accounts), ...pages }), "a.json");

const faultsOf = (file: string) => refusal(() => loadPlatform(file, SITE_CONTENT)).map(describeFault);

const NAMED =
  "must be named with letters, digits, dots, hyphens and underscores, as its name becomes a URL. Rename it.";

const aliasOf = (name: string) => `${name}.sorry.example.com`;

test("each site has its page, by its alias", () => {
  const sites = [site("a", { page: "closed" }), site("b"), site("c", { page: "closed" })];
  const { pages, faults } = checkPages(sitesOf(platformOf([accountConfig({ sites })])));
  expect(faults).toEqual([]);
  expect([...pages].map(([alias, { name }]) => [alias, name])).toEqual([
    [aliasOf("a"), "closed"],
    [aliasOf("b"), "maintenance"],
    [aliasOf("c"), "closed"],
  ]);
});

test("a platform comes with its pages, filled for each site", () => {
  const file = written([accountConfig({ sites: [site("a"), site("b", { page: "a" })] })], {
    "a/index.html": htmlPage("Sorry, {{ domain }}"),
    "a/page.json": "{}",
  });
  const { platform, pages } = loadPlatform(file, SITE_CONTENT);
  expect(sitesOf(platform).map(({ page }) => page)).toEqual(["a", "a"]);
  for (const name of ["a", "b"]) {
    expect(String(pages.get(aliasOf(name))?.document.bytes)).toContain(`Sorry, ${name}.example.com`);
  }
});

test("a platform comes with a page for a domain that is in no account", () => {
  const { generic } = loadPlatform(written([accountConfig({ sites: [] })], {}), SITE_CONTENT);
  expect(generic.name).toBe("generic");
});

test("a fault of the generic page is the platform's", () => {
  const siteContent = writeFiles(join(root, "bad-generic"), {
    "generic/index.html": htmlPage("<p>a</p></p>"),
  });
  expect(
    refusal(() => loadPlatform(written([accountConfig({ sites: [] })], {}), siteContent)).map(describeFault),
  ).toEqual([
    `accounts: \`page generic/index.html:${BODY_LINE}\` must not end what is not open, got </p>. A paragraph ends where a block begins: take it out, or move it.`,
  ]);
});

test("a fault of a site's facts is told with each site that has it", () => {
  const sites = [
    site("a", { page: "shared", retryAfter: "2026-12-01T06:00:00+09:00" }),
    site("b", { page: "shared" }),
    site("c", { page: "shared", retryAfter: "2h" }),
  ];
  const page = { "shared/index.html": htmlPage("{{ back }}"), "shared/page.json": "{}" };
  const message =
    "must not show `back` where there is none. Give it to the site or to page.json, or put {% if back %} around it.";
  expect(faultsOf(written([accountConfig({ sites })], page))).toEqual(
    ["b", "c"].map(
      (name) => `accounts/corporate: site \`${name}\`: \`page shared/index.html:${BODY_LINE}\` ${message}`,
    ),
  );
});

test("a page's fault is told once, with the first site that uses the page", () => {
  const accounts = [
    accountConfig({ sites: [site("a"), site("b", { page: "shared" })] }),
    accountConfig({ name: "media", id: "222222222222", sites: [site("c", { page: "shared" })] }),
  ];
  expect(faultsOf(written(accounts, { "shared/index.html": htmlPage(), "shared/my logo.svg": "x" }))).toEqual(
    [`accounts/corporate: site \`b\`: \`page shared/my logo.svg\` ${NAMED}`],
  );
});

test("several faults of several pages are told, and none holds a terminal's escape as it is", () => {
  const accounts = [accountConfig({ sites: [site("a"), site("b")] })];
  const faults = faultsOf(
    written(accounts, {
      "a/index.html": "",
      "b/index.html": htmlPage(),
      "b/LICENSE": "x",
      "b/\u001b[31m.svg": "x",
    }),
  );
  expect(faults.sort()).toEqual([
    "accounts/corporate: site `a`: `page a/index.html` must not be empty. Write the page.",
    "accounts/corporate: site `b`: `page b/LICENSE` must have an ending that tells its type. Give it one, as in logo.svg.",
    `accounts/corporate: site \`b\`: \`page b/\\u001b[31m.svg\` ${NAMED}`,
  ]);
});

test("faults of accounts and of pages are told together, in one error", () => {
  const accounts = [accountConfig({ id: "1", sites: [site("a"), site("b", { page: "nowhere" })] })];
  expect(faultsOf(written(accounts, { "a/index.html": "" }))).toEqual([
    'accounts/corporate: `id` must be a string of 12 digits, got "1". Put the id between quotes.',
    'accounts/corporate: site `b`: `page` must be a folder of site-content/, or beside the accounts\' file, got "nowhere". Make it, with an index.html.',
    "accounts/corporate: site `a`: `page a/index.html` must not be empty. Write the page.",
  ]);
});

test.each([
  ["status", 418],
  ["name", "A"],
  ["domains", []],
])("a site's bad %s does not hide the faults of its page", (field, value) => {
  const accounts = [accountConfig({ sites: [{ ...site("a", { page: "own" }), [field]: value }] })];
  const faults = faultsOf(written(accounts, { "own/index.html": "" }));
  expect(faults).toHaveLength(2);
  expect(faults[1]).toMatch(/: `page own\/index\.html` must not be empty\. Write the page\.$/);
});

test("an account's bad sorry domain does not hide the faults of its sites' pages", () => {
  const accounts = [accountConfig({ sorryDomain: "sorry", sites: [site("a")] })];
  expect(faultsOf(written(accounts, { "a/index.html": "" }))).toEqual([
    'accounts/corporate: `sorryDomain` must be a full host name, got "sorry". Write it with its parent domain, as in example.com.',
    "accounts/corporate: site `a`: `page a/index.html` must not be empty. Write the page.",
  ]);
});

test("a file of accounts that can't be read is told as such", () => {
  expect(faultsOf(join(root, "nowhere.json"))).toEqual([
    `accounts: must come from a file that exists, got "${join(root, "nowhere.json")}". Check SORRY_ACCOUNTS.`,
  ]);
});
