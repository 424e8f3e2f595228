import { domainToUnicode } from "node:url";
import type { Parsed } from "../accounts/host-name";

/** A link as a page shows it. */
export interface Link {
  /** For an `href`: a whole URL of scheme https, http, mailto or tel. */
  readonly href: string;
  /** For the reader: an address or a URL without what goes without saying. */
  readonly text: string;
}

const EMAIL = /^[A-Za-z0-9.!#$*+/=?^_~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$/;
const PHONE = /^\+[0-9](?:[0-9 ()./-]{3,28})[0-9]$/;

function parseUrl(text: string): URL | undefined {
  if (!/^https?:\/\/[^\s"<>\\^`{|}]+$/i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.username === "" && url.password === "" ? url : undefined;
}

/** Whether `text` is a whole URL that a page may link to. */
export const parseWebLink = (text: string): Parsed<string> =>
  parseUrl(text) === undefined
    ? { rule: "must be a whole URL", fix: "Write it as in https://status.example.com/." }
    : { value: text };

/** Whether `text` is an e-mail address, a phone number or a whole URL. */
export const parseContact = (text: string): Parsed<string> =>
  EMAIL.test(text) || PHONE.test(text) || parseUrl(text) !== undefined
    ? { value: text }
    : {
        rule: "must be an e-mail address, a phone number that begins with +, or a whole URL",
        fix: "Write it as in help@example.com, +81 3 1234 5678 or https://example.com/help.",
      };

/** What was accepted by one of the two above, as a page shows it. */
export function linkOf(text: string): Link {
  const url = parseUrl(text);
  if (url === undefined) {
    const href = text.startsWith("+")
      ? `tel:${text.replaceAll(/[^+0-9]/g, "")}`
      : `mailto:${encodeURIComponent(text).replaceAll("%40", "@")}`;
    return { href, text };
  }
  const path = `${url.pathname}${url.search}`.replace(/^\/$/, "");
  const port = url.port === "" ? "" : `:${url.port}`;
  return { href: url.href, text: `${domainToUnicode(url.hostname)}${port}${path}` };
}
