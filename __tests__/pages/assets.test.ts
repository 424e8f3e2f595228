import { createHash, randomBytes } from "node:crypto";
import { LARGEST_INLINE } from "../../pages/assets";
import { htmlPage, pageFolders } from "../support/pages";

const { build, faultsOf } = pageFolders();
const large = (text = "") => Buffer.concat([Buffer.from(text), Buffer.alloc(LARGEST_INLINE + 1)]);
const digits = (bytes: string | Buffer) => createHash("sha256").update(bytes).digest("hex").slice(0, 10);

test("a small picture goes into the page, a larger one beside it, named by its content", () => {
  const files = { "small.png": Buffer.from([1, 2]), "img/large.png": large("x") };
  const { document, assets } = build({
    "index.html": htmlPage('<img src="small.png" alt=""><img src="img/large.png" alt="">'),
    ...files,
  });
  const path = `img/large-${digits(files["img/large.png"])}.png`;
  const html = document.bytes.toString();
  expect(html).toContain('<img src="data:image/png;base64,AQI=" alt="">');
  expect(html).toContain(`<img src="/_sorry/${path}" alt="">`);
  expect(html).toContain("img-src 'self' data:");
  expect(assets.map(({ path, source, contentType }) => ({ path, source, contentType }))).toEqual([
    { path, source: "img/large.png", contentType: "image/png" },
  ]);
});

test("of many small pictures the smallest go into the page, so that it stays within its budget", () => {
  const sizes = [3900, 3000, 2000, 1500, 1000];
  const names = sizes.map((size) => `${size}.png`);
  const { document, assets } = build({
    "index.html": htmlPage(names.map((name) => `<img src="${name}" alt="">`).join("")),
    ...Object.fromEntries(sizes.map((size) => [`${size}.png`, randomBytes(size)])),
  });
  expect(document.bytes.toString().match(/src="data:/g)).toHaveLength(4);
  expect(assets.map(({ source }) => source)).toEqual(["3900.png"]);
});

test("an SVG in the page stays readable, and nothing in it ends the attribute or the style", () => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg"><text>"'#%&amp;()\\</text></svg>`;
  const html = build({
    "index.html": htmlPage('<img src="a.svg" alt="">', "<style>p { background: url(a.svg) }</style>"),
    "a.svg": svg,
  }).document.bytes.toString();
  const [, inAttribute = ""] = /<img src="data:image\/svg\+xml,([^"]*)"/.exec(html) ?? [];
  const [, inStyle = ""] = /url\("data:image\/svg\+xml,([^"]*)"\)/.exec(html) ?? [];
  expect(decodeURIComponent(inAttribute)).toBe(svg);
  expect(decodeURIComponent(inStyle.replaceAll("\\", ""))).toBe(svg);
});

test("an asset's own references are rewritten, so its name follows from what it names", () => {
  const css = (text: string) => {
    const { assets } = build({
      "index.html": htmlPage("", '<link rel="stylesheet" href="css/a.css">'),
      "css/a.css": "p { background: url('../b.png') }",
      "b.png": large(text),
    });
    return assets.find(({ source }) => source === "css/a.css");
  };
  const [one, other] = [css("1"), css("2")];
  expect(one?.bytes.toString()).toBe(`p { background: url("/_sorry/b-${digits(large("1"))}.png") }`);
  expect(one?.path).not.toBe(other?.path);
});

test("what an asset loads is in the page's policy, and among its assets", () => {
  const { document, assets } = build({
    "index.html": htmlPage("", '<link rel="stylesheet" href="a.css">'),
    "a.css": '@import "b.css";',
    "b.css": "@font-face { font-family: c; src: url(c.woff2) }",
    "c.woff2": large(),
  });
  expect(assets.map(({ source }) => source)).toEqual(["a.css", "b.css", "c.woff2"]);
  expect(document.bytes.toString()).toContain("style-src 'self'; font-src 'self'");
});

test("a file is the same to the byte for every site", () => {
  const files = { "index.html": htmlPage('<img src="a.png" alt="">'), "a.png": large("x") };
  expect(build(files, { status: 404 }).assets).toEqual(
    build(files, { status: 503, domain: "a.example" }).assets,
  );
});

const page = (file: string) =>
  htmlPage(file.endsWith(".css") ? "" : `<img src="${file}" alt="">`, `<link rel="stylesheet" href="a.css">`);

test.each([
  [
    "a circle of imports",
    { "a.css": '@import "b.css";', "b.css": '\n@import "a.css";' },
    "b.css:2 must not load itself, got a.css -> b.css -> a.css. Take one of the references out.",
  ],
  [
    "a missing file",
    { "a.css": "\n\nb { c: url(d.png) }" },
    'a.css:3 must name a file that is there, got "d.png". Put the file into the page\'s folder.',
  ],
  [
    "another host",
    { "a.css": "@import '//example.com/a.css';" },
    'a.css:1 must load nothing from elsewhere, got "//example.com/a.css". Put a copy into the page\'s folder, and name that.',
  ],
  ["a broken style", { "a.css": "b { c" }, "a.css:1 must close what it opens, got {. Close it."],
])("a style sheet with %s is told with its line", (_, files, fault) => {
  expect(faultsOf({ "index.html": page("a.css"), ...files })).toContain(fault);
});
