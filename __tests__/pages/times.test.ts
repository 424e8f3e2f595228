import { durationText, isoInstant, rangeText, whenText } from "../../pages/times";

const START = "2026-12-01T01:00:00+09:00";
const END = "2026-12-01T06:00:00+09:00";

test("an instant is a day and a time in the site's time zone, with that named", () => {
  expect(whenText(END, "en", "Asia/Tokyo")).toMatch(/Tue, December 1, 2026.*6:00.AM GMT\+9/);
  expect(whenText(END, "en", "UTC")).toMatch(/Mon, November 30, 2026.*9:00.PM UTC/);
  expect(whenText(END, "ja", "Asia/Tokyo")).toMatch(/2026年12月1日.*6:00/);
});

test("a range says once what its ends have in common", () => {
  expect(rangeText(START, END, "en", "Asia/Tokyo").match(/2026/g)).toHaveLength(1);
  expect(rangeText(START, "2026-12-02T06:00:00+09:00", "en", "Asia/Tokyo").match(/December/g)).toHaveLength(
    2,
  );
});

test("no text has a space that fonts lack", () => {
  const texts = ["en", "ja", "ar", "fr", "de"].flatMap((language) => [
    whenText(END, language, "Asia/Tokyo"),
    rangeText(START, END, language, "Asia/Tokyo"),
    durationText(3661, language),
  ]);
  expect(texts.filter((text) => /[\u2009\u202f]/.test(text))).toEqual([]);
});

test.each([
  [30, "en", "30 seconds"],
  [60, "en", "1 minute"],
  [129_600, "en", "1 day, 12 hours"],
  [7_260, "de", "2 Stunden, 1 Minute"],
])("%i seconds in %s are %s", (seconds, language, text) => {
  expect(durationText(seconds, language)).toBe(text);
});

test("machines read an instant in UTC, to the second", () => {
  expect(isoInstant(END)).toBe("2026-11-30T21:00:00Z");
});
