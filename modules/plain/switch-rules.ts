import { isNetwork } from "./fleet-rules";
import { type Rule, SITE_NAME, hostName, matches } from "./rules";

/**
 * What the variables of the module `load-balancer-switch` must be; the rules of `loadBalancerFields` and of the checks
 * of a switch, in Terraform's language. Each says what is at fault: a site, or a listener by its port.
 */

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html#host-conditions */
const LONGEST_HOST_CONDITION = 128;

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html */
const LAST_PRIORITY = 50_000;

/** A rule of which a list in Terraform's language names what breaks it. */
export const noneOf = (faults: string, message: string): Rule => ({
  condition: () => `length(${faults}) == 0`,
  message: `${message} At fault: \${join(", ", ${faults})}.`,
});

const does = (pattern: RegExp, value: string) => `can(regex(${JSON.stringify(pattern.source)}, ${value}))`;

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/;
const DOMAIN = new RegExp(hostName(2).source.replace("^", "^(?:[*][.])?"));

export const LOAD_BALANCER_NAME: readonly Rule[] = [
  matches(NAME, "It must be the name of a load balancer: 1 to 32 letters, digits and inner hyphens, no ARN."),
  {
    condition: (value) => `!startswith(${value}, "internal-")`,
    message: "It must be the load balancer's name, which never begins with internal-.",
  },
];

export const HEALTH_CHECK_PATH = matches(
  /^\/[A-Za-z0-9._~\/-]{0,1000}$/,
  "It must be a path of letters, digits and . _ ~ / -",
);

export const wholeNumber = (lowest: number, highest: number): Rule => ({
  condition: (value) => `${value} >= ${lowest} && ${value} <= ${highest} && floor(${value}) == ${value}`,
  message: `It must be a whole number from ${lowest} to ${highest}.`,
});

const isPriority = (value: string) => wholeNumber(1, LAST_PRIORITY).condition(value);

/** Each domain with its site, as DOMAIN (SITE). */
const DOMAINS =
  "flatten([for name, site in var.sites : [for domain in site.domains : { name = name, domain = domain }]])";

export const SITES: readonly Rule[] = [
  noneOf(
    `[for name in keys(var.sites) : name if !${SITE_NAME.condition("name")}]`,
    "Each site's name must be a DNS label: 1 to 63 lower-case letters, digits and inner hyphens.",
  ),
  noneOf(
    "[for name, site in var.sites : name if length(site.domains) == 0]",
    "Each site must have one domain at least.",
  ),
  noneOf(
    `[for one in ${DOMAINS} : "\${one.domain} (\${one.name})" if !(${does(DOMAIN, "one.domain")} && length(one.domain) <= ${LONGEST_HOST_CONDITION})]`,
    `Each domain must be a host name in lower case and A-labels, or *. and one, of at most ${LONGEST_HOST_CONDITION} characters (an ALB's limit).`,
  ),
  noneOf(
    `distinct([for one in ${DOMAINS} : "\${one.domain} (\${one.name})" if length([for other in ${DOMAINS} : other if other.domain == one.domain]) > 1])`,
    "Each domain must belong to one site, and stand there once.",
  ),
  noneOf(
    `[for name, site in var.sites : "\${name} = \${site.state}" if !${does(/^(?:on|off|[1-9][0-9]?%)$/, "site.state")}]`,
    "Each state must be on, off, or a share from 1% to 99%.",
  ),
];

/** What each listener and each of its sites says, as one list of objects with `at`. */
const EACH = `concat([for port, one in var.listeners : { at = port, original = one.original, staff = one.staff }], flatten([for port, one in var.listeners : one.sites == null ? [] : [for name, site in one.sites : { at = "\${port}/\${name}", original = site.original, staff = site.staff }]]))`;

const STAFF = `[for one in ${EACH} : merge(one, one.staff) if one.staff != null]`;

const faulty = (list: string, fault: string) => `[for one in ${list} : one.at if ${fault}]`;

/** A wildcard in it would let in more than staff. */
const PLAIN = /^[A-Za-z0-9_.:;,=+\/@ -]{1,128}$/;

export const LISTENERS: readonly Rule[] = [
  noneOf(
    '[for port in keys(var.listeners) : port if !try(format("%d", tonumber(port)) == port && tonumber(port) >= 1 && tonumber(port) <= 65535, false)]',
    "Each listener must go by its port, from 1 to 65535.",
  ),
  noneOf(
    `[for port, one in var.listeners : port if !(${isPriority("one.priorities.first")} && ${isPriority("one.priorities.last")} && one.priorities.first < one.priorities.last)]`,
    `A listener's priorities must be whole numbers from 1 to ${LAST_PRIORITY}, first below last.`,
  ),
  noneOf(
    'flatten([for port, one in var.listeners : one.sites == null ? [] : [for name in keys(one.sites) : "${port}/${name}" if !contains(keys(var.sites), name)]])',
    "A listener's sites must be among sites.",
  ),
  noneOf(
    faulty(EACH, `one.original == null ? false : !${does(NAME, "one.original")}`),
    "original must be the name of a target group: 1 to 32 letters, digits and inner hyphens, no ARN.",
  ),
  noneOf(
    faulty(STAFF, "length(one.cidrs) == 0 && one.header == null && one.path_prefix == null"),
    "staff must say who they are: cidrs, header or path_prefix.",
  ),
  noneOf(
    faulty(
      STAFF,
      `!alltrue([for network in one.cidrs : ${isNetwork("network")} && !endswith(network, "/0")])`,
    ),
    "The cidrs of staff must be networks, such as 192.0.2.0/24, narrower than everybody; one address alone is /32, or /128.",
  ),
  noneOf(
    faulty(
      STAFF,
      `one.header == null ? false : !(${does(/^[A-Za-z0-9-]{1,40}$/, "one.header.name")} && lower(one.header.name) != "host" && ${does(PLAIN, "one.header.value")})`,
    ),
    "The header of staff must have a name of 1 to 40 letters, digits and hyphens, not Host, and a value of 1 to 128 letters, digits, spaces and _ . : ; , = + / @ -",
  ),
  noneOf(
    faulty(
      STAFF,
      `one.path_prefix == null ? false : !(${does(/^(?:\/[A-Za-z0-9_.~-]+){1,10}$/, "one.path_prefix")} && length(one.path_prefix) <= 126)`,
    ),
    "The path_prefix of staff must be a path of letters, digits and _ . ~ -, without a slash at its end, of at most 126 characters.",
  ),
];

/** What only shows in the rules that come out. */
export const LIMITS: readonly Rule[] = [
  noneOf(
    "local.without_original",
    "Staff, and the rest of a share, go to the target group that serves the web site: name it, as original.",
  ),
  noneOf(
    "local.full_blocks",
    "A listener's priorities must hold the rules of staff in their first half, those of sorry pages in their second: widen them.",
  ),
  {
    condition: () => "length(local.rules) + var.other_rules <= var.rule_quota",
    message:
      "AWS allows load balancer ${var.name} ${var.rule_quota} rules; ${length(local.rules)} for the sites and ${var.other_rules} others are more. Name only the sites that a listener serves in its sites, or have AWS raise the quota and say so in rule_quota.",
  },
  noneOf(
    "local.overlaps",
    "A site that is switched on takes all below its wildcard, other sites of the listener too: give both the same state, or name the domains one by one.",
  ),
];
