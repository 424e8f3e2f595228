import { type ScriptKind, scriptFaults, scriptKind } from "../../pages/scripts";
import { htmlPage, pageFolders } from "../support/pages";

const { build, faultsOf } = pageFolders();
const faultsIn = (text: string, kind: ScriptKind = "script", packages: "packages" | "none" = "none") =>
  scriptFaults(text, kind, packages).map(({ message }) => message);

test.each([
  ["", "script"],
  [" Text/JavaScript", "script"],
  ["application/x-javascript", "script"],
  ["module", "module"],
  ["application/json", undefined],
  ["text/template", undefined],
  ["importmap", undefined],
] as const)("a script of type %j is read as %s", (type, kind) => {
  expect(scriptKind(type)).toBe(kind);
});

const CODE = "must not make code of a text, which the page's policy stops";

test.each([
  "eval('a')",
  "window.eval(a)",
  "new Function('a')",
  "Function(a)",
  "setTimeout(`a`)",
  "self.setInterval('a' + b, 1)",
])("%s makes code of a text", (text) => {
  expect(faultsIn(text)).toEqual([
    `${CODE}, got ${JSON.stringify(text)}. Write the code itself, in a function.`,
  ]);
});

const ELSEWHERE = "must load nothing from elsewhere, which the page's policy stops";

test.each([
  "fetch('https://example.com/')",
  "fetch(`//example.com/${a}`)",
  "window.fetch('https://example.com/' + a)",
  "navigator.sendBeacon('https://example.com/')",
  "new EventSource('https://example.com/')",
  "new WebSocket('wss://example.com/')",
  "new Worker('https://example.com/a.js')",
  "a.open('GET', 'https://example.com/')",
  "import('https://example.com/a.mjs')",
])("%s loads something from elsewhere", (text) => {
  expect(faultsIn(text)).toEqual([expect.stringContaining(`${ELSEWHERE}, got ${JSON.stringify(text)}.`)]);
});

test.each([
  "fetch('status.json')",
  "fetch('./status.json')",
  "fetch(`../${a}`)",
  "a.open('POST', 'status')",
  "location.href = 'about.html'",
  "window.location = 'about.html'",
  "document.location.replace('../')",
  "open('about.html')",
])("%s depends on the path that the user asked for", (text) => {
  expect(faultsIn(text)).toEqual([
    `must not depend on the path that the user asked for, got ${JSON.stringify(text)}. Write its path from the root.`,
  ]);
});

test.each([
  ["import './n.mjs'", "n.mjs"],
  ["import a from '../b/n.mjs'", "b/n.mjs"],
  ["export * from './n.mjs'", "n.mjs"],
  ["export { a } from './n.mjs'", "n.mjs"],
  ["import('./n.mjs')", "n.mjs"],
  ["import '/n.mjs'", "n.mjs"],
  ["import 'n'", "n"],
  ["new Worker('w.js')", "w.js"],
])("%s does not name its file by its whole path", (text, file) => {
  expect(faultsIn(text, "module")).toEqual([
    `must name a file of the page's folder by its whole path, got ${JSON.stringify(text)}. Write /_sorry/${file}.`,
  ]);
});

test("a script in a link is told", () => {
  expect(faultsIn("location.href = 'javascript:a()'")).toEqual([
    expect.stringContaining("must have no script in a link, which the page's policy stops"),
  ]);
});

test.each([
  "// see fetch('https://docs.example/') and eval(x)",
  "const a = 'eval(b)', c = /eval(d)/",
  "math.eval('a'); a.setTimeout('b'); const a = (eval) => 1",
  "setTimeout(() => {}, 1); setInterval(a, 1)",
  "fetch('/'); fetch('?a'); fetch(a); fetch(`${a}/b`); fetch(a + './b'); fetch('')",
  "new Worker('/_sorry/w.js'); new Worker(a); new WebSocket('/a')",
  "a.open(); a.open('b'); dialog.open('GET', c)",
  "location.href = '/a'; location.href = 'https://example.com/'; location = '#a'; location.reload()",
  "a.href = 'b.html'; a.location = 'b'; a.replace('b', 'c')",
  "#!/usr/bin/env node",
  "using(a); a ??= b?.[c]; class D { #e = 1n; static {} }",
])("nothing is wrong with %s", (text) => {
  expect(faultsIn(text)).toEqual([]);
});

test("an import map may name packages, and nothing else", () => {
  expect(faultsIn("import 'n'; import('n/a'); await a", "module", "packages")).toEqual([]);
  expect(faultsIn("import './n'", "module", "packages")).toHaveLength(1);
});

test.each([
  ["a(", "script", "must be JavaScript (Unexpected token). Mend it.", 2],
  [
    "export {}",
    "script",
    "must be JavaScript ('import' and 'export' may appear only with 'sourceType: module'). Mend it.",
    0,
  ],
  ["export {};\na(", "file", "must be JavaScript (Unexpected token). Mend it.", 13],
] as const)("%j as a %s is no JavaScript", (text, kind, message, offset) => {
  expect(scriptFaults(text, kind, "none")).toEqual([{ message, offset }]);
});

test("a file is a script or a module, as whatever it can be", () => {
  expect(faultsIn("export {}; await a", "file")).toEqual([]);
  expect(faultsIn("with (a) b()", "file")).toEqual([]);
});

test("script files are checked, with their line", () => {
  const files = { "a.js": "\neval('b')", "b.mjs": "\n\nimport './a.js'" };
  const html = htmlPage('<script src="a.js"></script><script type="module" src="b.mjs"></script>');
  for (const more of [{}, { "page.json": "{}" }] as Record<string, string>[]) {
    expect(faultsOf({ "index.html": html, ...files, ...more })).toEqual([
      `a.js:2 ${CODE}, got "eval('b')". Write the code itself, in a function.`,
      `b.mjs:3 must name a file of the page's folder by its whole path, got "import './a.js'". Write /_sorry/a.js.`,
    ]);
  }
});

test("a page with an import map imports its packages, in its files, too", () => {
  const { assets } = build({
    "index.html": htmlPage(
      '<script type="importmap">{ "imports": { "a": "/_sorry/a.mjs" } }</script><script type="module" src="b.mjs"></script>',
    ),
    "a.mjs": "export {};",
    "b.mjs": "import 'a';",
  });
  expect(assets.map(({ source }) => source)).toEqual(["a.mjs", "b.mjs"]);
});

test("data in a script is no JavaScript", () => {
  const { document } = build({
    "index.html": htmlPage('<script type="application/json">{ "a": "eval(" }</script>'),
  });
  expect(document.bytes.toString()).toContain('{ "a": "eval(" }');
});
