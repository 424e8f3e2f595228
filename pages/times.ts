import { remembered } from "./remembered";

/**
 * Instants and durations as people read them in their language. The words are those of Node.js's own ICU data: another
 * release of Node.js may word them a little differently.
 */

const WHEN: Intl.DateTimeFormatOptions = {
  year: "numeric",
  month: "long",
  day: "numeric",
  weekday: "short",
  hour: "numeric",
  minute: "2-digit",
  timeZoneName: "short",
};

/** ICU puts narrow and thin spaces into times, which fonts lack and releases move about. */
const plainSpaces = (text: string) => text.replaceAll(/[\u2009\u202f]/g, "\u00a0");

// Formatters are slow to make.
const formatIn = remembered((language, timeZone) => new Intl.DateTimeFormat(language, { ...WHEN, timeZone }));
const unitsIn = remembered(
  (language, unit) => new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }),
);
const listsIn = remembered((language) => new Intl.ListFormat(language, { type: "unit" }));

/** `Tue, December 1, 2026 at 6:00 AM GMT+9`. */
export const whenText = (instant: string, language: string, timeZone: string): string =>
  plainSpaces(formatIn(language, timeZone).format(new Date(instant)));

/** `Tue, December 1, 2026 at 1:00 – 6:00 AM GMT+9`; what both have in common stands once. */
export const rangeText = (start: string, end: string, language: string, timeZone: string): string =>
  plainSpaces(formatIn(language, timeZone).formatRange(new Date(start), new Date(end)));

const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** `1 day, 12 hours`. */
export function durationText(seconds: number, language: string): string {
  let rest = seconds;
  const parts = UNITS.flatMap(([unit, length]) => {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count === 0) return [];
    return [unitsIn(language, unit).format(count)];
  });
  return plainSpaces(listsIn(language).format(parts));
}

/** For a `datetime` attribute, and for machines: in UTC, to the second. */
export const isoInstant = (instant: string): string =>
  new Date(instant).toISOString().replace(/\.\d{3}Z$/, "Z");
