import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { LARGEST_FILE, PAGE_PATH, readPage, typeOf } from "../../pages/page";
import { PageError } from "../../pages/page-fault";
import { writeFiles } from "../support/files";
import { temporaryFolder } from "../support/temporary-folder";

const root = temporaryFolder();
const PAGE = "<!doctype html><title>Sorry</title>";

/** A folder of its own for each test, which is called `page`. */
let folders = 0;
const pageOf = (files: Record<string, string | Buffer>) =>
  writeFiles(join(root, String(folders++), "page"), files);

/** What a folder is refused for, a line each. */
function faultsOf(folder: string): string[] {
  try {
    readPage(folder);
  } catch (error) {
    if (error instanceof PageError) return error.message.split("\n");
    throw error;
  }
  throw new Error("It was not refused.");
}

test("a page alone has its name, its document and no assets", () => {
  expect(readPage(pageOf({ "index.html": PAGE }))).toEqual({
    name: "page",
    document: { path: "index.html", bytes: Buffer.from(PAGE) },
    partials: new Map(),
    assets: [],
  });
});

test("a file that is no text is read byte for byte", () => {
  const bytes = Buffer.from([0xff, 0x00, 0xfe]);
  const { assets } = readPage(pageOf({ "index.html": PAGE, "dot.gif": bytes }));
  expect(assets).toEqual([{ path: "dot.gif", bytes }]);
});

test("assets are sorted by path, whatever is nested", () => {
  const paths = ["z.css", "img/b.svg", "img/a/c.svg", "img/a.svg", "A.png", "index.css", "img.svg"];
  const files = Object.fromEntries(paths.map((path) => [path, path]));
  const { assets } = readPage(pageOf({ "index.html": PAGE, ...files }));
  expect(assets.map(({ path }) => path)).toEqual([
    "A.png",
    "img.svg",
    "img/a.svg",
    "img/a/c.svg",
    "img/b.svg",
    "index.css",
    "z.css",
  ]);
});

test("page.json and what is in _partials are no assets", () => {
  const { document, description, partials, assets } = readPage(
    pageOf({ "index.html": PAGE, "page.json": "{}", "_partials/a/b.html": "b", "logo.svg": "<svg/>" }),
  );
  expect(document.path).toBe("index.html");
  expect(description?.languages.size).toBe(0);
  expect(partials.get("a/b")).toEqual({ path: "_partials/a/b.html", bytes: Buffer.from("b") });
  expect(assets.map(({ path }) => path)).toEqual(["logo.svg"]);
});

test("a page's own partial comes before one of the folder beside it, and that before the repository's", () => {
  const folder = writeFiles(join(root, "shared"), {
    "_partials/head.html": "theirs",
    "_partials/foot.html": "theirs",
    "page/index.html": PAGE,
    "page/page.json": "{}",
    "page/_partials/foot.html": "own",
  });
  const { partials } = readPage(join(folder, "page"));
  expect(partials.get("foot")).toEqual({ path: "_partials/foot.html", bytes: Buffer.from("own") });
  expect(partials.get("head")).toEqual({ path: "../_partials/head.html", bytes: Buffer.from("theirs") });
});

test.each([
  ["style.css", "text/css; charset=utf-8"],
  ["app.js", "text/javascript; charset=utf-8"],
  ["app.mjs", "text/javascript; charset=utf-8"],
  ["status.json", "application/json; charset=utf-8"],
  ["robots.txt", "text/plain; charset=utf-8"],
  ["logo.svg", "image/svg+xml"],
  ["LOGO.SVG", "image/svg+xml"],
  ["photo.jpeg", "image/jpeg"],
  ["icon.png", "image/png"],
  ["photo.webp", "image/webp"],
  ["photo.avif", "image/avif"],
  ["favicon.ico", "image/vnd.microsoft.icon"],
  ["font.woff2", "font/woff2"],
  ["a.b-c_1.min.css", "text/css; charset=utf-8"],
])("%s is of type %s", (name, contentType) => {
  expect(typeOf(name)).toBe(contentType);
});

test("files and folders whose name begins with a dot are left out", () => {
  const folder = pageOf({
    "index.html": PAGE,
    ".DS_Store": "",
    "img/.gitkeep": "",
    ".git/config": "",
    ".index.html.swp": "",
  });
  expect(readPage(folder).assets).toEqual([]);
});

const NAMED =
  "must be named with letters, digits, dots, hyphens and underscores, as its name becomes a URL. Rename it.";
const LINK = "must be a file or a folder of its own. Put a copy where the link is.";
const ENDING = "must have an ending that tells its type. Give it one, as in logo.svg.";

