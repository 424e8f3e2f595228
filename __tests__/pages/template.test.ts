import type { SiteFacts } from "../../modules";
import { BODY_LINE, htmlPage, pageFolders } from "../support/pages";

const { htmlOf, faultsOf } = pageFolders();

const FACTS: SiteFacts = { status: 503 };
const AT = `index.html:${BODY_LINE}`;

/** What a template's body becomes. */
function bodyOf(body: string, json: object = {}, facts: SiteFacts = FACTS): string {
  const html = htmlOf({ "index.html": htmlPage(`<p>${body}</p>`), "page.json": JSON.stringify(json) }, facts);
  return /<p>([^]*)<\/p>/.exec(html)?.[1] ?? "";
}

const faultsIn = (body: string, json: object = {}, facts: SiteFacts = FACTS) =>
  faultsOf({ "index.html": htmlPage(body), "page.json": JSON.stringify(json) }, facts);

describe("the site's facts", () => {
  test("are its first domain as people read it, status and Retry-After", () => {
    const facts = { status: 404, domain: "新聞.example.org", retryAfter: "2h" } as const;
    expect(bodyOf("{{ domain }} {{ status }} {{ retryAfter }}", {}, facts)).toBe("新聞.example.org 404 7200");
  });

  test("a duration is how long to wait, in the page's language", () => {
    const facts = { ...FACTS, retryAfter: "1d12h" };
    expect(bodyOf("{{ wait }}", {}, facts)).toBe("1 day, 12 hours");
    expect(bodyOf("{{ wait }}", { language: "ja" }, facts)).toBe("1 日 12 時間");
    expect(bodyOf("{% if back %}back{% else %}nobody knows when{% endif %}", {}, facts)).toBe(
      "nobody knows when",
    );
  });

  test("an instant is when it is back, in the site's time zone", () => {
    const facts = { ...FACTS, retryAfter: "2026-12-01T06:00:00+09:00" };
    expect(bodyOf("{{ backInstant }} {{ retryAfter }}", {}, facts)).toBe(
      "2026-11-30T21:00:00Z Mon, 30 Nov 2026 21:00:00 GMT",
    );
    expect(bodyOf("{{ back }}", {}, facts)).toMatch(/November 30, 2026.*9:00.PM.UTC/);
    expect(bodyOf("{{ back }}", {}, { ...facts, timeZone: "Asia/Tokyo" })).toMatch(
      /December 1, 2026.*6:00.AM.GMT\+9/,
    );
    expect(bodyOf("{{ back }}", { timeZone: "America/New_York" }, facts)).toMatch(
      /November 30, 2026.*4:00.PM.EST/,
    );
    expect(bodyOf("{{ back }}", { language: "ja", timeZone: "Asia/Tokyo" }, facts)).toMatch(
      /2026年12月1日.*6:00/,
    );
  });

  const own = { start: "2026-12-01T01:00:00+09:00", end: "2026-12-01T06:00:00+09:00" };
  const other = { start: "2027-01-01T00:00:00Z", end: "2027-01-02T00:00:00Z" };

  test("a window is the site's, or else the page's", () => {
    const body = "{{ window.startInstant }} {{ window.endInstant }}";
    expect(bodyOf(body, { window: other }, { ...FACTS, window: own })).toBe(
      "2026-11-30T16:00:00Z 2026-11-30T21:00:00Z",
    );
    expect(bodyOf(body, { window: other })).toBe("2027-01-01T00:00:00Z 2027-01-02T00:00:00Z");
    expect(bodyOf("{{ window.range }}", { timeZone: "Asia/Tokyo" }, { ...FACTS, window: own })).toMatch(
      /^Tue, December 1, 2026.*1:00.*6:00.AM.GMT\+9$/,
    );
    expect(bodyOf("{% if window %}{{ window.end }}{% else %}none{% endif %}")).toBe("none");
  });

  test("that a page shows without asking whether they are there are a fault where they are not", () => {
    expect(faultsIn("{{ domain }}\n{% if wait %}{% endif %}\n{{ window.end }}")).toEqual([
      `${AT} must not show \`domain\` where there is none. Give it to the site or to page.json, or put {% if domain %} around it.`,
      `index.html:${BODY_LINE + 2} must not show \`window\` where there is none. Give it to the site or to page.json, or put {% if window %} around it.`,
    ]);
  });
});

