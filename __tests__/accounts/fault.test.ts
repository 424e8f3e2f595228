import { type Fault, PlatformError, describeFault, expected, show } from "../../accounts/fault";

test.each<[string, Fault, string]>([
  ["the platform", { message: "must be so." }, "accounts: must be so."],
  ["an account", { account: "media", message: "must be so." }, "accounts/media: must be so."],
  [
    "an account's field",
    { account: "media", field: "zone.name", message: "must be so." },
    "accounts/media: `zone.name` must be so.",
  ],
  [
    "a site",
    { account: "media", site: "domain-b", message: "must be so." },
    "accounts/media: site `domain-b`: must be so.",
  ],
  [
    "a site's field",
    { account: "media", site: "domain-b", field: "status", message: "must be so." },
    "accounts/media: site `domain-b`: `status` must be so.",
  ],
])("a fault of %s says where it is", (_, fault, text) => {
  expect(describeFault(fault)).toBe(text);
});

test("an error of the platform lists all faults, a line each", () => {
  const error = new PlatformError([
    { message: "must be so." },
    { account: "media", message: "must be so too." },
  ]);
  expect(error.message).toBe("accounts: must be so.\naccounts/media: must be so too.");
  expect(error.name).toBe("PlatformError");
});

test("a message names the rule, the value and the fix", () => {
  expect(expected("must be even", 3, "Use 4.")).toBe("must be even, got 3. Use 4.");
});

const circle: { self?: object } = {};
circle.self = circle;

test.each([
  ["what is absent", undefined, "nothing"],
  ["null", null, "null"],
  ["a number", 418, "418"],
  ["what is no number", NaN, "NaN"],
  ["infinity", Infinity, "Infinity"],
  ["a bigint, which JSON can't hold", 111111111111n, "111111111111n"],
  ["a string", "503", '"503"'],
  ["quotes", 'a"b', '"a\\"b"'],
  ["a list", ["a", 1], '["a",1]'],
  ["an object", { a: true }, '{"a":true}'],
  ["a function", () => 1, "function"],
  ["an object that holds itself", circle, "object"],
  ["an object that holds a bigint", { id: 1n }, "object"],
  ["letters beyond ASCII", "新聞", '"新聞"'],
  ["a newline", "a\nb", '"a\\nb"'],
  ["a terminal's escape", "\u001b[31m", '"\\u001b[31m"'],
  ["DEL and C1 controls", "\u007f\u0085\u009b", '"\\u007f\\u0085\\u009b"'],
  ["bidirectional controls", "\u061c\u200e\u202e\u2066", '"\\u061c\\u200e\\u202e\\u2066"'],
  ["the separators of lines and paragraphs", "\u2028\u2029", '"\\u2028\\u2029"'],
  ["a long text, cut", "a".repeat(100), `"${"a".repeat(79)}…`],
])("a received value is shown on one printable line: %s", (_, value, text) => {
  expect(show(value)).toBe(text);
});
