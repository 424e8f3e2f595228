import { parseHtml } from "../../pages/html";
import { linkFaults, loadsOf } from "../../pages/references";

const elementsOf = (html: string) => parseHtml(`<!doctype html>${html}`).elements;
const urlsIn = (html: string) =>
  elementsOf(html)
    .flatMap(loadsOf)
    .map(({ url }) => url);

test.each([
  ['<img src="a.png" srcset="b.png 1x, c.png 2x">', ["a.png", "c.png", "b.png"].sort()],
  [
    '<video src="a.mp4" poster="b.jpg"><source src="c.mp4"><track src="d.vtt"></video>',
    ["a.mp4", "b.jpg", "c.mp4", "d.vtt"],
  ],
  ['<input type="image" src="a.png">', ["a.png"]],
  ['<script src="a.js"></script>', ["a.js"]],
  [
    '<svg><image href="a.png"/><use xlink:href="b.svg#c"/><feImage href="d.png"/></svg>',
    ["a.png", "b.svg#c", "d.png"],
  ],
  [
    '<link rel="stylesheet" href="a.css"><link rel="icon" href="b.ico"><link rel="preload" href="c.woff2">',
    ["a.css", "b.ico", "c.woff2"],
  ],
  ['<link rel="canonical" href="https://example.com/"><link rel="me author" href="x">', []],
  ['<link rel="icon alternate" href="a.ico">', ["a.ico"]],
  ['<table background="a.png"></table><a ping="b" href="/">x</a>', ["a.png", "b"]],
  ['<a href="/x">x</a><q cite="https://example.com/">x</q>', []],
  ['<noscript><img src="a.png"></noscript><template><img src="b.png"></template>', ["a.png", "b.png"]],
])("what a browser loads for %s", (html, urls) => {
  expect(urlsIn(html).sort()).toEqual([...urls].sort());
});

test("of a srcset each URL can be replaced, the last first", () => {
  const [element] = elementsOf('<img srcset="a.png 1x, b.png,  c,d.png 2x">').filter(
    ({ tagName }) => tagName === "img",
  );
  const references = element === undefined ? [] : loadsOf(element);
  let value = references[0]?.attribute.value ?? "";
  for (const { url, replace } of [...references].reverse()) value = replace(value, `/${url}`);
  expect(value).toBe("/a.png 1x, /b.png,  /c,d.png 2x");
});

const faultsIn = (html: string, files: readonly string[] = []) =>
  elementsOf(html)
    .flatMap((element) => linkFaults(element, files))
    .map(({ message }) => message);

test.each(["", "#top", "?again", "/path", "https://example.com/", "mailto:help@example.com", "tel:+81"])(
  "a link to %j holds on every path",
  (url) => {
    expect(faultsIn(`<a href="${url}">x</a>`)).toEqual([]);
  },
);

test.each([
  ["about.html", "must not depend on the path that the user asked for"],
  ["../", "must not depend on the path that the user asked for"],
  [" JavaScript:alert(1)", "must have no script in a link, which the page's policy stops"],
])("a link to %j is at fault", (url, rule) => {
  for (const html of [
    `<a href="${url}">x</a>`,
    `<form action="${url}"></form>`,
    `<button formaction="${url}"></button>`,
  ]) {
    expect(faultsIn(html)).toEqual([expect.stringContaining(rule)]);
  }
});

test.each(["vbscript:a", "java\nscript:a"])("a link to %j is a script", (url) => {
  expect(faultsIn(`<a href="${url}">x</a>`)).toEqual([
    expect.stringContaining("must have no script in a link"),
  ]);
});

test("a link to a data: URL is at fault, unless it is to be saved", () => {
  expect(faultsIn('<a href="data:text/html,a">x</a>')).toEqual([
    'must not lead to a data: URL, which browsers do not open, got "data:text/html,a". Put it into a file of the page\'s folder, and write /_sorry/FILE.',
  ]);
  expect(faultsIn('<a href="data:text/calendar,a" download="a.ics">x</a>')).toEqual([]);
});

test.each(["terms.pdf", "./terms.pdf", "/terms.pdf", "terms.pdf#page=2"])(
  "a link to %j, a file of the folder, is told its whole path",
  (url) => {
    expect(faultsIn(`<a href="${url}">x</a>`, ["terms.pdf"])).toEqual([
      expect.stringMatching(/^must name a file of the page's folder .* Write \/_sorry\/terms\.pdf\.$/),
    ]);
  },
);

const refresh = (content: string) => `<meta http-equiv="Refresh" content="${content}">`;

test.each(["5", "", "5;", "5; url=https://example.com/", "0;URL='/'", "0, /path", "60;url=?again"])(
  "a page may be told to refresh itself: %j",
  (content) => {
    expect(faultsIn(refresh(content))).toEqual([]);
  },
);

test.each([
  ["5;url=about.html", 'must not depend on the path that the user asked for, got "about.html"'],
  ["0; url = '../'", 'must not depend on the path that the user asked for, got "../"'],
  ["1.5 about.html", 'must not depend on the path that the user asked for, got "about.html"'],
  [
    "0;url=javascript:a()",
    'must have no script in a link, which the page\'s policy stops, got "javascript:a()"',
  ],
])("a page must not be told to refresh itself with %j", (content, fault) => {
  expect(faultsIn(refresh(content))).toEqual([expect.stringContaining(fault)]);
});
