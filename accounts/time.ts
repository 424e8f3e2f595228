import { closest } from "./closest";
import { must, parsedBy, strict } from "./field";
import type { Parsed } from "./host-name";
import { isInstant } from "./retry-after";

/** When a maintenance is planned: its window, and the zone in which people read it. */

const instant = parsedBy(
  (text) =>
    isInstant(text)
      ? { value: text }
      : {
          rule: "must be an instant with a time zone",
          fix: "Write it as in 2026-12-01T06:00:00+09:00.",
        },
  "Write an instant, as in 2026-12-01T06:00:00+09:00.",
);

const WINDOW = "Leave it out if there is no planned window.";

export const timeWindow = strict(
  { start: instant, end: instant },
  "an object of start and end",
  WINDOW,
).refine(
  ({ start, end }) => Date.parse(start) < Date.parse(end),
  must("end after it starts", "Swap start and end, or mend one of them."),
);

function parseTimeZone(text: string): Parsed<string> {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    // By name only: a newer Node.js takes offsets, too, which know nothing of summer time.
    if (/^[A-Za-z]/.test(text)) return { value: text };
    return { rule: "must be a time zone by its name", fix: "Write it as in Asia/Tokyo." };
  } catch {
    const near = closest(text, Intl.supportedValuesOf("timeZone"));
    return {
      rule: "must be a time zone of the IANA database",
      fix: near === undefined ? "Write it as in Asia/Tokyo." : `Did you mean ${near}?`,
    };
  }
}

export const timeZone = parsedBy(parseTimeZone, "Write it as in Asia/Tokyo.");
