import { DEFAULT_PRIORITIES, DEFAULT_RULE_QUOTA } from "../../accounts/load-balancer-fields";
import { VPC_ID } from "./fleet-rules";
import type { Variable } from "./plain-module";
import { HEALTH_CHECK_PATH, LISTENERS, LOAD_BALANCER_NAME, SITES, wholeNumber } from "./switch-rules";

const STAFF =
  "object({ cidrs = optional(list(string), []), header = optional(object({ name = string, value = string })), path_prefix = optional(string) })";

const { first, last } = DEFAULT_PRIORITIES;
const PRIORITIES = `optional(object({ first = number, last = number }), { first = ${first}, last = ${last} })`;

/** The variables of the module `load-balancer-switch`. */
export const SWITCH_VARIABLES = {
  name: { description: "The load balancer's name, not its ARN.", rules: LOAD_BALANCER_NAME },
  vpc_id: { description: "The VPC of the load balancer and of the fleet.", rules: [VPC_ID] },
  sites: {
    description:
      "The sites by name: their domains, and what is switched on: off, on, or a share of the requests such as 10%.",
    type: 'map(object({ domains = optional(list(string), []), state = optional(string, "off") }))',
    rules: SITES,
  },
  listeners: {
    description: `The listeners by port. sites: which of the sites, and where they differ from the listener; all by default. original: the name of the target group that serves the web sites, needed for staff and for shares. staff: who still gets the web site: requests that fit any of cidrs, header and path_prefix (and all below it); a site may have another staff than its listener, but cannot do without. priorities: those of the sorry servers' rules alone, lower than the listener's other rules'; ${first} to ${last} by default.`,
    type: `map(object({ sites = optional(map(object({ original = optional(string), staff = optional(${STAFF}) }))), original = optional(string), staff = optional(${STAFF}), priorities = ${PRIORITIES} }))`,
    rules: LISTENERS,
  },
  health_check_path: {
    description:
      "What the load balancer asks the sorry servers for to see whether they are well; any path will do.",
    default: "/",
    rules: [HEALTH_CHECK_PATH],
  },
  rule_quota: {
    description: "How many rules AWS allows the load balancer, over all its listeners.",
    type: "number",
    default: DEFAULT_RULE_QUOTA,
    rules: [wholeNumber(1, 10_000)],
  },
  other_rules: {
    description: "How many of them are not the sorry servers', default rules left out.",
    type: "number",
    default: 0,
    rules: [wholeNumber(0, 10_000)],
  },
} as const satisfies Readonly<Record<string, Variable>>;
