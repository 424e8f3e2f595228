import { domainToUnicode } from "node:url";
import type { Site, SorryStatus, TimeWindow } from "../accounts/types";

/** What a site tells its page. */
export interface SiteFacts {
  readonly status: SorryStatus;
  /** The site's first domain as people read it, without a wildcard's `*.`. @default none: nobody listed the domain */
  readonly domain?: string;
  /** As written: a duration or an instant. */
  readonly retryAfter?: string;
  readonly window?: TimeWindow;
  /** An IANA name. */
  readonly timeZone?: string;
}

/** What a checked site says to its page. */
export type FactsOfSite = Pick<Site, "status" | "domains" | "retryAfter" | "window" | "timeZone">;

/** The facts of a checked site. */
export function factsOf({ status, domains, retryAfter, window, timeZone }: FactsOfSite): SiteFacts {
  const [first] = domains;
  return {
    status,
    ...(first === undefined ? {} : { domain: domainToUnicode(first.replace(/^\*\./, "")) }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(window === undefined ? {} : { window }),
    ...(timeZone === undefined ? {} : { timeZone }),
  };
}

/** The facts of a domain that is in no account. */
export const UNKNOWN_SITE: SiteFacts = { status: 503 };

/** Facts that lack nothing: for a page that is looked at, or checked, without a site. */
export const SAMPLE_FACTS: SiteFacts = {
  status: 503,
  domain: "example.com",
  retryAfter: "2026-12-01T06:00:00+09:00",
  window: { start: "2026-12-01T01:00:00+09:00", end: "2026-12-01T06:00:00+09:00" },
};
