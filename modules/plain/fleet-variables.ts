import { INSTANCE_TYPES, SMALLEST_FLEET, fleetName } from "../../accounts/fleet";
import { DEFAULT_PORTS } from "../../accounts/ports";
import * as rules from "./fleet-rules";
import type { Variable } from "./plain-module";
import type { Type } from "./types";
import { ACCOUNT_ID, unlessNull } from "./rules";

/** Load balancers that send their requests to the fleet: what the module `load-balancer-switch` gives as `served`. */
const SERVED_TYPE: Type = {
  collection: "list",
  attributes: {
    security_group_ids: {
      type: "list(string)",
      default: "[]",
      description: "The load balancer's security groups, from which its requests come.",
    },
    clients: {
      type: "list(string)",
      default: "[]",
      description:
        "Where it has no security group, and hands on its clients' own addresses: their networks, as in 0.0.0.0/0.",
    },
    target_group_arns: {
      type: "map(string)",
      default: "{}",
      description: "The groups that the servers are always to be in, by a name that is known at plan.",
    },
    watched: {
      type: {
        collection: "map",
        attributes: {
          namespace: { type: "string", description: "Such as AWS/ApplicationELB." },
          dimensions: { type: "map(string)", description: "Of the metric HealthyHostCount." },
        },
      },
      default: "{}",
      description: "Where alarms look for healthy servers, by the name that the alarms have.",
    },
    is_switched_on: {
      type: "bool",
      default: "false",
      description: "Whether a site is switched on: then a fleet that may be empty is not.",
    },
  },
};

/** The variables of the module `sorry-fleet`. */
export const FLEET_VARIABLES = {
  name: {
    description: `The account's name: the auto scaling group is ${fleetName("NAME")}.`,
    rules: [rules.FLEET_NAME],
  },
  region: { description: "Where the fleet is; the dashboard needs to be told.", rules: [rules.REGION] },
  vpc_id: { description: "The VPC of the load balancers.", rules: [rules.VPC_ID] },
  subnet_ids: {
    description:
      "Two subnets or more, in different zones, each with a way out to CloudFront (a NAT gateway, or public addresses).",
    type: "list(string)",
    rules: rules.SUBNET_IDS,
  },
  image_account_id: {
    description: "The 12-digit id of the account that bakes and shares the golden AMI.",
    rules: [ACCOUNT_ID],
  },
  config_hash: {
    description:
      "The master config's hash: the servers run an image of just that config. npm run synth prints it, npm run golden-ami leaves it in cdktf.out/golden-ami/amis.json as configHash.",
    rules: [rules.CONFIG_HASH],
  },
  load_balancers: {
    description:
      "What the fleet stands behind; only from there may requests come. module.NAME.served of the module load-balancer-switch, or by hand for a load balancer that npx sorry switches as a whole.",
    type: SERVED_TYPE,
    rules: rules.SERVED,
  },
  architecture: {
    description: "The processor, one that the image is baked for: arm64 or amd64.",
    default: "arm64",
    rules: [rules.ARCHITECTURE],
  },
  image: {
    description:
      "exact: the newest image of just this config; latest: the newest of any, whose domains may differ; or one by its name, to go back to it.",
    default: "exact",
    rules: rules.IMAGE,
  },
  instance_type: {
    description: `By default ${INSTANCE_TYPES.arm64} for arm64, ${INSTANCE_TYPES.amd64} for amd64.`,
    default: null,
    rules: rules.INSTANCE_TYPE.map(unlessNull),
  },
  min_size: {
    description: `The least number of servers: ${SMALLEST_FLEET} or more, so that one can go; or 0, for none while nothing is switched on.`,
    type: "number",
    default: SMALLEST_FLEET,
    rules: [rules.MIN_SIZE],
  },
  max_size: {
    description: "The largest number of servers. 6 by default, or min_size where that is more.",
    type: "number",
    default: null,
    rules: [unlessNull(rules.MAX_SIZE)],
  },
  cpu_percent: {
    description: "The share of the processors at which servers are added, in percent.",
    type: "number",
    default: 50,
    rules: [rules.CPU_PERCENT],
  },
  alarm_topic_arn: {
    description: "An SNS topic of the region for alarms. By default they are seen in CloudWatch only.",
    default: null,
    rules: rules.ALARM_TOPIC_ARN.map(unlessNull),
  },
  ports: {
    description: "What the image listens on.",
    type: "list(number)",
    default: DEFAULT_PORTS,
    rules: rules.PORTS,
  },
  tags: {
    description: "Tags for instances and volumes, which a provider's default tags do not reach.",
    type: "map(string)",
    default: {},
    rules: rules.TAGS,
  },
} as const satisfies Readonly<Record<string, Variable>>;
