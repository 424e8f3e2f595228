import ipaddr from "ipaddr.js";
import { z } from "zod";
import { expected } from "./fault";
import { matching, must, noneOf, parsedBy, strict } from "./field";
import type { Parsed } from "./host-name";
import type { Priorities, SwitchState } from "./load-balancer";

/** The zod schemas of an account's `loadBalancers` and `switch`, field by field. */

export const LOAD_BALANCER_TYPES = ["application", "network", "classic"] as const;

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html */
export const DEFAULT_RULE_QUOTA = 100;

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html */
const LAST_PRIORITY = 50_000;
export const DEFAULT_PRIORITIES: Priorities = { first: 1, last: 9_999 };

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html */
const name = (what: string) =>
  matching(
    /^(?!internal-)[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/,
    `be the name of a ${what}: 1 to 32 letters, digits and inner hyphens`,
    "Write it as the console shows it, not its ARN.",
  );
const loadBalancerName = name("load balancer");
const targetGroupName = name("target group");

const parseCidr =
  (isEverybodyFine: boolean) =>
  (text: string): Parsed<string> => {
    const rule = "must be a network, such as 192.0.2.0/24 or 2001:db8::/32";
    // One form only: ipaddr.js would also read 010.1/8, as C does.
    if (!/^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:]+)\/\d{1,3}$/.test(text) || !ipaddr.isValidCIDR(text)) {
      return { rule, fix: "One address alone is /32, or /128." };
    }
    const [address, bits] = ipaddr.parseCIDR(text);
    const network =
      address.kind() === "ipv4"
        ? ipaddr.IPv4.networkAddressFromCIDR(text)
        : ipaddr.IPv6.networkAddressFromCIDR(text);
    const value = `${network.toString()}/${bits}`;
    if (bits === 0 && !isEverybodyFine)
      return { rule: "must be narrower than everybody", fix: "Name the network of your staff." };
    if (network.toString() === address.toString()) return { value };
    return { rule, fix: `Write ${value}.` };
  };

const networks = (isEverybodyFine: boolean) =>
  z
    .array(
      parsedBy(parseCidr(isEverybodyFine), 'Write it as "192.0.2.0/24".'),
      must("be a list of networks", 'Write ["192.0.2.0/24"].'),
    )
    .default([]);

const siteNames = z.array(
  z.string(must("be the name of a site", "Name a site of the account.")),
  must("be a list of sites", "Leave it out for all sites of the account."),
);

const STAFF = ["an object of cidrs, header or pathPrefix", 'Write { "cidrs": ["192.0.2.0/24"] }.'] as const;

/** A wildcard in it would let in more than staff. */
const PLAIN = "[A-Za-z0-9_.:;,=+/@ -]";

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html */
const staff = strict(
  {
    cidrs: networks(false),
    header: strict(
      {
        name: matching(
          /^(?!host$)[A-Za-z0-9-]{1,40}$/i,
          "be a header's name: 1 to 40 letters, digits and hyphens, not Host",
          "As in X-Staff.",
        ),
        value: matching(
          new RegExp(`^${PLAIN}{1,128}$`),
          "be 1 to 128 letters, digits, spaces and _ . : ; , = + / @ -",
          "A load balancer would take * and ? for wildcards.",
        ),
      },
      "an object of name and value",
      'Write { "name": "X-Staff", "value": "yes" }.',
    ).optional(),
    pathPrefix: matching(
      /^(?:\/[A-Za-z0-9_.~-]+){1,10}$/,
      "be a path of letters, digits and _ . ~ -, without a slash at its end",
      "As in /admin; it means all below it, too.",
    )
      .max(126, must("be at most 126 characters long", "Shorten it."))
      .optional(),
  },
  ...STAFF,
).refine(
  ({ cidrs, header, pathPrefix }) => cidrs.length > 0 || header !== undefined || pathPrefix !== undefined,
  {
    error: () => `must say who is staff, got nothing of it. ${STAFF[1]}`,
  },
);

