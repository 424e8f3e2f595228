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
    "<script>eval(a)</script>",
    'must not make code of a text, which the page\'s policy stops, got "eval(a)". Write the code itself, in a function.',
  ],
  [
    "<script>setTimeout('a', 1)</script>",
    "must not make code of a text, which the page's policy stops, got \"setTimeout('a', 1)\". Write the code itself, in a function.",
  ],
  [
    "<script type=module>import './a.js'</script>",
    "must name a file of the page's folder by its whole path, got \"import './a.js'\". Write /_sorry/a.js.",
  ],
  [
    "<script>fetch('https://example.com/')</script>",
    "must load nothing from elsewhere, which the page's policy stops, got \"fetch('https://example.com/')\". Put a copy into the page's folder, or ask the site itself.",
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
  [
    '<script src="data:,">a()</script>',
    "must have no text beside its src, as browsers don't run it. Take one of them out.",
  ],
  [
    '<link rel="manifest" href="a.json">',
    'must name a manifest by its ending, got "a.json". Name it FILE.webmanifest.',
  ],
  [
    '<script type="importmap">{ "imports": { "a": "https://example.com/a.js" } }</script>',
    "must load nothing from elsewhere, which the page's policy stops, got \"https://example.com/a.js\". Put a copy into the page's folder, and write /_sorry/FILE.",
  ],
  ["<style>a { b: c</style>", "must close what it opens, got {. Close it."],
])("%s is told with its line and its fix", (body, fault) => {
  expect(faultsOf({ "index.html": htmlPage(body) })).toContain(`${AT} ${fault}`);
});

test.each([
  "<script>fetch('/')</script>",
  "<script>import('/_sorry/a.mjs')</script>",
  "<script>const a = 'from https://example.com/'</script>",
  "<script type=module>export const a = './b'</script>",
  "<script>setTimeout(() => {}, 1)</script>",
])("%s is no fault", (body) => {
  const files: Record<string, string> = body.includes("a.mjs") ? { "a.mjs": "export {};" } : {};
  expect(htmlOf({ "index.html": htmlPage(body), ...files })).toContain("<script");
});

test.each([
  ['<img src="" alt="">', 'must name a file, got "". Name it, or take src out.'],
  ["<script src></script>", 'must name a file, got "". Name it, or take src out.'],
  ['<link rel="stylesheet" href=" ">', 'must name a file, got " ". Name it, or take href out.'],
  ['<img alt="">', 'must name its picture. Write src="FILE".'],
  ['<a href="#b">c</a>', 'must lead to an id in the page, got "b". Give it to an element, or mend it here.'],
  [
    '<label for="b">c</label>',
    'must lead to an id in the page, got "b". Give it to an element, or mend it here.',
  ],
  [
    '<svg><use xlink:href="#b"/></svg>',
    'must lead to an id in the page, got "b". Give it to an element, or mend it here.',
  ],
])("%s leads nowhere, and is told", (body, fault) => {
  for (const files of [{}, { "page.json": "{}" }] as Record<string, string>[]) {
    expect(faultsOf({ "index.html": htmlPage(body), ...files })).toContain(`${AT} ${fault}`);
  }
});

test.each([
  '<a href="#top">a</a><a href="#">b</a><a href="#:~:text=c">d</a>',
  '<a href="#%E3%81%82">a</a><p id="あ">b</p><a name="c">d</a><a href="#c">e</a>',
  '<label for="b">c</label><input id="b"><label>d</label>',
  '<svg><symbol id="b"/><use href="#b"/></svg>',
  '<a href="#made">a</a><script>document.body.id = "made"</script>',
])("%s leads somewhere, or may", (body) => {
  expect(htmlOf({ "index.html": htmlPage(body) })).toContain(body);
});
