import { DEFAULT_MAX_SIZE, SMALLEST_FLEET } from "../../accounts/fleet";
import { INSTANCE_TAG_KEY, LARGEST_FLEET, UNSHOWN_TAG_KEY } from "../../accounts/fleet-fields";
import { ARCHITECTURES } from "../../accounts/image";
import { HTTP_PORT } from "../../accounts/ports";
import { REGIONS } from "../../accounts/regions";
import { MOST_TAGS, TAG_KEY, TAG_VALUE } from "../../accounts/schema";
import { type Rule, does, matches, noneOf, shown } from "./rules";

/** What the variables of the module `sorry-fleet` must be; the rules of `fleetFields`, in Terraform's language. */

export const FLEET_NAME = matches(
  /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
  "It must be 1 to 40 lower-case letters, digits and inner hyphens, a letter first.",
);

export const REGION: Rule = {
  condition: (value) => `contains(${JSON.stringify(REGIONS)}, ${value})`,
  message:
    "It must be a region of AWS's commercial partition that hashicorp/aws 5.100 knows, such as ap-northeast-1.",
};

export const VPC_ID = matches(
  /^vpc-[0-9a-f]{8,17}$/,
  "It must be the id of a VPC, such as vpc-0123456789abcdef0.",
);

const isId = (kind: string, value: string) => `can(regex("^${kind}-[0-9a-f]{8,17}$", ${value}))`;

export const SUBNET_IDS: readonly Rule[] = [
  {
    condition: (value) => `length(${value}) >= 2`,
    message: "It must hold two subnets or more: one a zone, each with a way out to CloudFront.",
  },
  {
    condition: (value) => `length(distinct(${value})) == length(${value})`,
    message: "It must hold each subnet once.",
  },
  noneOf(
    `[for id in var.subnet_ids : ${shown("id")} if !${isId("subnet", "id")}]`,
    "Each must be the id of a subnet, such as subnet-0123456789abcdef0.",
  ),
];

export const ARCHITECTURE: Rule = {
  condition: (value) => `contains(${JSON.stringify(ARCHITECTURES)}, ${value})`,
  message: `It must be one of ${ARCHITECTURES.join(", ")}.`,
};

export const CONFIG_HASH = matches(
  /^[0-9a-f]{12}$/,
  "It must be the master config's hash, 12 hexadecimal digits, as npm run synth prints it.",
);

export const IMAGE: readonly Rule[] = [
  matches(
    /^(?:exact|latest|sorry-server-(?:arm64|amd64)-[0-9a-f]{12}-[A-Za-z0-9-]{1,60})$/,
    "It must be exact, latest, or the name of an image, such as sorry-server-arm64-0123456789ab-20261125010203.",
  ),
  {
    condition: (value) =>
      `!startswith(${value}, "sorry-server-") || startswith(${value}, format("sorry-server-%s-", var.architecture))`,
    message: "It must be an image for the architecture.",
  },
];

export const INSTANCE_TYPE: readonly Rule[] = [
  matches(/^[a-z][a-z0-9-]{0,15}[.][a-z0-9-]{1,16}$/, "It must be an instance type, such as t4g.small."),
  {
    // Graviton has a g after its generation.
    condition: (value) =>
      `can(regex("^(?:a1|[a-z]+[0-9]+g[a-z]*)[.]", ${value})) == (var.architecture == "arm64")`,
    message: "It must be of the architecture: arm64 for Graviton, as in t4g.small, amd64 for all others.",
  },
];

const between = (lowest: number, highest: number, value: string) =>
  `${value} >= ${lowest} && ${value} <= ${highest} && floor(${value}) == ${value}`;

export const MIN_SIZE: Rule = {
  condition: (value) => `${value} == 0 || (${between(SMALLEST_FLEET, LARGEST_FLEET, value)})`,
  message: `It must be 0, or a whole number from ${SMALLEST_FLEET} to ${LARGEST_FLEET}: a server alone is none while it is replaced.`,
};

export const MAX_SIZE: Rule = {
  condition: (value) => `${between(SMALLEST_FLEET, LARGEST_FLEET, value)} && ${value} >= var.min_size`,
  message: `It must be a whole number from ${SMALLEST_FLEET} to ${LARGEST_FLEET}, min_size or more; null is ${DEFAULT_MAX_SIZE}, or min_size where that is more.`,
};

