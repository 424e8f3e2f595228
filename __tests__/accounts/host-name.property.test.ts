import fc from "fast-check";
import { isLabel, parseDomain } from "../../accounts/host-name";

const SYNTAX = Array.from("\"'`{}()[]<>;$%\\ /#?@:&|!^~+=,_*\n\r\t\0\u007f");

/** Names that are nearly right: mostly letters and dots, with what somebody might smuggle in. */
const nearlyDomain = fc
  .tuple(
    fc.constantFrom("", "*.", "*"),
    fc.array(
      fc.oneof(
        { weight: 60, arbitrary: fc.constantFrom(...Array.from("abcxyzABC019-")) },
        { weight: 12, arbitrary: fc.constant(".") },
        { weight: 2, arbitrary: fc.constantFrom(...Array.from("新ßéΑд．。＊％；｛")) },
        { weight: 1, arbitrary: fc.constantFrom(...SYNTAX, "\u00ad", "\u200d", "\u202e", "${", "%{") },
      ),
      { minLength: 1, maxLength: 40 },
    ),
    fc.constantFrom(".com", ".co.jp", ".example", ""),
  )
  .map(([start, middle, end]) => start + middle.join("") + end);

const text = fc.oneof({ weight: 4, arbitrary: nearlyDomain }, fc.string({ unit: "binary" }), fc.webUrl());

const valueOf = (written: string) => {
  const parsed = parseDomain(written);
  return "value" in parsed ? parsed.value : undefined;
};

test("no accepted domain holds a character outside of [a-z0-9.-] and one leading `*.`", () => {
  const accepted = new Set<string>();
  fc.assert(
    fc.property(text, (written) => {
      const value = valueOf(written);
      if (value === undefined) return;
      accepted.add(value);
      expect(value).toMatch(/^(?:\*\.)?[a-z0-9.-]+$/);
      const labels = value.replace(/^\*\./, "").split(".");
      expect(labels.length).toBeGreaterThanOrEqual(2);
      expect(labels.filter((label) => !isLabel(label))).toEqual([]);
      expect(labels.join(".").length).toBeLessThanOrEqual(253);
    }),
    { numRuns: 3_000 },
  );
  // The property says nothing where next to nothing is accepted.
  expect(accepted.size).toBeGreaterThan(100);
});

test("what a domain becomes is what it stays", () => {
  fc.assert(
    fc.property(text, (written) => {
      const value = valueOf(written);
      if (value !== undefined) expect(valueOf(value)).toBe(value);
    }),
    { numRuns: 3_000 },
  );
});

test("a domain means the same in upper case", () => {
  fc.assert(
    fc.property(fc.domain(), (written) => {
      expect(valueOf(written.toUpperCase())).toBe(valueOf(written));
    }),
  );
});

test("no character of nginx's, HCL's or a URL's syntax gets through at any place of a domain", () => {
  const place = fc.tuple(fc.constantFrom(...SYNTAX), fc.nat({ max: "www.example.com".length }));
  fc.assert(
    fc.property(place, ([character, at]) => {
      const written = `${"www.example.com".slice(0, at)}${character}${"www.example.com".slice(at)}`;
      expect(parseDomain(written)).toHaveProperty("rule");
    }),
    { numRuns: 1_000 },
  );
});

test("a refusal is a rule and a fix in printable characters, whatever was written", () => {
  const anything = fc.oneof(
    text,
    fc.string({ unit: fc.constantFrom(...SYNTAX, "\u001b", "\u009b", "\u202e") }),
  );
  fc.assert(
    fc.property(anything, (written) => {
      const parsed = parseDomain(written);
      if ("value" in parsed) return;
      expect(parsed.rule).toMatch(/^must /);
      expect(parsed.fix).toMatch(/^[A-Z].*\.$/s);
      expect(`${parsed.rule}${parsed.fix}`).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
    }),
    { numRuns: 2_000 },
  );
});
