import fc from "fast-check";
import { parseRetryAfter, retryAfterHeader } from "../../accounts/retry-after";

test.each([
  ["seconds", "90s", "90"],
  ["minutes", "30m", "1800"],
  ["hours", "2h", "7200"],
  ["days", "1d", "86400"],
  ["weeks", "1w", "604800"],
  ["several units", "1d12h", "129600"],
  ["every unit", "1w2d3h4m5s", "788645"],
  ["a unit of none beside another", "0h30m", "1800"],
])("a duration in %s becomes seconds", (_, text, header) => {
  expect(retryAfterHeader(text)).toBe(header);
  expect(parseRetryAfter(text)).toEqual({ value: text });
});

test.each([
  ["east of Greenwich", "2026-12-01T06:00:00+09:00", "Mon, 30 Nov 2026 21:00:00 GMT"],
  ["west of Greenwich", "2026-12-01T06:00:00-05:30", "Tue, 01 Dec 2026 11:30:00 GMT"],
  ["in UTC", "2026-12-01T06:00:00Z", "Tue, 01 Dec 2026 06:00:00 GMT"],
  ["without seconds", "2026-12-01T06:00+09:00", "Mon, 30 Nov 2026 21:00:00 GMT"],
  ["in UTC without seconds", "2026-12-01T06:00Z", "Tue, 01 Dec 2026 06:00:00 GMT"],
  ["with a fraction of a second", "2026-12-01T06:00:00.750Z", "Tue, 01 Dec 2026 06:00:00 GMT"],
  ["on the 29th of February", "2028-02-29T12:00:00Z", "Tue, 29 Feb 2028 12:00:00 GMT"],
])("an instant %s becomes an HTTP date", (_, text, header) => {
  expect(retryAfterHeader(text)).toBe(header);
  expect(parseRetryAfter(text)).toEqual({ value: text });
});

test.each([
  ["nothing", ""],
  ["no time at all", "0s"],
  ["no time in several units", "0w0d0h0m0s"],
  ["a unit twice", "2h2h"],
  ["units in the wrong order", "12h1d"],
  ["a unit alone", "h"],
  ["a number alone", "120"],
  ["a fraction", "1.5h"],
  ["a sign", "-2h"],
  ["upper case", "2H"],
  ["months", "1M"],
  ["a space within", "1d 12h"],
  ["a space first", " 2h"],
  ["a newline last", "2h\n"],
  ["words", "2 hours"],
  ["an ISO duration", "PT2H"],
  ["a header within", "2h\r\nSet-Cookie: a=b"],
  ["a date alone", "2026-12-01"],
  ["an instant without a time zone", "2026-12-01T06:00:00"],
  ["an instant with a zone's name", "2026-12-01T06:00:00 Asia/Tokyo"],
  ["an offset that there is not", "2026-12-01T06:00:00+25:00"],
  ["the 30th of February", "2026-02-30T06:00:00Z"],
  ["the 29th of February of no leap year", "2026-02-29T06:00:00Z"],
  ["a 13th month", "2026-13-01T06:00:00Z"],
  ["a 24th hour", "2026-12-01T24:00:00Z"],
  ["an HTTP date", "Tue, 01 Dec 2026 06:00:00 GMT"],
  ["a newline after an instant", "2026-12-01T06:00:00Z\n"],
])("%s is refused", (_, text) => {
  expect(retryAfterHeader(text)).toBeUndefined();
  expect(parseRetryAfter(text)).toEqual({
    rule: "must be a duration (2h, 30m, 1d12h) or an instant with a time zone (2026-12-01T06:00:00+09:00)",
    fix: "Leave it out if nobody knows when the site will be back.",
  });
});

test("a duration is the sum of its units", () => {
  const count = fc.nat({ max: 9_999 });
  fc.assert(
    fc.property(count, count, count, count, count, (w, d, h, m, s) => {
      const seconds = w * 604_800 + d * 86_400 + h * 3_600 + m * 60 + s;
      fc.pre(seconds > 0);
      expect(retryAfterHeader(`${w}w${d}d${h}h${m}m${s}s`)).toBe(String(seconds));
    }),
  );
});

test("a header names the instant that was written, to the second", () => {
  const instant = fc.date({
    min: new Date("1970-01-01T00:00:00Z"),
    max: new Date("9999-12-31T23:59:59Z"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(instant, (date) => {
      const header = retryAfterHeader(date.toISOString());
      expect(header).toMatch(/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/);
      expect(Date.parse(header ?? "")).toBe(Math.floor(date.getTime() / 1000) * 1000);
    }),
  );
});

test("whatever is written, the header is refused, seconds or an HTTP date", () => {
  const nearly = fc
    .array(fc.constantFrom(...Array.from("0129wdhmsTZ:+-. \n"), "2026-12-01T06:00:00Z", "2h"), {
      maxLength: 6,
    })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(nearly, (text) => {
      expect(retryAfterHeader(text) ?? "1").toMatch(/^(?:[1-9]\d*|[\w ,:]+ GMT)$/);
    }),
    { numRuns: 1_000 },
  );
});