describe("the texts of page.json", () => {
  const languages = {
    en: { title: "Down", message: ["One", "Two"], labels: { back: "Back" }, contact: "help@sorry.jp" },
    ar: {
      title: "متوقف",
      message: ["واحد", "اثنان"],
      labels: { back: "العودة" },
      contact: "+81 3 1234 5678",
    },
  };

  test("are there for each language, and at the top for the first", () => {
    expect(bodyOf("{{ title }}/{{ lang }}/{{ dir }}/{{ labels.back }}", { languages })).toBe(
      "Down/en/ltr/Back",
    );
    const each =
      "{% for l in languages %}{{ l.lang }} {{ l.dir }} {{ l.name }} {{ l.title }} {{ l.message | join: '+' }};{% endfor %}";
    expect(bodyOf(each, { languages })).toBe("en ltr English Down One+Two;ar rtl العربية متوقف واحد+اثنان;");
    const links = "{% for l in languages %}{{ l.contact.href }} {{ l.contact.text }};{% endfor %}";
    expect(bodyOf(links, { languages })).toBe(
      "mailto:help@sorry.jp help@sorry.jp;tel:+81312345678 +81 3 1234 5678;",
    );
  });

  test("may hold facts, in words of their own language", () => {
    const json = {
      languages: {
        en: {
          title: "Back in {{ wait }}",
          message: "{% if domain %}{{ domain }} is{% else %}We are{% endif %} down.",
        },
        ja: { title: "再開まで{{ wait }}", message: "停止中。" },
      },
    };
    const body = "{% for l in languages %}{{ l.title }}: {{ l.message.first }} {% endfor %}";
    expect(bodyOf(body, json, { ...FACTS, retryAfter: "2h" })).toBe(
      "Back in 2 hours: We are down. 再開まで2 時間: 停止中。 ",
    );
  });

  test("are told with their line where a site lacks a fact, or there is no such thing", () => {
    const json = { title: "{{ back }}", message: ["a", "{{ windw.end }}", "{% iff x %}"] };
    const missing =
      "must not show `back` where there is none. Give it to the site or to page.json, or put {% if back %} around it.";
    const written = JSON.stringify(json, null, 2);
    const files = { "index.html": htmlPage("{{ title }}"), "page.json": written };
    expect(faultsOf(files, FACTS)).toEqual([
      "page.json:5 must use names that there are, got `windw`. Did you mean `window`?",
      "page.json:6 must use tags that there are, got `iff`. They are #, assign, break, capture, case, comment, continue, for, if, raw, render, unless.",
    ]);
    const only = { ...files, "page.json": JSON.stringify({ title: "a\u00a0{{ back }}" }, null, 2) };
    expect(faultsOf(only, FACTS)).toEqual([`page.json:2 ${missing}`]);
  });
});

describe("a template is refused:", () => {
  test.each([
    [
      "a misspelt name",
      "{{ domian }}",
      "must use names that there are, got `domian`. Did you mean `domain`?",
    ],
    [
      "a misspelt name in a condition",
      "{% if domian %}{% endif %}",
      "must use names that there are, got `domian`. Did you mean `domain`?",
    ],
    [
      "a misspelt property",
      "{% if window.strat %}{% endif %}",
      "must use names that there are, got `strat`. Did you mean `start`?",
    ],
    [
      "a tag that is not closed",
      "{% if domain %}",
      "must be a Liquid template (tag {% if domain %} not closed). Mend it.",
    ],
    [
      "a bracket that is not closed",
      "{{ domain",
      'must be a Liquid template (output "{{ domain" not closed). Mend it.',
    ],
    [
      "a file of the machine",
      '{% include "/etc/passwd" %}',
      "must use tags that there are, got `include`. They are #, assign, break, capture, case, comment, continue, for, if, raw, render, unless.",
    ],
    [
      "a partial that is none",
      '{% render "haed" %}',
      'must render a partial that is there, got "haed". Did you mean "head"?',
    ],
    [
      "a partial above the folder",
      '{% render "../../secret" %}',
      'must render a partial that is there, got "../../secret". Write _partials/NAME.html.',
    ],
    [
      "a partial whose name is worked out",
      "{% render domain %}",
      "must render a partial that is there, got a name worked out. Write _partials/NAME.html.",
    ],
    [
      "a way around escaping",
      "{{ domain | raw }}",
      "must not use the filter `raw`: every field is escaped, once. Take it out.",
    ],
    [
      "escaping twice",
      "{{ domain | escape }}",
      "must not use the filter `escape`: every field is escaped, once. Take it out.",
    ],
  ])("%s", (_, body, fault) => {
    const [first] = faultsIn(body, {}, { ...FACTS, domain: "example.com" });
    expect(first).toBe(`${AT} ${fault}`);
  });

  test.each(["date: '%Y'", "sample", "inspect", "sha256"])(
    "the filter %s, whose result is not the page's",
    (filter) => {
      expect(faultsIn(`{{ domain | ${filter} }}`)).toEqual([
        expect.stringContaining(`must use filters that there are, got \`${filter.split(":")[0] ?? ""}\`.`),
      ]);
    },
  );

  test("a partial that renders itself", () => {
    const files = {
      "index.html": htmlPage('{% render "a" %}'),
      "page.json": "{}",
      "_partials/a.html": '{% render "a" %}',
    };
    expect(faultsOf(files, FACTS)).toEqual([
      "_partials/a.html:1 must not render itself, got a -> a. Take one of them out.",
    ]);
  });

  test("more than anybody would look at", () => {
    expect(faultsIn("{% for i in (1..100000000) %}x{% endfor %}")).toEqual([
      expect.stringContaining("must be a Liquid template (memory alloc limit exceeded"),
    ]);
  });
});

