import { isNetwork } from "./fleet-rules";
import { type Rule, SITE_NAME, does, hostName, isAddress, matches, noneOf, shown } from "./rules";

/**
 * What the variables of the module `load-balancer-switch` must be; the rules of `loadBalancerFields` and of the checks
 * of a switch, in Terraform's language. Each says what is at fault: a site, or a listener by its port.
 */

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html#host-conditions */
const LONGEST_HOST_CONDITION = 128;

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html */
const LAST_PRIORITY = 50_000;

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

/** What is in a map of objects; what is null has its own rule. */
const given = (map: string) => `{ for key, one in ${map} : key => one if one != null }`;

const GIVEN_SITES = given("var.sites");

/** Each domain with its site. */
const DOMAINS = `flatten([for name, site in ${GIVEN_SITES} : [for domain in site.domains : { name = name, domain = ${shown("domain")} }]])`;

/** Whose each domain is, put together once: a list for each domain would take minutes for hundreds of sites. */
const OWNERS = `{ for one in ${DOMAINS} : one.domain => one.name... }`;

export const SITES: readonly Rule[] = [
  noneOf(
    `[for name in keys(var.sites) : name if !${SITE_NAME.condition("name")}]`,
    "Each site's name must be a DNS label: 1 to 63 lower-case letters, digits and inner hyphens.",
  ),
  noneOf(
    "[for name, site in var.sites : name if site == null]",
    "Each site must be an object, { domains = [...] }, not null.",
  ),
  noneOf(
    `[for name, site in ${GIVEN_SITES} : name if length(site.domains) == 0]`,
    "Each site must have one domain at least.",
  ),
  noneOf(
    `[for one in ${DOMAINS} : "\${one.domain} (\${one.name})" if !(${does(DOMAIN, "one.domain")} && !${isAddress("one.domain")} && length(one.domain) <= ${LONGEST_HOST_CONDITION})]`,
    `Each domain must be a host name in lower case and A-labels, or *. and one, no IP address, of at most ${LONGEST_HOST_CONDITION} characters (an ALB's limit).`,
  ),
  noneOf(
    `[for domain, names in ${OWNERS} : "\${domain} (\${join(", ", names)})" if length(names) > 1]`,
    "Each domain must belong to one site, and stand there once.",
  ),
  noneOf(
    `[for name, site in ${GIVEN_SITES} : "\${name} = \${site.state}" if !${does(/^(?:on|off|[1-9][0-9]?%)$/, "site.state")}]`,
    "Each state must be on, off, or a share from 1% to 99%.",
  ),
];

const GIVEN_LISTENERS = given("var.listeners");

/** Each listener's sites, as one list of objects with `at`; of all sites, none. */
const LISTENED = `flatten([for port, one in ${GIVEN_LISTENERS} : one.sites == null ? [] : [for name, site in one.sites : { at = "\${port}/\${name}", name = name, site = site }]])`;

/** What each listener and each of its sites says, as one list of objects with `at`. */
const EACH = `concat([for port, one in ${GIVEN_LISTENERS} : { at = port, original = one.original, staff = one.staff }], [for one in ${LISTENED} : { at = one.at, original = one.site.original, staff = one.site.staff } if one.site != null])`;

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
    `concat([for port, one in var.listeners : port if one == null], [for one in ${LISTENED} : one.at if one.site == null])`,
    "A listener, and each of its sites, must be an object, {} for the defaults, not null.",
  ),
  noneOf(
    `[for port, one in ${GIVEN_LISTENERS} : port if !try(${isPriority("one.priorities.first")} && ${isPriority("one.priorities.last")} && one.priorities.first < one.priorities.last, false)]`,
    `A listener's priorities must be whole numbers from 1 to ${LAST_PRIORITY}, first below last.`,
  ),
  noneOf(
    `[for one in ${LISTENED} : one.at if !can(var.sites[one.name])]`,
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
      `!alltrue([for network in one.cidrs : ${isNetwork("network")} && !can(regex("/0$", network))])`,
    ),
    "The cidrs of staff must be networks, such as 192.0.2.0/24, narrower than everybody; one address alone is /32, or /128.",
  ),
  noneOf(
    faulty(
      STAFF,
      `one.header == null ? false : !(${does(/^[A-Za-z0-9-]{1,40}$/, "one.header.name")} && !${does(/^[Hh][Oo][Ss][Tt]$/, "one.header.name")} && ${does(PLAIN, "one.header.value")})`,
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
