import { createHash } from "node:crypto";
import { headOf } from "../../pages/head";
import { attributeOf, parseHtml, contentOf } from "../../pages/html";
import { htmlPage, pageFolders } from "../support/pages";

const { faultsOf, htmlOf } = pageFolders();
const TEMPLATE = { "page.json": "{}" };
const hashOf = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** The page's policy, as a browser reads it. */
const policyOf = (html: string) =>
  parseHtml(html)
    .elements.find(({ attrs }) => attrs.some(({ value }) => value === "Content-Security-Policy"))
    ?.attrs.find(({ name }) => name === "content")?.value ?? "";

/** The hashes of all that a policy must name. */
const hashesIn = (html: string, tag: string) =>
  parseHtml(html)
    .elements.filter(({ tagName }) => tagName === tag)
    .map((element) => hashOf(contentOf(element).value));

test.each([
  ["plain HTML", {}],
  ["a template", TEMPLATE],
])("the policy of %s names each style and script by its hash as served", (_, files) => {
  const body = [
    "<script>\r\n  // a  b\r\n  a('</p>')\r\n</script>",
    '<svg><style>a &gt; b { c: d }</style></svg><p style="color: red">x</p>',
  ].join("");
  const html = htmlOf({ "index.html": htmlPage(body, "<style>\n  p  { a : b }\n</style>"), ...files });
  const policy = policyOf(html);
  for (const hash of [...hashesIn(html, "style"), ...hashesIn(html, "script"), hashOf("color: red")]) {
    expect(policy).toContain(hash);
  }
  expect(policy).not.toMatch(/'unsafe-(?:inline|eval)'|https?:|\*/);
});

test("the policy comes right after the charset, before all that it is about", () => {
  const html = htmlOf({ "index.html": htmlPage("<p>a</p>", "<style>b{}</style>"), ...TEMPLATE });
  expect(html).toMatch(/<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="[^"]+">/);
});

/** The name of each element of the built page's head, in order. */
const headOfBuilt = (html: string) =>
  headOf(parseHtml(html)).map((element) => attributeOf(element, "http-equiv") ?? element.tagName);

const VIEWPORT = '<meta name="viewport" content="width=device-width">';

test.each([
  ["no head tag", `<html lang="en">${VIEWPORT}<title>a</title>`],
  [
    "no charset, and a script with one in the body",
    `<html lang="en"><head>${VIEWPORT}<title>a</title></head><body><script charset="utf-8">a()</script>`,
  ],
  [
    "a script before the charset",
    `<html lang="en"><head><script>a()</script><meta charset="utf-8">${VIEWPORT}<title>a</title></head>`,
  ],
])("the policy is in the head, before what it is about: %s", (_, html) => {
  const [first] = headOfBuilt(htmlOf({ "index.html": `<!doctype html>${html}<p>a</p>` }));
  expect(first).toBe("Content-Security-Policy");
});

test("in a template a small style sheet and a script stand in their own place", () => {
  const html = htmlOf({
    ...TEMPLATE,
    "index.html": htmlPage(
      '<script src="b.js"></script>',
      '<link rel="stylesheet" href="a.css" media="print">',
    ),
    "a.css": "p { q: r }",
    "b.js": "a();",
  });
  expect(html).toContain('<style media="print">p{q:r}</style>');
  expect(html).toContain("<script>a();</script>");
  expect(policyOf(html)).toContain(`script-src ${hashOf("a();")}; style-src ${hashOf("p{q:r}")}`);
});

test.each([
  ["plain HTML", {}, '<script src="b.js"></script>', "a();"],
  ["a deferred script", TEMPLATE, '<script src="b.js" defer></script>', "a();"],
  ["a script that would end its element", TEMPLATE, '<script src="b.js"></script>', "a('</script>');"],
  [
    "a script that would keep it from ending",
    TEMPLATE,
    '<script src="b.js"></script>',
    "a('<!-- <script>');",
  ],
  ["a large script", TEMPLATE, '<script src="b.js"></script>', `a("${"b".repeat(17_000)}");`],
])("%s stays a file of its own", (_, files, tag, script) => {
  const html = htmlOf({ ...files, "index.html": htmlPage(tag), "b.js": script });
  expect(html).toMatch(/<script src="\/_sorry\/b-[0-9a-f]{10}\.js"/);
  expect(policyOf(html)).toContain("script-src 'self'");
});

test("every kind of reference is rewritten where it stands", () => {
  const png = Buffer.alloc(5000);
  const html = htmlOf({
    "index.html": htmlPage(
      [
        '<img src=a.png srcset="a.png 1x, a.png 2x" alt="">',
        '<p style="background: url(a.png)" data-x="/_sorry/a.png">b</p>',
        "<script>b('/_sorry/a.png')</script><video poster='a.png'></video>",
      ].join(""),
      "<style>p { background: url(a.png) }</style>",
    ),
    "a.png": png,
  });
  expect(html).not.toMatch(/[^-]a\.png/);
  expect(html.match(/\/_sorry\/a-[0-9a-f]{10}\.png/g)).toHaveLength(8);
});

test("a form may be sent where it says, and nowhere else", () => {
  const html = htmlOf({
    "index.html": htmlPage(
      '<form action="https://search.example.com/q"><button formaction="/a">b</button></form>',
    ),
  });
  expect(policyOf(html)).toContain("form-action 'self' https://search.example.com");
});

test.each([
  ["an element that browsers open twice", '<p><b style="background: url(a.png)">b</p><p>c</b></p>'],
  ["a link that browsers open twice", '<p><a href="/_sorry/a.png">b<p>c</a>'],
])("%s is told, and no error of the program", (_, body) => {
  for (const files of [{}, TEMPLATE]) {
    expect(faultsOf({ "index.html": htmlPage(body), "a.png": Buffer.alloc(5000), ...files })).not.toEqual([]);
  }
});
