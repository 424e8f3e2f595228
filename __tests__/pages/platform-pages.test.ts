import { join } from "node:path";
import { describeFault } from "../../accounts/fault";
import { checkPages, loadPlatform } from "../../pages/platform-pages";
import { refusal } from "../support/faults";
import { writeFiles } from "../support/files";
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

test("each page in use is read, once, by its folder", () => {
  const sites = [site("a", { page: "closed" }), site("b"), site("c", { page: "closed" })];
  const { pages, faults } = checkPages(sitesOf(platformOf([accountConfig({ sites })])));
  expect(faults).toEqual([]);
  expect([...pages.keys()]).toEqual([join(SITE_CONTENT, "closed"), join(SITE_CONTENT, "maintenance")]);
  expect([...pages.values()].map(({ name }) => name)).toEqual(["closed", "maintenance"]);
});

test("a platform comes with its pages", () => {
  const file = written([accountConfig({ sites: [site("a")] })], { "a/index.html": "beside" });
  const { platform, pages } = loadPlatform(file, SITE_CONTENT);
  const [checked] = sitesOf(platform);
  expect(checked?.page).toBe("a");
  expect(pages.get(checked?.pageFolder ?? "")?.document.source).toBe(join(file, "..", "a", "index.html"));
});

test("a page's fault is told once, with the first site that uses the page", () => {
  const accounts = [
    accountConfig({ sites: [site("a"), site("b", { page: "shared" })] }),
    accountConfig({ name: "media", id: "222222222222", sites: [site("c", { page: "shared" })] }),
  ];
  expect(faultsOf(written(accounts, { "shared/index.html": "x", "shared/my logo.svg": "x" }))).toEqual([
    `accounts/corporate: site \`b\`: \`page shared/my logo.svg\` ${NAMED}`,
  ]);
});

test("several faults of several pages are told, and none holds a terminal's escape as it is", () => {
  const accounts = [accountConfig({ sites: [site("a"), site("b")] })];
  const faults = faultsOf(
    written(accounts, { "a/index.html": "", "b/index.html": "x", "b/LICENSE": "x", "b/\u001b[31m.svg": "x" }),
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
