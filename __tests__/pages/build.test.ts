import { randomBytes } from "node:crypto";
import { buildPage, readPage } from "../../modules";
import { BUDGET_KILOBYTES, compressedSize } from "../../pages/build";
import { BODY_LINE, htmlPage, pageFolders } from "../support/pages";

const { build, folderOf, faultsOf, htmlOf } = pageFolders();

test("plain HTML stays as somebody wrote it, but for its policy", () => {
  const page = htmlPage("<!-- a -->\r\n\t<p>  b  </p>");
  expect(htmlOf({ "index.html": page }).replace(/\n {4}<meta http-equiv[^\n]*/, "")).toBe(page);
});

test("the result depends on the page and the facts alone", () => {
  const files = { "index.html": htmlPage("{{ domain }}"), "page.json": "{}" };
  expect(build(files)).toEqual(build(files));
});

test.each([
  ["{{ languages | map: 'wait' | join }}", "1 hour", "2 hours"],
  ["{% assign f = 'wait' %}{% for l in languages %}{{ l[f] }}{% endfor %}", "1 hour", "2 hours"],
  ["<script>const l = {{ languages | json }}</script>", "1 hour", "2 hours"],
])("sites have their own facts, however a page shows them: %s", (body, one, other) => {
  const page = readPage(
    folderOf({ "index.html": htmlPage(body), "page.json": JSON.stringify({ title: "a" }) }),
  );
  for (const [retryAfter, text] of [
    ["1h", one],
    ["2h", other],
  ] as const) {
    expect(String(buildPage(page, { status: 503, retryAfter }).document.bytes)).toContain(text);
  }
});

const noise = randomBytes(15_000).toString("base64");

test("a page over its budget is refused, and page.json may allow it more", () => {
  const files = { "index.html": htmlPage(`<p>${noise}</p>`) };
  expect(faultsOf({ ...files })).toEqual([
    expect.stringMatching(
      /^index\.html must have at most 14336 bytes, built and compressed, has \d+\. Make it smaller, or allow it more with `budgetKilobytes` in a page\.json\.$/,
    ),
  ]);
  const { document } = build({ ...files, "page.json": '{ "budgetKilobytes": 20 }' });
  expect(compressedSize(document.bytes)).toBeGreaterThan(BUDGET_KILOBYTES * 1024);
});

test("a file that nothing names is told", () => {
  expect(faultsOf({ "index.html": htmlPage(), "img/a.png": "x" })).toEqual([
    "img/a.png must be named by the page. Name it there, take it out, or begin its name with a dot.",
  ]);
});

test.each(["{{ domain }}", "{% if domain %}a{% endif %}"])("%s in plain HTML is told", (field) => {
  expect(faultsOf({ "index.html": htmlPage(field) })[0]).toBe(
    `index.html:${BODY_LINE} must be a template to hold ${field.replace(/a\{.*/, "")}. Put {} into a page.json beside it to have it filled in, or write &#123; for the bracket.`,
  );
});

test("brackets that are no field of ours are plain HTML's own", () => {
  expect(htmlOf({ "index.html": htmlPage("<p>{{ vue }}</p>") })).toContain("{{ vue }}");
});

test("all the faults of a page are told, each once, whichever site is built first", () => {
  const page = readPage(folderOf({ "index.html": htmlPage('<p><b>a</p><img src="b.png" alt="">') }));
  const refusal = () => {
    try {
      buildPage(page, { status: 503 });
      return "";
    } catch (error) {
      return (error as Error).message;
    }
  };
  const told = refusal();
  expect(told.split("\n").length).toBeGreaterThan(1);
  expect(new Set(told.split("\n")).size).toBe(told.split("\n").length);
  expect(refusal()).toBe(told);
});

test("a template may name its files by a field, and only such files", () => {
  const files = {
    "index.html": htmlPage('<img src="hero-{{ lang }}.png" alt="">{{ lang }}'),
    "page.json": "{}",
    "hero-en.png": "x",
    "hero-ja.png": "y",
  };
  expect(htmlOf(files)).toContain('<img src="data:image/png');
  expect(faultsOf({ ...files, "other.png": "z" })).toEqual([
    expect.stringMatching(/^other\.png must be named/),
  ]);
});
