import { BODY_LINE, htmlPage, pageFolders } from "../support/pages";

const { faultsOf, htmlOf } = pageFolders();
const AT = `index.html:${BODY_LINE}`;

test("a page that nothing is wrong with is taken as it is, but for its policy", () => {
  const page = htmlPage('<main><p>a<p>b<ul><li>c<li>d</ul><br><svg><path d=""/></svg></main>');
  expect(htmlOf({ "index.html": page }).replace(/\n {4}<meta http-equiv[^\n]*/, "")).toBe(page);
});

test.each([
  [
    "<p>a</p></p>",
    "must not end what is not open, got </p>. A paragraph ends where a block begins: take it out, or move it.",
  ],
  [
    "<p><div>a</div></p>",
    "must not end what is not open, got </p>. A paragraph ends where a block begins: take it out, or move it.",
  ],
  ["<div>a", "must close <div>. Add </div>."],
  ["<b><i>a</b></i>", "must not end what is not open, got </i>. Take it out."],
  ['<p id="a">b</p><p id="a">c</p>', 'must not give the id "a" twice. Rename one.'],
  ['<p class="a" class="b">c</p>', "must not have an attribute twice. Take one out."],
  ['<p class="a"id="b">c</p>', "must have a space between attributes. Add it."],
  ["<!-- a", "must close its comment. Add -->."],
  ["<p>&nosuch;</p>", "must be valid HTML (unknown named character reference). Mend it."],
  ['<img src="data:,">', 'must say what its picture shows. Write alt="…", or alt="" if it only adorns.'],
  [
    '<p onclick="a()">b</p>',
    "must have no script in an attribute, which the page's policy stops, got onclick. Put it into a <script>, with addEventListener.",
  ],
  [
    '<a href="javascript:a()">b</a>',
    'must have no script in a link, which the page\'s policy stops, got "javascript:a()". Put it into a <script>.',
  ],
  ["<iframe></iframe>", "must not embed another document, got <iframe>. Link to it."],
  [
    "<script>eval('a')</script>",
    'must not make code of a text, which the page\'s policy stops, got "eval(". Write the code itself, in a function.',
  ],
  [
    "<script>setTimeout('a', 1)</script>",
    "must not make code of a text, which the page's policy stops, got \"setTimeout('\". Write the code itself, in a function.",
  ],
  [
    "<script type=module>import './a.js'</script>",
    "must not depend on the path that the user asked for, got \"import './a.js'\". Write its whole path, /_sorry/FILE.",
  ],
  [
    "<script>fetch('https://example.com/')</script>",
    "must load nothing from elsewhere, which the page's policy stops, got \"fetch('https://example.com/'\". Put a copy into the page's folder, or ask the site itself.",
  ],
  [
    '<img src="https://example.com/a.png" alt="">',
    'must load nothing from elsewhere, got "https://example.com/a.png". Put a copy into the page\'s folder, and name that.',
  ],
  [
    '<img src="a.png" alt="">',
    'must name a file that is there, got "a.png". Put the file into the page\'s folder.',
  ],
  [
    "<style>a { b: url(//example.com/c.png) }</style>",
    'must load nothing from elsewhere, got "//example.com/c.png". Put a copy into the page\'s folder, and name that.',
  ],
  ["<style>a { b: c</style>", "must close what it opens, got {. Close it."],
])("%s is told with its line and its fix", (body, fault) => {
  expect(faultsOf({ "index.html": htmlPage(body) })).toContain(`${AT} ${fault}`);
});

test.each([
  "<script>fetch('/')</script>",
  "<script>import('/_sorry/a.mjs')</script>",
  "<script>const a = 'from https://example.com/'</script>",
  "<script>export const a = './b'</script>",
  "<script>setTimeout(() => {}, 1)</script>",
])("%s is no fault", (body) => {
  const files: Record<string, string> = body.includes("a.mjs") ? { "a.mjs": "export {};" } : {};
  expect(htmlOf({ "index.html": htmlPage(body), ...files })).toContain("<script>");
});

const HEAD = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>a</title>';

test.each([
  [
    "no doctype",
    `<html lang="en">${HEAD}`,
    "index.html:1 must begin with <!doctype html>. Write it first: without it browsers use rules of the last century.",
  ],
  [
    "no language",
    `<!doctype html><html>${HEAD}`,
    'index.html:1 must say its language, which screen readers speak. Write <html lang="en">, or whatever it is.',
  ],
  [
    "a language that is none",
    `<!doctype html><html lang="english_">${HEAD}`,
    'index.html:1 must have a language tag as lang, got "english_". Write it as in en, ja or zh-Hant.',
  ],
  [
    "no title",
    `<!doctype html><html lang="en">${HEAD.replace(/<title>.*/, "<title> </title>")}`,
    "index.html:1 must have a title. Write <title>…</title> in its head.",
  ],
  [
    "no viewport",
    `<!doctype html><html lang="en"><title>a</title>`,
    'index.html:1 must fit a phone. Write <meta name="viewport" content="width=device-width, initial-scale=1">.',
  ],
  [
    "a viewport that forbids zooming",
    `<!doctype html><html lang="en">${HEAD.replace("device-width", "device-width, user-scalable=no")}`,
    'index.html:1 must let people zoom in, got "width=device-width, user-scalable=no". Write <meta name="viewport" content="width=device-width, initial-scale=1">.',
  ],
  [
    "another charset",
    `<!doctype html><html lang="en">${HEAD.replace("utf-8", "shift_jis")}`,
    'index.html:1 must be in UTF-8, as it is served so, got "shift_jis". Write <meta charset="utf-8">.',
  ],
  [
    "a base",
    `<!doctype html><html lang="en">${HEAD}<base href="/a/">`,
    "index.html:1 must not have a <base>, as it changes where each of its links leads. Write whole URLs.",
  ],
])("a page with %s is refused", (_, html, fault) => {
  expect(faultsOf({ "index.html": html })).toContain(fault);
});
