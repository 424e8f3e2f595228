import { LONGEST_HOST_NAME } from "../../accounts/host-name";
import { LONGEST_SORRY_DOMAIN } from "../../accounts/schema";
import { SORRY_STATUSES } from "../../accounts/types";

/** What a variable's value must be: a condition in Terraform's language, and what is said where it does not hold. */
export interface Rule {
  /** @param value the variable, as Terraform names it */
  readonly condition: (value: string) => string;
  /** A sentence with a full stop. */
  readonly message: string;
}

/** Terraform's own strings need their backslashes doubled. */
const text = (value: string) => JSON.stringify(value);

/** Whether a value matches, in Terraform's language. */
export const does = ({ source }: RegExp, value: string): string => `can(regex(${text(source)}, ${value}))`;

export const matches = (pattern: RegExp, message: string): Rule => ({
  condition: (value) => does(pattern, value),
  message,
});

/** The rule, for a variable that may be null. */
export const unlessNull = ({ condition, message }: Rule): Rule => ({
  condition: (value) => `${value} == null ? true : ${condition(value)}`,
  message,
});

/** A rule of which a list of texts in Terraform's language names what breaks it. */
export const noneOf = (faults: string, message: string): Rule => ({
  condition: () => `length(${faults}) == 0`,
  message: `${message} At fault: \${join(", ", ${faults})}.`,
});

/** A value as a text for messages, null too. */
export const shown = (value: string): string => `format("%v", ${value})`;

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";

export const ACCOUNT_ID = matches(/^[0-9]{12}$/, "It must be the 12 digits of an AWS account's id.");

export const SITE_NAME = matches(
  new RegExp(`^${LABEL}$`),
  "It must be a DNS label: 1 to 63 lower-case letters, digits and inner hyphens.",
);

/** Of a host name of at least `labels` labels. */
export const hostName = (labels: number) => new RegExp(`^${LABEL}(?:[.]${LABEL}){${labels - 1},}$`);

/** Of a text that {@link hostName} matches: an IPv4 address does, too. */
export const isAddress = (value: string): string => does(/[.][0-9]+$/, value);

const NO_ADDRESS: Rule = {
  condition: (value) => `!${isAddress(value)}`,
  message: "It must be a name, not an IP address.",
};

export const ZONE_NAME: readonly Rule[] = [
  matches(hostName(2), "It must be a zone's name in lower case and A-labels, such as example.com."),
  NO_ADDRESS,
  {
    condition: (value) => `length(${value}) <= ${LONGEST_HOST_NAME}`,
    message: `It must be at most ${LONGEST_HOST_NAME} characters long.`,
  },
  {
    condition: (value) =>
      `var.sorry_domain == ${value} || endswith(var.sorry_domain, format(".%s", ${value}))`,
    message: "It must be the sorry domain or a parent of it.",
  },
];

/** ACM's limit for the wildcard certificate's name is 64 characters. */
export const SORRY_DOMAIN: readonly Rule[] = [
  matches(
    hostName(3),
    "It must be a subdomain that holds nothing but aliases, in lower case and A-labels, such as sorry.example.com.",
  ),
  NO_ADDRESS,
  {
    condition: (value) => `length(${value}) <= ${LONGEST_SORRY_DOMAIN}`,
    message: `It must be at most ${LONGEST_SORRY_DOMAIN} characters long, which is ACM's limit for a wildcard.`,
  },
];

export const BUCKET_NAME: readonly Rule[] = [
  matches(
    /^[a-z0-9][a-z0-9-]{1,58}[a-z0-9]$/,
    "It must be 3 to 60 lower-case letters, digits and inner hyphens.",
  ),
  {
    condition: (value) =>
      `!can(regex("^(?:xn--|sthree-|amzn-s3-demo-)", ${value})) && !can(regex("(?:-s3alias|--ol-s3|--x-s3|--table-s3)$", ${value}))`,
    message:
      "It must be without the beginnings and ends that S3 reserves: xn--, sthree- and amzn-s3-demo-; -s3alias, --ol-s3, --x-s3 and --table-s3.",
  },
];

export const SITE_NAMES = noneOf(
  `[for name in var.site_names : ${shown("name")} if !${SITE_NAME.condition("name")}]`,
  "Each must be a DNS label: 1 to 63 lower-case letters, digits and inner hyphens.",
);

export const STATUS: Rule = {
  condition: (value) => `contains([${SORRY_STATUSES.join(", ")}], ${value})`,
  message: `It must be one of ${SORRY_STATUSES.join(", ")}.`,
};

const between = (lowest: number, highest: number): Rule => ({
  condition: (value) => `${value} >= ${lowest} && ${value} <= ${highest} && floor(${value}) == ${value}`,
  message: `It must be a whole number of seconds from ${lowest} to ${highest}.`,
});
export const CACHE_SECONDS = between(1, 86_400);
export const HSTS_SECONDS = between(0, 63_072_000);

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** An HTTP date as the timestamp that Terraform reads; an error for most that are none. */
function timestampOf(date: string): string {
  const part = (i: number) => `split(" ", ${date})[${i}]`;
  const month = `index(${JSON.stringify(MONTHS)}, ${part(2)}) + 1`;
  return `format("%s-%02d-%sT%sZ", ${part(3)}, ${month}, ${part(1)}, ${part(4)})`;
}

/** What `retryAfterHeader` gives. An HTTP date is one if it is what Terraform makes of its instant: the weekday, too. */
export const RETRY_AFTER: Rule = {
  condition: (value) =>
    `${does(/^[1-9][0-9]{0,10}$/, value)} || try(formatdate("EEE, DD MMM YYYY hh:mm:ss 'GMT'", ${timestampOf(value)}) == ${value}, false)`,
  message:
    "It must be a number of seconds, such as 7200, or an HTTP date that there is, such as Mon, 30 Nov 2026 21:00:00 GMT.",
};
