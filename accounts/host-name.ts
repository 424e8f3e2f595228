import { domainToASCII } from "node:url";
import { parse as parseSuffix } from "tldts";
import { show } from "./fault";

/** Either the value, or what is wrong with it (a rule that begins with "must", and the fix). */
export type Parsed<T> = { readonly value: T } | { readonly rule: string; readonly fix: string };

/** A host name's limits. @see https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4 */
export const LONGEST_HOST_NAME = 253;
export const LONGEST_LABEL = 63;

const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/** Whether `text` is one label of a host name (letters, digits, inner hyphens, 63 at most), in lower case. */
export function isLabel(text: string): boolean {
  return text.length <= LONGEST_LABEL && LABEL.test(text);
}

/**
 * A fully qualified host name of two labels or more, in lower case and A-labels.
 *
 * Every ASCII character that a host name can't have is refused before the internationalized name is converted: the
 * conversion knows URLs' percent-encoding and number formats, and would let `ex%61mple.com` through.
 */
export function parseHostName(text: string): Parsed<string> {
  const illegal = /[^a-zA-Z0-9.\-\u0080-\uffff]/.exec(text);
  if (illegal !== null) {
    return {
      rule: `must be a host name (letters, digits, hyphens and dots)`,
      fix: `Take out ${show(illegal[0])}; a scheme, a port or a path is no part of a domain.`,
    };
  }
  const name = domainToASCII(text).toLowerCase();
  if (name === "") {
    return { rule: "must be a host name that DNS can hold", fix: "Check its spelling, label by label." };
  }
  if (name.length > LONGEST_HOST_NAME) {
    return {
      rule: `must be at most ${LONGEST_HOST_NAME} characters long in DNS, is ${name.length}`,
      fix: "Shorten it.",
    };
  }
  const labels = name.split(".");
  if (labels.length < 2) {
    return { rule: "must be a full host name", fix: "Write it with its parent domain, as in example.com." };
  }
  const bad = labels.find((label) => !isLabel(label));
  if (bad !== undefined) {
    return {
      rule: `must have labels of 1 to ${LONGEST_LABEL} letters, digits and inner hyphens`,
      fix: bad === "" ? "Take out the empty label (a dot too many)." : `Mend the label ${show(bad)}.`,
    };
  }
  if (/^\d+$/.test(labels.at(-1) ?? "")) {
    return { rule: "must be a name, not an IP address", fix: "Name the domain that users type." };
  }
  return { value: name };
}

/**
 * A domain that a site answers for: a host name, or `*.` and a host name.
 * A public suffix (`*.co.jp`) is refused: nobody owns all of it.
 */
export function parseDomain(text: string): Parsed<string> {
  const wildcard = text.startsWith("*.");
  const rest = wildcard ? text.slice(2) : text;
  const parsed = parseHostName(rest);
  if ("rule" in parsed) {
    if (rest.includes("*")) {
      return {
        rule: "must have its `*` alone and first, as in *.example.com",
        fix: "One wildcard covers every name below its domain, at any depth.",
      };
    }
    return parsed;
  }
  const suffix = parseSuffix(parsed.value);
  if (suffix.isIcann === true && suffix.publicSuffix === parsed.value) {
    return {
      rule: "must be below a public suffix, not be one itself",
      fix: "Name the domain that you registered.",
    };
  }
  return { value: wildcard ? `*.${parsed.value}` : parsed.value };
}

/** Whether a host name is below a domain that somebody registered, rather than one itself. */
export function isSubdomain(name: string): boolean {
  const { subdomain } = parseSuffix(name);
  return subdomain !== null && subdomain !== "";
}

/** A host name and all names above it, the nearest first: `a.example.com`, `example.com`, `com`. */
export function lineageOf(name: string): string[] {
  const labels = name.split(".");
  return labels.map((_, i) => labels.slice(i).join("."));
}

/** The wildcards that cover a domain, the nearest first: `*.a.example.com` and `b.example.com` are within `*.example.com`. */
export function wildcardsAbove(domain: string): string[] {
  return lineageOf(domain.replace(/^\*\./, ""))
    .slice(1)
    .map((name) => `*.${name}`);
}

/** Whether `name` is `parent` or stands below it. */
export function isWithin(name: string, parent: string): boolean {
  return name === parent || name.endsWith(`.${parent}`);
}
