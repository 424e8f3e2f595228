import { type Architecture, imageNamePattern } from "./image";
import { type SwitchState, sorryPercent } from "./load-balancer";

/** The sorry servers of an account: how many there are, where, and who is told when something is wrong. */
export interface FleetConfig {
  /** The VPC of the load balancers, such as `vpc-0123456789abcdef0`. */
  readonly vpcId: string;
  /** Two or more, in different zones, each with a way out to CloudFront (a NAT gateway, or public addresses). */
  readonly subnetIds: readonly string[];
  /** One that the image is baked for. @default "arm64", Graviton */
  readonly architecture?: Architecture;
  /**
   * Which golden AMI the servers run: `exact`, the newest of just the config that is planned; `latest`, the newest of
   * any, whose domains may differ; or one by its name, to go back to it.
   * @default "exact": a plan fails until the image is baked
   */
  readonly image?: string;
  /** @default "t4g.small" for arm64, "t3.small" for amd64 */
  readonly instanceType?: string;
  /**
   * How many servers there are at least: 2 or more, so that one can go; or 0, for none while no site is switched on.
   * @default 2
   */
  readonly minSize?: number;
  /** @default 6, or `minSize` where that is more */
  readonly maxSize?: number;
  /** The share of the processors at which servers are added, in percent; 10 to 90. @default 50 */
  readonly cpuPercent?: number;
  /** An SNS topic of the account's region for alarms. @default alarms that are seen in CloudWatch only */
  readonly alarmTopicArn?: string;
}

/** The same, checked and complete. */
export type Fleet = Required<Omit<FleetConfig, "alarmTopicArn">> & Pick<FleetConfig, "alarmTopicArn">;

/** The smallest fleet that survives the loss of a server. */
export const SMALLEST_FLEET = 2;
export const DEFAULT_MAX_SIZE = 6;

/** What a fleet runs on unless it says otherwise. */
export const INSTANCE_TYPES: Readonly<Record<Architecture, string>> = {
  arm64: "t4g.small",
  amd64: "t3.small",
};

/** The name of an account's auto scaling group, and what its other resources' names begin with. */
export const fleetName = (account: string): string => `sorry-server-${account}`;

/** The pattern of the names of the images that a fleet may run, of which it runs the newest. */
export function fleetImagePattern({ image, architecture }: Fleet, configHash: string): string {
  if (image === "exact") return imageNamePattern(architecture, configHash);
  return image === "latest" ? imageNamePattern(architecture) : image;
}

/** Whether any site gets sorry pages. */
export const isAnySwitchedOn = (states: Readonly<Record<string, SwitchState>>): boolean =>
  Object.values(states).some((state) => sorryPercent(state) > 0);

/** The least number of servers: a fleet that may be empty is not while a site is switched on. */
export const minSizeOf = ({ minSize }: Fleet, isSwitchedOn: boolean): number =>
  isSwitchedOn ? Math.max(minSize, SMALLEST_FLEET) : minSize;