const port = z
  .int(must("be a port: 1 to 65535", "As in 443."))
  .min(1, must("be a port: 1 to 65535", "As in 443."))
  .max(65_535, must("be a port: 1 to 65535", "As in 443."));

const priority = must(`be a priority: 1 to ${LAST_PRIORITY}`, "Leave priorities out for 1 to 9999.");
const priorityNumber = z.int(priority).min(1, priority).max(LAST_PRIORITY, priority);

/** A listener's fields, one schema each. */
export const listenerFields = z.object({
  port,
  sites: z
    .array(
      z.union([
        z.string(must("be the name of a site, or an object of name and more", "Name a site of the account.")),
        strict(
          {
            name: z.string(must("be the name of a site", "Name a site of the account.")),
            original: targetGroupName.optional(),
            staff: staff.optional(),
          },
          "the name of a site, or an object of name and more",
          "Name a site of the account.",
        ),
      ]),
      must("be a list of sites", "Leave it out for all sites of the account."),
    )
    .optional(),
  original: targetGroupName.optional(),
  staff: staff.optional(),
  priorities: strict(
    { first: priorityNumber, last: priorityNumber },
    "an object of first and last",
    "Leave it out for 1 to 9999.",
  )
    .refine(({ first, last }) => first < last, {
      error: ({ input }) =>
        expected("must hold two priorities at least, first below last", input, "Leave it out for 1 to 9999."),
    })
    .default(DEFAULT_PRIORITIES),
});

const targetGroup = strict(
  { name: targetGroupName, sites: siteNames.optional() },
  "an object of name and sites",
  'Write { "name": "web", "sites": ["domain-a"] }.',
);

const LISTENERS = must("be a list of listeners", 'Write [{ "port": 443 }].');
const TARGET_GROUPS = must("be a list of target groups", 'Write [{ "name": "web" }].');
const number = (rule: string, fix: string, least: number) =>
  z.int(must(rule, fix)).min(least, must(rule, fix)).max(10_000, must(rule, fix));

const application = z.object({
  type: z.literal("application"),
  name: loadBalancerName,
  listeners: z.array(z.unknown(), LISTENERS).default([]),
  targetGroups: z.array(targetGroup, TARGET_GROUPS).default([]),
  ruleQuota: number("be AWS's quota of rules, 1 to 10000", "Leave it out for 100.", 1).default(
    DEFAULT_RULE_QUOTA,
  ),
  otherRules: number(
    "be the number of rules that are not the sorry servers'",
    "Leave it out for 0.",
    0,
  ).default(0),
  healthCheckPath: matching(
    /^\/[A-Za-z0-9._~/-]{0,1000}$/,
    "be a path of letters, digits and . _ ~ / -",
    "Leave it out for /.",
  ).default("/"),
});

const network = z.object({
  type: z.literal("network"),
  name: loadBalancerName,
  targetGroups: z
    .array(targetGroup, TARGET_GROUPS)
    .min(1, must("name one target group at least", "A Network Load Balancer is switched by those.")),
  clients: networks(true),
});

const classic = z.object({
  type: z.literal("classic"),
  name: loadBalancerName,
  sites: siteNames.optional(),
});

/** The fields of each kind of load balancer. */
export const loadBalancerFields = { application, network, classic } as const;

export const unknownType = (type: unknown) =>
  noneOf(LOAD_BALANCER_TYPES, type, 'Write "type": "application" for an ALB.');

export type WrittenTargetGroup = z.output<typeof targetGroup>;

const isState = (state: unknown): state is SwitchState =>
  typeof state === "string" && /^(?:on|off|[1-9]\d?%)$/.test(state);

/** `"on"`, `"off"` or a share. */
export const switchState = z.custom<SwitchState>(isState, {
  error: ({ input }) =>
    expected('must be "on", "off", or a share from "1%" to "99%"', input, 'Write "off" for the web site.'),
});

export const switches = z.record(
  z.string(),
  switchState,
  must("be an object of states by site", 'Write { "domain-a": "on" }.'),
);
