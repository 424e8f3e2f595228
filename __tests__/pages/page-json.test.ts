import { readPageJson } from "../../pages/page-json";

/** What a page.json is refused for, each with its line. */
function faultsOf(source: string | object): string[] {
  const faults: string[] = [];
  const text = typeof source === "string" ? source : JSON.stringify(source, null, 2);
  const description = readPageJson(text, (message, line) => faults.push(`${line}: ${message}`));
  expect(description === undefined).toBe(faults.length > 0);
  return faults;
}

const read = (source: object) =>
  readPageJson(JSON.stringify(source), (message) => {
    throw new Error(message);
  });

test("nothing need be in it", () => {
  expect(read({})).toEqual({ source: "{}", languages: new Map(), language: "en" });
});

test("a title at the top makes a page of one language", () => {
  const description = read({
    title: "Sorry",
    message: "Later.",
    contact: "help@example.com",
    language: "de",
  });
  expect(description?.language).toBe("de");
  expect([...(description?.languages ?? [])]).toEqual([
    ["de", { title: "Sorry", message: ["Later."], labels: {}, contact: "help@example.com", path: [] }],
  ]);
});

test("languages keep their order, and take contact, status page and link from the top where they have none", () => {
  const description = read({
    statusPage: "https://status.example.com/",
    contact: "help@example.com",
    languages: {
      ja: { title: "停止中", message: ["一", "二"], labels: { back: "再開" } },
      en: {
        title: "Down",
        message: [],
        labels: { back: "Back" },
        contact: "+44 20 7946 0000",
        name: "English (UK)",
      },
    },
  });
  const statusPage = "https://status.example.com/";
  expect(description?.language).toBe("ja");
  expect([...(description?.languages ?? [])]).toEqual([
    [
      "ja",
      {
        ...{ title: "停止中", message: ["一", "二"], labels: { back: "再開" }, statusPage },
        ...{ contact: "help@example.com", path: ["languages", "ja"] },
      },
    ],
    [
      "en",
      {
        ...{ title: "Down", message: [], labels: { back: "Back" }, statusPage, name: "English (UK)" },
        ...{ contact: "+44 20 7946 0000", path: ["languages", "en"] },
      },
    ],
  ]);
});

test("a window, a time zone and a budget are kept", () => {
  const fields = {
    window: { start: "2026-12-01T01:00:00+09:00", end: "2026-12-01T06:00:00+09:00" },
    timeZone: "Asia/Tokyo",
    budgetKilobytes: 60,
  };
  expect(read(fields)).toMatchObject(fields);
});

const TEXT = "Write a list of paragraphs, or leave it out.";
const LINE = "Write it on one line.";

