import { isText, utf8Text } from "../../pages/text-file";
import { htmlPage, pageFolders } from "../support/pages";

const { faultsOf, htmlOf } = pageFolders();

test.each([
  "text/html",
  "text/css; charset=utf-8",
  "image/svg+xml",
  "application/json",
  "application/manifest+json",
])("%s is a text", (type) => {
  expect(isText(type)).toBe(true);
});

test.each(["image/png", "font/woff2", "application/pdf"])("%s is no text", (type) => {
  expect(isText(type)).toBe(false);
});

test("a byte order mark is no part of a text", () => {
  expect(utf8Text(Buffer.from("\ufeffa"))).toEqual(Buffer.from("a"));
  expect(utf8Text(Buffer.from("a\ufeff"))).toEqual(Buffer.from("a\ufeff"));
});

test("a page whose files all begin with a byte order mark is the page without them", () => {
  const files = {
    "index.html": htmlPage('{% render "a" %}<p>{{ title }}</p>', '<link rel="stylesheet" href="a.css">'),
    "page.json": '{ "title": "b" }',
    "a.css": "p{c:d}",
    "_partials/a.html": "<p>e</p>",
  };
  const marked = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, `\ufeff${text}`]));
  expect(htmlOf(marked)).toBe(htmlOf(files));
});

const latin1 = (text: string) => Buffer.from(text, "latin1");

test.each<[string, Record<string, string | Buffer>]>([
  ["index.html", { "index.html": latin1(htmlPage("<p>büro</p>")) }],
  ["index.html", { "index.html": Buffer.from(htmlPage(), "utf16le") }],
  ["index.html", { "index.html": Buffer.from(`\ufeff${htmlPage()}`, "utf16le") }],
  ["page.json", { "page.json": latin1('{ "title": "büro" }') }],
  ["a.css", { "a.css": latin1('p::after { content: "ü" }') }],
  ["a.svg", { "a.svg": latin1("<svg><text>ü</text></svg>") }],
  ["_partials/a.html", { "page.json": "{}", "_partials/a.html": latin1("ü") }],
  ["../_partials/a.html", { "page.json": "{}", "../_partials/a.html": latin1("ü") }],
])("%s in another encoding is told, and nothing else of it", (path, files) => {
  expect(faultsOf({ "index.html": htmlPage(), ...files })).toEqual([
    `${path.startsWith("..") ? "site-content/_partials/a.html" : path} must be in UTF-8. Save it so.`,
  ]);
});