describe("a partial", () => {
  test("knows what the page knows, and what it is given", () => {
    const files = {
      "index.html": htmlPage('<p>{% render "a", x: "<" %}</p>'),
      "page.json": "{}",
      "_partials/a.html": '{{ domain }}{{ x }}{% render "b/c" %}',
      "_partials/b/c.html": "!",
    };
    expect(htmlOf(files, { ...FACTS, domain: "example.com" })).toContain("<p>example.com&lt;!</p>");
  });

  test("is named in a fault, with its line", () => {
    const files = {
      "index.html": htmlPage('{% render "a" %}\n<i>'),
      "page.json": "{}",
      "_partials/a.html": "<p>1</p>\n<p>{{ status }}</p>\n<b>",
    };
    expect(faultsOf(files, FACTS).sort()).toEqual([
      "_partials/a.html:3 must close <b>. Add </b>.",
      `index.html:${BODY_LINE + 1} must close <i>. Add </i>.`,
    ]);
  });
});

test("what is between raw and endraw is as it stands", () => {
  expect(bodyOf("{% raw %}{{ domain }}{% endraw %}")).toBe("{{ domain }}");
});

test("sites that differ in what a page does not show have the same document", () => {
  const files = { "index.html": htmlPage("{{ status }}"), "page.json": "{}" };
  const [a, b] = ["a", "b"].map((name) => htmlOf(files, { ...FACTS, domain: `${name}.example.com` }));
  expect(a).toBe(b);
});

test.each([
  ["{{ window }}", "an object. Show a part of it: write .range behind its name."],
  ["{{ link }}", "an object. Show a part of it: write .href behind its name."],
  ["{{ labels }}", "an object. Show a part of it: write .a behind its name."],
  ["{{ languages }}", "an object. Show a part of it: write .lang behind its name."],
  ["{{ message }}", "a list. Show its items with {% for … %}, or join them."],
])("%s is no text, and is told", (field, what) => {
  const json = { title: "a", message: ["one", "two"], link: "https://www.example.com/", labels: { a: "b" } };
  expect(faultsOf({ "index.html": htmlPage(field), "page.json": JSON.stringify(json) })).toEqual([
    `index.html:${BODY_LINE} must show a text, got ${what}`,
  ]);
});

test("an object in a text of page.json is told", () => {
  const json = JSON.stringify({ title: "{{ window }}" });
  expect(faultsOf({ "index.html": htmlPage("{{ title }}"), "page.json": json })).toEqual([
    "page.json:1 must show a text, got an object. Show a part of it: write .range behind its name.",
  ]);
});

test("a message of one paragraph is a text, and escaped", () => {
  const json = JSON.stringify({ title: "a", message: "b < c" });
  expect(htmlOf({ "index.html": htmlPage("<p>{{ message }}</p>"), "page.json": json })).toContain(
    "<p>b &lt; c</p>",
  );
});