const SECOND = "must not be a second page: a site shows its index.html on every path.";

test.each([
  ["a space in a name", "my logo.svg", `my logo.svg ${NAMED}`],
  ["an expression as a name", "${x}.svg", `\${x}.svg ${NAMED}`],
  ["a directive as a name", "%{x}.svg", `%{x}.svg ${NAMED}`],
  ["a question mark in a name", "logo.svg?v=1", `logo.svg?v=1 ${NAMED}`],
  ["a letter beyond ASCII", "büro.svg", `büro.svg ${NAMED}`],
  ["a hyphen first", "-logo.svg", `-logo.svg ${NAMED}`],
  ["a terminal's escape in a name", "\u001b[31m.svg", `\\u001b[31m.svg ${NAMED}`],
  ["a newline in a name", "a\n.svg", `a\\u000a.svg ${NAMED}`],
  ["a bad name of a folder", "my img/logo.svg", `my img ${NAMED}`],
  ["no ending", "LICENSE", `LICENSE ${ENDING}`],
  ["no ending, though the name is one", "html", `html ${ENDING}`],
  ["an ending that nobody knows", "logo.sorry", `logo.sorry ${ENDING}`],
  ["a name that ends with a dot", "logo.", `logo. ${ENDING}`],
  ["no ending in a folder with one", "img.d/logo", `img.d/logo ${ENDING}`],
  [
    "another page",
    "en.html",
    `en.html ${SECOND} Put it into index.html, or name it _partials/en.html and render it there.`,
  ],
  [
    "another page in a folder within",
    "en/index.html",
    `en/index.html ${SECOND} Put it into index.html, or name it _partials/index.html and render it there.`,
  ],
])("a page is refused: %s", (_, path, fault) => {
  expect(faultsOf(pageOf({ "index.html": PAGE, [path]: "x" }))).toEqual([`site-content/page/${fault}`]);
});

test.each([
  ["a file", "index.html"],
  ["a folder", "img"],
  ["nothing", "nowhere"],
])("a page is refused: a symbolic link to %s", (_, target) => {
  const folder = pageOf({ "index.html": PAGE, "img/logo.svg": "<svg/>" });
  symlinkSync(join(folder, target), join(folder, "link.html"));
  expect(faultsOf(folder)).toEqual([`site-content/page/link.html ${LINK}`]);
});

test("a page is refused: a file larger than S3 clients upload in one part", () => {
  const folder = pageOf({ "index.html": PAGE, "film.mp4": Buffer.alloc(LARGEST_FILE + 1) });
  expect(faultsOf(folder)).toEqual([
    "site-content/page/film.mp4 must be at most 5242880 bytes, has 5242881. Make it smaller.",
  ]);
});

test("a file of just that size is taken, and so is an empty asset", () => {
  const folder = pageOf({ "index.html": PAGE, "film.mp4": Buffer.alloc(LARGEST_FILE), "empty.css": "" });
  expect(readPage(folder).assets.map(({ path }) => path)).toEqual(["empty.css", "film.mp4"]);
});

test.each([
  ["an empty index.html", { "index.html": "" }, "index.html must not be empty. Write the page."],
  ["no index.html", { "style.css": "" }, "index.html must be there. Write the page."],
  [
    "no index.html but a folder of the name",
    { "index.html/a.css": "" },
    "index.html must be there. Write the page.",
  ],
])("a page is refused: %s", (_, files, fault) => {
  expect(faultsOf(pageOf(files as Record<string, string>))).toEqual([`site-content/page/${fault}`]);
});

test("a page is told all its faults at once", () => {
  const folder = pageOf({ "index.html": "", "a b.svg": "", "img/LICENSE": "", "img/c d.svg": "" });
  symlinkSync(folder, join(folder, "img", "link"));
  expect(faultsOf(folder).sort()).toEqual([
    `site-content/page/a b.svg ${NAMED}`,
    `site-content/page/img/LICENSE ${ENDING}`,
    `site-content/page/img/c d.svg ${NAMED}`,
    `site-content/page/img/link ${LINK}`,
    "site-content/page/index.html must not be empty. Write the page.",
  ]);
});

test("the fault of another file does not hide that index.html is not there", () => {
  expect(faultsOf(pageOf({ "a b.svg": "" }))).toEqual([
    `site-content/page/a b.svg ${NAMED}`,
    "site-content/page/index.html must be there. Write the page.",
  ]);
});

test("the page is served below a folder that no user asks for", () => {
  expect(PAGE_PATH).toBe("/_sorry/index.html");
});
