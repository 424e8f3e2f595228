import { z } from "zod";
import type { Parsed } from "./host-name";

const SECONDS = { w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 } as const;
const DURATION = /^(?:(\d{1,4})w)?(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,6})m)?(?:(\d{1,8})s)?$/;
const INSTANT = z.union([z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })]);

/** Whether `text` is a date and a time with a time zone. */
export const isInstant = (text: string): boolean => INSTANT.safeParse(text).success;

/**
 * The value of a Retry-After header: a duration becomes seconds, an instant with a time zone an HTTP date.
 * Undefined where `text` is neither.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export function retryAfterHeader(text: string): string | undefined {
  const duration = DURATION.exec(text);
  if (duration === null) return isInstant(text) ? new Date(text).toUTCString() : undefined;
  const [, ...counts] = duration;
  const units = Object.values(SECONDS);
  const seconds = counts.reduce((sum, count, i) => sum + (count ? Number(count) : 0) * (units[i] ?? 0), 0);
  return seconds > 0 ? String(seconds) : undefined;
}

/** Whether `text` says when to come back. */
export function parseRetryAfter(text: string): Parsed<string> {
  if (retryAfterHeader(text) !== undefined) return { value: text };
  return {
    rule: "must be a duration (2h, 30m, 1d12h) or an instant with a time zone (2026-12-01T06:00:00+09:00)",
    fix: "Leave it out if nobody knows when the site will be back.",
  };
}
