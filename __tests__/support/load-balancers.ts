import type { Fleet, FleetConfig } from "../../accounts/fleet";
import type { ApplicationLoadBalancerConfig } from "../../accounts/load-balancer";
import type { AccountConfig } from "../../accounts/types";
import { accountConfig } from "./platforms";

export const FLEET: FleetConfig = {
  vpcId: "vpc-0123456789abcdef0",
  subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
};

/** It as a checked account has it, with every default. */
export const CHECKED_FLEET: Fleet = {
  ...FLEET,
  architecture: "arm64",
  image: "exact",
  instanceType: "t4g.small",
  minSize: 2,
  maxSize: 6,
  cpuPercent: 50,
};

/** `count` sites of `domains` domains each: site-0, site-1, … */
export const sitesOfDomains = (count: number, domains = 1) =>
  Array.from({ length: count }, (_, s) => ({
    name: `site-${s}`,
    domains: Array.from({ length: domains }, (_, d) => `d${d}.site-${s}.example.com`),
    page: "maintenance",
  }));

/** An account with a fleet, and what is given. */
export const fleetAccount = (more: object): AccountConfig => accountConfig({ fleet: FLEET, ...more });

/** An ALB with a listener on 443, and what is given of the listener and of the load balancer. */
export const alb = (listener: object = {}, more: object = {}): ApplicationLoadBalancerConfig => ({
  type: "application",
  name: "web",
  listeners: [{ port: 443, ...listener }],
  ...more,
});
