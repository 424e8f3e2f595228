import { join } from "node:path";
import { findPage } from "../../accounts/page-folders";
import { checkPlatform } from "../../accounts/platform";
import { siteFaults } from "../support/faults";
import { writeFiles } from "../support/files";
import { SITE_CONTENT, accountConfig } from "../support/platforms";
import { temporaryFolder } from "../support/temporary-folder";

const folder = temporaryFolder();
const near = join(folder, "near");
const far = join(folder, "far");
const ROOTS = [near, far];

beforeAll(() => {
  writeFiles(near, {
    "both/index.html": "near",
    "half/logo.svg": "<svg/>",
    "empty/.gitkeep": "",
    "folder/index.html/index.html": "not a file",
    file: "not a folder",
    "index.html": "no page",
  });
  writeFiles(far, {
    "both/index.html": "far",
    "half/index.html": "far",
    "only-far/index.html": "far",
    "maintenance/index.html": "far",
  });
});

test.each([
  ["the nearer of two", "both", { kind: "page", folder: join(near, "both") }],
  ["a farther one", "only-far", { kind: "page", folder: join(far, "only-far") }],
  ["a whole one before a nearer one without index.html", "half", { kind: "page", folder: join(far, "half") }],
  ["one without index.html, told as such", "empty", { kind: "no-index", folder: join(near, "empty") }],
  ["one whose index.html is a folder", "folder", { kind: "no-index", folder: join(near, "folder") }],
  ["none, where a file has the name", "file", { kind: "missing" }],
  ["none", "nowhere", { kind: "missing" }],
])("a page's folder is %s", (_, name, found) => {
  expect(findPage(ROOTS, name)).toEqual(found);
});

const pageOf = (site: object) => {
  const [first] = checkPlatform([accountConfig({}, { page: undefined, ...site })], ROOTS).sites;
  return first && { page: first.page, pageFolder: first.pageFolder };
};

test("without a page, a site gets the one with its own name", () => {
  expect(pageOf({ name: "both" })).toEqual({ page: "both", pageFolder: join(near, "both") });
});

test("without a page and a folder with its name, a site gets maintenance", () => {
  expect(pageOf({ name: "domain-a" })).toEqual({ page: "maintenance", pageFolder: join(far, "maintenance") });
});

test("the page that a site asks for counts before the one with its name", () => {
  expect(pageOf({ name: "both", page: "only-far" })).toEqual({
    page: "only-far",
    pageFolder: join(far, "only-far"),
  });
});

const FOLDER = "must be a folder of site-content/, or beside the accounts' file";
const NAME = "must be the name of a folder: letters, digits, hyphens and underscores";

test.each([
  ["that there is not", "nowhere", `${FOLDER}, got "nowhere". Make it, with an index.html.`],
  ["that is a file", "file", `${FOLDER}, got "file". Make it, with an index.html.`],
  ["without index.html", "empty", 'must hold an index.html, got "empty". Put one into the folder.'],
  ["above the folder", "../far/both", `${NAME}, got "../far/both". Name a folder of site-content/.`],
  ["that is the folder above", "..", `${NAME}, got "..". Name a folder of site-content/.`],
  ["that is the folder itself", ".", `${NAME}, got ".". Name a folder of site-content/.`],
  ["at an absolute path", "/etc", `${NAME}, got "/etc". Name a folder of site-content/.`],
  ["within a page", "both/index", `${NAME}, got "both/index". Name a folder of site-content/.`],
  ["at a path of Windows", "..\\far", `${NAME}, got "..\\\\far". Name a folder of site-content/.`],
  ["that ends with NUL", "both\0", `${NAME}, got "both\\u0000". Name a folder of site-content/.`],
  ["that is an expression", "${x}", `${NAME}, got "\${x}". Name a folder of site-content/.`],
  ["that is empty", "", `${NAME}, got "". Name a folder of site-content/.`],
  ["that is a number", 5, `${NAME}, got 5. Name a folder of site-content/.`],
  ["that is null", null, `${NAME}, got null. Name a folder of site-content/.`],
])("a page %s is refused", (_, page, message) => {
  expect(siteFaults({ page }, ROOTS)).toEqual([`accounts/corporate: site \`domain-a\`: \`page\` ${message}`]);
});

test("where there is no maintenance page either, a site is told to name one", () => {
  expect(siteFaults({ page: undefined }, [near])).toEqual([
    `accounts/corporate: site \`domain-a\`: \`page\` ${FOLDER}, got "maintenance". Make it, with an index.html.`,
  ]);
});

test.each(["maintenance", "closed"])("site-content/ holds the page %s", (page) => {
  expect(findPage([SITE_CONTENT], page)).toEqual({ kind: "page", folder: join(SITE_CONTENT, page) });
});

test("a folder with the site's name but without index.html is a page half made, not the maintenance page", () => {
  expect(siteFaults({ name: "empty", page: undefined }, ROOTS)).toEqual([
    'accounts/corporate: site `empty`: `page` must hold an index.html, got "empty". Put one into the folder.',
  ]);
});