export const CPU_PERCENT: Rule = {
  condition: (value) => between(10, 90, value),
  message: "It must be a whole number of percent from 10 to 90.",
};

export const ALARM_TOPIC_ARN: readonly Rule[] = [
  matches(
    /^arn:aws:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}$/,
    "It must be the ARN of an SNS topic: arn:aws:sns:REGION:ACCOUNT-ID:NAME.",
  ),
  {
    condition: (value) => `strcontains(${value}, format(":sns:%s:", var.region))`,
    message: "It must be a topic of the region: CloudWatch tells no others.",
  },
];

export const PORTS: readonly Rule[] = [
  {
    condition: (value) =>
      `contains(${value}, ${HTTP_PORT}) && length(${value}) <= 10 && length(distinct(${value})) == length(${value})`,
    message: `It must hold port ${HTTP_PORT} and nine others at most, each once.`,
  },
  noneOf(
    `[for port in var.ports : ${shown("port")} if !try(${between(1, 65_535, "port")}, false)]`,
    "Each must be a port from 1 to 65535.",
  ),
];

/** Whom a network stands for, in the form that AWS keeps it in. */
export const isNetwork = (value: string): string => `try(cidrsubnet(${value}, 0, 0) == ${value}, false)`;

/** What is in that list of each load balancer; one that is null has its own rule. */
const inEach = (list: string) => `flatten([for one in var.load_balancers : one.${list} if one != null])`;

/** What stands in that list of texts more than once. */
const repeated = (list: string) =>
  `[for one, all in { for one in ${list} : one => one... if one != null } : one if length(all) > 1]`;

const keysOf = (map: string) => `flatten([for map in ${inEach(map)} : keys(map)])`;

export const SERVED: readonly Rule[] = [
  noneOf(
    "[for i, one in var.load_balancers : tostring(i) if one == null]",
    "Each load balancer must be an object, not null; the first is 0.",
  ),
  noneOf(
    `[for id in ${inEach("security_group_ids")} : ${shown("id")} if !${isId("sg", "id")}]`,
    "The security_group_ids must be ids such as sg-0123456789abcdef0.",
  ),
  noneOf(
    `[for network in ${inEach("clients")} : ${shown("network")} if !${isNetwork("network")}]`,
    "The clients must be networks, such as 192.0.2.0/24; one address alone is /32, or /128.",
  ),
  noneOf(
    `flatten([for one in var.load_balancers : [for name, pool in one.watched : name if try(pool.namespace == null || pool.dimensions == null, true)] if one != null])`,
    "What is watched must have a namespace and dimensions.",
  ),
  noneOf(
    repeated(keysOf("target_group_arns")),
    "Each key of target_group_arns must stand there once, over all load balancers: one would take another's place.",
  ),
  noneOf(
    repeated(`flatten([for map in ${inEach("target_group_arns")} : values(map)])`),
    "Each ARN in target_group_arns must stand there once, over all load balancers.",
  ),
  noneOf(
    repeated(keysOf("watched")),
    "Each key of watched must stand there once, over all load balancers: one would take another's place.",
  ),
];

/** Of an account's `tags`, where it has a fleet. */
export const TAGS: readonly Rule[] = [
  noneOf(
    `[for key in keys(var.tags) : key if !(${does(TAG_KEY, "key")} && ${does(INSTANCE_TAG_KEY, "key")}) || ${does(UNSHOWN_TAG_KEY, "key")}]`,
    "Its keys must be 1 to 128 ASCII letters, digits and + - = . _ : @, and not . or .. or _index, as servers are shown their tags.",
  ),
  noneOf(
    '[for key in keys(var.tags) : key if startswith(lower(key), "aws:")]',
    "Its keys must not begin with aws:, which AWS keeps for itself.",
  ),
  noneOf(
    `[for key, value in var.tags : key if !${does(TAG_VALUE, "value")}]`,
    "Its values must be at most 256 letters, digits, spaces and + - = . _ : / @",
  ),
  {
    condition: (value) => `length(${value}) <= ${MOST_TAGS}`,
    message: `It must hold at most ${MOST_TAGS} tags.`,
  },
];
