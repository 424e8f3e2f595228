/**
 * The load balancers that exist, and what the sorry servers may do to them. `…Config` is what people write, the rest what
 * comes of it once it is checked.
 */

/**
 * What is switched on for a site: everything, nothing, or a share of the requests as in `10%`.
 */
export type SwitchState = "on" | "off" | `${number}%`;

/** Who still gets the web site while it is switched to its sorry page: requests that fit any of these. */
export interface StaffConfig {
  /** Whence they come, such as `192.0.2.0/24`. */
  readonly cidrs?: readonly string[];
  /** A header that they send. It stands in Git and in the state: a mark, not a secret. */
  readonly header?: { readonly name: string; readonly value: string };
  /** A path that only they know, and all below it, such as `/admin`. */
  readonly pathPrefix?: string;
}

/** A site on a listener, where it is more than its name. */
export interface ListenerSiteConfig {
  readonly name: string;
  /** The name of the target group that serves the web site. @default the listener's */
  readonly original?: string;
  /** @default the listener's */
  readonly staff?: StaffConfig;
}

/** The priorities of a listener that belong to the sorry servers' rules alone. */
export interface Priorities {
  readonly first: number;
  readonly last: number;
}

/** A listener of an Application Load Balancer: its sites are switched one by one, by rules. */
export interface ListenerConfig {
  readonly port: number;
  /** @default all sites of the account */
  readonly sites?: readonly (string | ListenerSiteConfig)[];
  /** The name of the target group that serves the web sites; needed for `staff`, and for a share of the requests. */
  readonly original?: string;
  /** @default nobody */
  readonly staff?: StaffConfig;
  /** They must be lower than those of the listener's other rules. @default 1 to 9999 */
  readonly priorities?: Priorities;
}

/** A target group that exists, and is switched as a whole: the servers in it are replaced by sorry servers. */
export interface WholeTargetGroupConfig {
  readonly name: string;
  /** The sites that it serves, which are switched together. @default all sites of the account */
  readonly sites?: readonly string[];
}

export interface ApplicationLoadBalancerConfig {
  readonly type: "application";
  readonly name: string;
  /** Switched by rules, site by site. Either these or `targetGroups`. @default none */
  readonly listeners?: readonly ListenerConfig[];
  /** Switched as a whole. @default none */
  readonly targetGroups?: readonly WholeTargetGroupConfig[];
  /** How many rules AWS allows the load balancer, over all its listeners. @default 100 */
  readonly ruleQuota?: number;
  /** How many of them are not the sorry servers', default rules left out. @default 0 */
  readonly otherRules?: number;
  /** What the load balancer asks the sorry servers for to see whether they are well; any path will do. @default "/" */
  readonly healthCheckPath?: string;
}

/** It says neither who asked nor how, so its sites need `httpsRedirect: "off"`. */
export interface NetworkLoadBalancerConfig {
  readonly type: "network";
  readonly name: string;
  readonly targetGroups: readonly WholeTargetGroupConfig[];
  /**
   * Who may reach the sorry servers through it, as networks. It hands on its clients' own addresses, so this is needed
   * where it has no security group of its own; `0.0.0.0/0` for everybody.
   * @default whoever its security groups let in
   */
  readonly clients?: readonly string[];
}

/** It has no rules: all or nothing. */
export interface ClassicLoadBalancerConfig {
  readonly type: "classic";
  readonly name: string;
  /** The sites that it serves, which are switched together. @default all sites of the account */
  readonly sites?: readonly string[];
}

export type LoadBalancerConfig =
  ApplicationLoadBalancerConfig | NetworkLoadBalancerConfig | ClassicLoadBalancerConfig;

export interface Staff {
  readonly cidrs: readonly string[];
  readonly header?: { readonly name: string; readonly value: string };
  readonly pathPrefix?: string;
}

/** A site on a listener, with all that its rules are made of. */
export interface ListenerSite {
  readonly name: string;
  readonly domains: readonly string[];
  readonly original?: string;
  readonly staff?: Staff;
}

export interface Listener {
  readonly port: number;
  readonly sites: readonly ListenerSite[];
  readonly priorities: Priorities;
}

export interface WholeTargetGroup {
  readonly name: string;
  readonly sites: readonly string[];
}

export interface ApplicationLoadBalancer {
  readonly type: "application";
  readonly name: string;
  readonly listeners: readonly Listener[];
  readonly targetGroups: readonly WholeTargetGroup[];
  readonly healthCheckPath: string;
}

export interface NetworkLoadBalancer {
  readonly type: "network";
  readonly name: string;
  readonly targetGroups: readonly WholeTargetGroup[];
  readonly clients: readonly string[];
}

export interface ClassicLoadBalancer {
  readonly type: "classic";
  readonly name: string;
  readonly sites: readonly string[];
}

export type LoadBalancer = ApplicationLoadBalancer | NetworkLoadBalancer | ClassicLoadBalancer;

/** What is switched as a whole, and the sites that are switched by it. */
export interface Whole {
  /** Of a target group or, for a classic load balancer, the load balancer's own. */
  readonly name: string;
  readonly sites: readonly string[];
}

/** What of a load balancer is switched as a whole. */
export const wholesOf = (loadBalancer: LoadBalancer): readonly Whole[] =>
  loadBalancer.type === "classic" ? [loadBalancer] : loadBalancer.targetGroups;

/** The names of all sites that stand behind a load balancer. */
export const sitesBehind = (loadBalancer: LoadBalancer): readonly string[] => [
  ...(loadBalancer.type === "application"
    ? loadBalancer.listeners.flatMap(({ sites }) => sites.map(({ name }) => name))
    : []),
  ...wholesOf(loadBalancer).flatMap(({ sites }) => sites),
];

/** The share of a site's requests that goes to the sorry servers, in percent. */
export function sorryPercent(state: SwitchState = "off"): number {
  if (state === "on") return 100;
  return state === "off" ? 0 : Number(state.slice(0, -1));
}
