import fc from "fast-check";
import { parse } from "parse5";
import type { SiteFacts } from "../../modules";
import { BODY_LINE, htmlPage, pageFolders } from "../support/pages";

const { htmlOf, faultsOf } = pageFolders();

const FACTS: SiteFacts = { status: 503 };
const AT = `index.html:${BODY_LINE}`;

const faultsIn = (body: string, json: object) =>
  faultsOf({ "index.html": htmlPage(body), "page.json": JSON.stringify(json) }, FACTS);

describe("no field becomes markup or code", () => {
  const body = `<p title="{{ title }}" data-x='{{ title }}'>{{ title }}</p><script>const t = {{ title | json }};</script>`;
  const page = (title: string) => {
    const html = htmlOf({ "index.html": htmlPage(body), "page.json": JSON.stringify({ title }) }, FACTS);
    const paragraph = /<p title[^]*?<\/p>/.exec(html)?.[0] ?? "";
    return { html, paragraph, script: /<script>const t = ([^]*?);<\/script>/.exec(html)?.[1] ?? "" };
  };

  test("whatever is in it", () => {
    // What a text of page.json may be: one line, not all spaces.
    const title = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
      .map((text) => `<">'&${text}</script><!--`)
      .filter((text) => !/[\p{Cc}\u2028\u2029]|\{[{%]/u.test(text) && !/\p{Cs}/u.test(text));
    fc.assert(
      fc.property(title, (text) => {
        const { html, script } = page(text);
        const document = parse(html);
        const json = JSON.stringify(document, (key, value: unknown) =>
          key === "parentNode" || key === "namespaceURI" ? undefined : value,
        );
        expect(json.match(/"tagName":"script"/g)).toHaveLength(1);
        expect(JSON.parse(script)).toBe(text);
        const squeezed = text.replaceAll(/[ \t\n\f\r]+/g, " ");
        const seen = parse(html, { scriptingEnabled: false });
        expect(
          JSON.stringify(seen, (key, value: unknown) => (key === "parentNode" ? undefined : value)),
        ).toContain(JSON.stringify({ nodeName: "#text", value: squeezed }).slice(1, -1));
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    [
      "a script",
      "<script>const t = '{{ title }}';</script>",
      "must be written for where it stands, a script. Write {{ … | json }}.",
    ],
    [
      "a style",
      "<style>p { color: {{ title }} }</style>",
      "must be written for where it stands, a style. Write {{ … | css }}.",
    ],
    [
      "a style attribute",
      '<p style="color: {{ title }}">a</p>',
      "must be written for where it stands, a style. Write {{ … | css }}.",
    ],
    [
      "a text, as JavaScript",
      "<p>{{ title | json }}</p>",
      "must be written for where it stands, a text. Write {{ … }}.",
    ],
    [
      "an attribute, as JavaScript",
      `<p title='{{ title | json }}'>a</p>`,
      "must be written for where it stands, a text. Write {{ … }}.",
    ],
    [
      "a tag that a condition begins",
      "<{% if status %}{{ title }}{% endif %}>",
      "must not be a tag. Write its name.",
    ],
    ["a script of two files", "<script>const a = 1;", "must close <script> in the same file. Add </script>."],
    [
      "a partial in a script",
      '<script>{% render "script" %}</script>',
      "must not be rendered in a script. Write it there.",
    ],
    [
      "an attribute without quotes",
      "<p title={{ title }}>a</p>",
      'must have quotes around the value of title, as it holds a field. Write title="…".',
    ],
    ["an attribute's name", '<p {{ title }}="a">a</p>', "must not be an attribute. Write its name."],
    ["a tag", "<{{ title }}>a", "must not be a tag. Write its name."],
    ["a tag's end", "<p{{ title }}>a</p>", "must not be a tag. Write its name."],
  ])("it is refused in %s", (_, html, fault) => {
    expect(faultsIn(html, { title: "t" })).toContainEqual(`${AT} ${fault}`);
  });

  test("a value in a style is a name or a string, and no more", () => {
    const json = JSON.stringify({ title: "a}</style><b>" });
    const files = {
      "index.html": htmlPage("<p>a</p>", '<style>.x::after { content: "{{ title | css }}" }</style>'),
      "page.json": json,
    };
    expect(htmlOf(files, FACTS)).toContain(
      '<style>.x::after{content:"a\\7d \\3c \\2f style\\3e \\3c b\\3e ";}</style>'.replace(";}", "}"),
    );
  });

  test("a link of a field that is a script is refused", () => {
    expect(faultsIn('<a href="{{ title }}">a</a>', { title: "javascript:alert(1)" })).toEqual([
      `${AT} must have no script in a link, which the page's policy stops, got "javascript:alert(1)". Put it into a <script>.`,
    ]);
  });
});
