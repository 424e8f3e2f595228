import { DEFAULT_PRIORITIES, DEFAULT_RULE_QUOTA } from "../../accounts/load-balancer-fields";
import { VPC_ID } from "./fleet-rules";
import type { Variable } from "./plain-module";
import type { Attribute, Type } from "./types";
import { HEALTH_CHECK_PATH, LISTENERS, LOAD_BALANCER_NAME, SITES, wholeNumber } from "./switch-rules";

const { first, last } = DEFAULT_PRIORITIES;

const original = (description: string): Attribute => ({ type: "string", default: "null", description });

const staff = (description: string): Attribute => ({
  type: {
    attributes: {
      cidrs: {
        type: "list(string)",
        default: "[]",
        description: "Their networks, as in 192.0.2.0/24, narrower than everybody.",
      },
      header: {
        type: {
          attributes: {
            name: { type: "string", description: "Not Host." },
            value: { type: "string", description: "All of it, without wildcards." },
          },
        },
        default: "null",
        description: "A header that their requests have: a mark, not a secret.",
      },
      path_prefix: {
        type: "string",
        default: "null",
        description: "A path that is theirs, with all below it, as in /admin.",
      },
    },
  },
  default: "null",
  description,
});

const SITES_TYPE: Type = {
  collection: "map",
  attributes: {
    domains: {
      type: "list(string)",
      default: "[]",
      description:
        "One at least: host names, or *. and one. Each belongs to one site. Not a public suffix, such as co.uk, of which Terraform has no list.",
    },
    state: {
      type: "string",
      default: '"off"',
      description: "What is switched on: off, on, or a share of the requests such as 10%.",
    },
  },
};

const LISTENERS_TYPE: Type = {
  collection: "map",
  attributes: {
    sites: {
      type: {
        collection: "map",
        attributes: {
          original: original("The target group that serves this site, where it is not the listener's."),
          staff: staff(
            "This site's staff, where it is not the listener's. A site can't do without the listener's.",
          ),
        },
      },
      default: "null",
      description:
        "By name, which of the sites it has, each an object, {} for the listener's own. All of them by default.",
    },
    original: original(
      "The name of the target group that serves the web sites, needed for staff and for shares.",
    ),
    staff: staff("Who still gets the web site: requests that fit any of these. Nobody by default."),
    priorities: {
      type: {
        attributes: {
          first: { type: "number", description: "From 1 on. Staff's rules are in the first half." },
          last: { type: "number", description: "Up to 50000." },
        },
      },
      default: `{ first = ${first}, last = ${last} }`,
      description: "Those of the sorry servers' rules alone, lower than the listener's other rules'.",
    },
  },
};

/** The variables of the module `load-balancer-switch`. */
export const SWITCH_VARIABLES = {
  name: { description: "The load balancer's name, not its ARN.", rules: LOAD_BALANCER_NAME },
  vpc_id: { description: "The VPC of the load balancer and of the fleet.", rules: [VPC_ID] },
  sites: {
    description: "The sites by name, their domains, and what is switched on.",
    type: SITES_TYPE,
    rules: SITES,
  },
  listeners: {
    description: "The load balancer's listeners on which sites are switched, by port.",
    type: LISTENERS_TYPE,
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