test.each<[string, string | object, string[]]>([
  ["no JSON", '{\n  "title": "a",\n}', ["3: must be JSON (PropertyNameExpected). Mend it."]],
  ["a comment", '{\n  // why\n  "title": "a"\n}', ["2: must be JSON (InvalidCommentToken). Mend it."]],
  ["nothing", "", ["1: must be JSON (ValueExpected). Mend it."]],
  ["a list", "[]", ['1: must be an object, got []. Write { "title": "…" }, or {}.']],
  [
    "a misspelt field",
    '{\n  "title": "a",\n  "mesage": "b"\n}',
    ['3: `mesage` must not be there (there is no such field), got "b". Did you mean `message`?'],
  ],
  [
    "a line break, an empty text and a number",
    { title: "a\nb", message: ["", 5] },
    [
      `2: \`title\` must be a text of 1 to 2000 characters without line breaks, got "a\\nb". ${LINE}`,
      `4: \`message[0]\` must be a text of 1 to 2000 characters without line breaks, got "". ${TEXT}`,
      `5: \`message[1]\` must be a text of 1 to 2000 characters without line breaks, got 5. ${TEXT}`,
    ],
  ],
  [
    "a field twice, also deep within",
    '{\n  "title": "a",\n  "labels": {\n    "back": "b",\n    "back": "c" },\n  "title": "d"\n}',
    [
      '5: must have each field once, got another "back". Take one out.',
      '6: must have each field once, got another "title". Take one out.',
    ],
  ],
  [
    "a terminal's escape",
    { title: "\u001b[31m" },
    [`2: \`title\` must be a text of 1 to 2000 characters without line breaks, got "\\u001b[31m". ${LINE}`],
  ],
  [
    "a message without a title",
    { message: "b" },
    ['2: `message` must stand beside a title, got "b". Write the title, too.'],
  ],
  [
    "a title beside languages",
    { title: "a", languages: { en: { title: "b" } } },
    ['2: `title` must not stand beside languages, got "a". Put it into each of the languages.'],
  ],
  [
    "no language at all",
    { languages: {} },
    ['2: `languages` must have one language at least, got {}. Write it as { "en": { "title": "…" } }.'],
  ],
  [
    "bad tags of languages",
    { languages: { EN: { title: "a" }, english_: { title: "b" } } },
    [
      '3: `languages.EN` must be written as en, got "EN". Language tags have one spelling.',
      '6: `languages.english_` must be a language tag, got "english_". Write it as in en, ja or zh-Hant.',
    ],
  ],
  [
    "texts that one language lacks",
    {
      languages: {
        en: { title: "a", message: "b", labels: { back: "c", wait: "d" } },
        ja: { title: "a", labels: { back: "c", zurück: "d" } },
      },
    },
    [
      '15: `languages.ja.labels["zurück"]` must have a name of letters and digits, a small letter first, got "zurück". Rename the label.',
    ],
  ],
  [
    "a label and a message that one language lacks",
    {
      languages: {
        en: { title: "a", message: "b", labels: { back: "c", wait: "d" } },
        ja: { title: "a", labels: { back: "c" } },
      },
    },
    [
      "11: `languages.ja` must have `labels.wait`, as `en` has. Translate it, or take it out of en.",
      "11: `languages.ja` must have `message`, as `en` has. Translate it, or take it out of en.",
    ],
  ],
  [
    "links that are none",
    { title: "a", contact: "help", statusPage: "status.example.com", link: "javascript:alert(1)" },
    [
      '3: `contact` must be an e-mail address, a phone number that begins with +, or a whole URL, got "help". Write it as in help@example.com, +81 3 1234 5678 or https://example.com/help.',
      '4: `statusPage` must be a whole URL, got "status.example.com". Write it as in https://status.example.com/.',
      '5: `link` must be a whole URL, got "javascript:alert(1)". Write it as in https://status.example.com/.',
    ],
  ],
  [
    "a window without an end, a time zone that is none, a budget of nothing",
    { window: { start: "2026-12-01T01:00:00Z" }, timeZone: "Tokyo/Asia", budgetKilobytes: 0 },
    [
      "2: `window.end` must be a string, got nothing. Write an instant, as in 2026-12-01T06:00:00+09:00.",
      '5: `timeZone` must be a time zone of the IANA database, got "Tokyo/Asia". Write it as in Asia/Tokyo.',
      "6: `budgetKilobytes` must be a whole number of kilobytes from 1 to 1024, got 0. Leave it out for 14, the first round trip.",
    ],
  ],
])("a page.json is refused: %s", (_, source, faults) => {
  expect(faultsOf(source)).toEqual(faults);
});

test("a key of JavaScript's own is a field like any other that there is not", () => {
  const [fault, ...others] = faultsOf('{ "__proto__": { "title": "a" } }');
  expect(fault).toContain("`__proto__` must not be there");
  expect(others).toEqual([]);
  expect(faultsOf('{ "title": "a", "labels": { "__proto__": "b" } }')).toEqual([
    expect.stringContaining("`labels.__proto__` must not be there"),
  ]);
});
