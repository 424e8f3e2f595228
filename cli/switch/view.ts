import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { listenerRules, siteOfRule, sorryTargetGroupName } from "../../accounts/listener-rules";
import { type ApplicationLoadBalancer, type Listener, type SwitchState } from "../../accounts/load-balancer";
import { DEFAULT_PORTS } from "../../accounts/ports";
import type { Account } from "../../accounts/types";
import { list } from "../list";
import type { Access } from "./access";
import { type LiveFleet, deployIt, readFleet } from "./fleet";
import {
  type Absent,
  type LiveRule,
  findLoadBalancer,
  findTargetGroup,
  readHealth,
  readListeners,
} from "./live";
import { type WholeView, viewWholes } from "./whole";
import {
  type Groups,
  type LiveState,
  type RulePair,
  isParked,
  liveState,
  pairsOf,
  stateOfRule,
} from "./site-state";

/** A site on a listener: what accounts/ says of it, and what its rules in AWS say. */
export interface SiteView {
  readonly name: string;
  readonly domains: readonly string[];
  readonly wanted: SwitchState;
  readonly now: LiveState;
  readonly pairs: readonly RulePair[];
}

/** A rule of ours that accounts/ does not ask for (any more), and that is not parked: a deploy is due. */
export interface LeftRule {
  readonly site: string;
  readonly rule: LiveRule;
  readonly listener: Pick<ListenerView, "loadBalancer" | "port" | "groups">;
}

export interface ListenerView {
  readonly loadBalancer: string;
  readonly port: number;
  readonly groups: Groups;
  readonly sites: readonly SiteView[];
  /** Rules among our priorities that nobody marked as ours. */
  readonly foreign: readonly LiveRule[];
  /** Rules of ours that no site of accounts/ asks for. */
  readonly stale: readonly LiveRule[];
  /** Sorry servers that the load balancer sends requests to, and those it knows of. */
  readonly healthy: number;
  readonly servers: number;
}

/** An account's fleet and listeners, as accounts/ and AWS have them. */
export interface AccountView {
  readonly account: Account;
  readonly fleet: LiveFleet;
  readonly listeners: readonly ListenerView[];
  /** What is switched as a whole. */
  readonly wholes: readonly WholeView[];
  readonly absent: readonly Absent[];
  /**
   * Sites that have some rule which is not parked, whether or not accounts/ asks for it, with the state that it says; none
   * where it is one for staff, who are let by first.
   */
  readonly serving: ReadonlyMap<string, SwitchState | undefined>;
  readonly left: readonly LeftRule[];
  /** What the sorry servers listen on. */
  readonly ports: readonly number[];
}

/** Whether a load balancer is switched by rules. */
export const isByListeners = (one: Account["loadBalancers"][number]): one is ApplicationLoadBalancer =>
  one.type === "application" && one.listeners.length > 0;

/**
 * Reads what there is of an account; changes nothing.
 *
 * @throws {@link CommandError} where the fleet is not there
 */
export async function viewAccount(
  access: Access,
  account: Account,
  ports: readonly number[] = DEFAULT_PORTS,
): Promise<AccountView> {
  const fleet = await readFleet(access.autoScaling, account);
  const listeners: ListenerView[] = [];
  const wholes: WholeView[] = [];
  const absent: Absent[] = [];
  const serving = new Map<string, SwitchState | undefined>();
  const left: LeftRule[] = [];
  for (const loadBalancer of account.loadBalancers) {
    if (isByListeners(loadBalancer)) {
      const seen = await viewLoadBalancer(access.elb, account, loadBalancer);
      listeners.push(...seen.listeners);
      absent.push(...seen.absent);
      left.push(...seen.left);
      for (const [site, state] of seen.serving) serving.set(site, state ?? serving.get(site));
    }
    const whole = await viewWholes(access, account, loadBalancer, ports);
    wholes.push(...whole.views);
    absent.push(...whole.absent);
  }
  return { account, fleet, listeners, wholes, absent, serving, left, ports };
}

async function viewLoadBalancer(
  elb: ElasticLoadBalancingV2Client,
  account: Account,
  loadBalancer: ApplicationLoadBalancer,
): Promise<Pick<AccountView, "listeners" | "serving" | "left" | "absent">> {
  const { name } = loadBalancer;
  const sites = loadBalancer.listeners.flatMap((listener) => listener.sites);
  const gone = (text: string) => ({
    listeners: [],
    serving: new Map<string, undefined>(),
    left: [],
    absent: [{ sites: sites.map((site) => site.name), text }],
  });
  const arn = await findLoadBalancer(elb, name);
  if (arn === undefined) return gone(`there is no load balancer ${name} in ${account.region}.`);
  const sorryName = sorryTargetGroupName(name);
  const sorry = await findTargetGroup(elb, sorryName);
  if (sorry === undefined) return gone(`there is no target group ${sorryName}. ${deployIt(account.name)}`);
  const absent: Absent[] = [];
  const originals = new Map<string, string>();
  for (const original of new Set(sites.flatMap((site) => site.original ?? []))) {
    const found = await findTargetGroup(elb, original);
    if (found !== undefined) originals.set(original, found);
    else {
      const served = [
        ...new Set(sites.filter((site) => site.original === original).map((site) => site.name)),
      ];
      absent.push({
        sites: served,
        text: `there is no target group ${original}, which serves ${list(served)}.`,
      });
    }
  }
  const health = await readHealth(elb, sorry);
  const live = await readListeners(elb, arn);
  const groups = { sorry, originals };
  const listeners: ListenerView[] = [];
  for (const listener of loadBalancer.listeners) {
    const { port } = listener;
    const found = live.find((one) => one.port === port);
    if (found === undefined) {
      const text = `load balancer ${name} has no listener on port ${port}.`;
      absent.push({ sites: listener.sites.map((site) => site.name), text });
      continue;
    }
    const rules = viewRules(listener, found.rules, groups, account.switch);
    listeners.push({ loadBalancer: name, port, groups, ...rules, ...health });
  }
  const asked = new Set(
    listeners.flatMap((listener) =>
      listener.sites.flatMap(({ pairs }) => pairs.flatMap((pair) => pair.live ?? [])),
    ),
  );
  const serving = new Map<string, SwitchState | undefined>();
  const left: LeftRule[] = [];
  for (const { port, rules } of live) {
    for (const rule of rules.filter((one) => one.key !== undefined && !isParked(one))) {
      const site = siteOfRule(rule.key ?? "");
      serving.set(site, stateOfRule(rule, groups) ?? serving.get(site));
      if (!asked.has(rule)) left.push({ site, rule, listener: { loadBalancer: name, port, groups } });
    }
  }
  return { listeners, serving, left, absent };
}

function viewRules(
  listener: Listener,
  live: readonly LiveRule[],
  groups: Groups,
  states: Account["switch"],
): Pick<ListenerView, "sites" | "foreign" | "stale"> {
  const planned = listenerRules(listener);
  const { first, last } = listener.priorities;
  const stale = live.filter(
    ({ key, priority }) =>
      key !== undefined && !planned.some((rule) => rule.key === key && rule.priority === priority),
  );
  return {
    sites: listener.sites.map(({ name, domains }) => {
      const own = planned.filter(({ site }) => site === name);
      const pairs = pairsOf(own, live);
      return { name, domains, wanted: states[name] ?? "off", now: liveState(pairs, groups), pairs };
    }),
    foreign: live.filter(({ key, priority }) => key === undefined && priority >= first && priority <= last),
    stale,
  };
}

/** As people call a listener. */
export const listenerName = ({ loadBalancer, port }: Pick<ListenerView, "loadBalancer" | "port">): string =>
  `${loadBalancer}:${port}`;

/** Whether a site is off on a listener: rules that are to be deployed yet send nobody anywhere. */
export const isOff = ({ pairs }: SiteView): boolean =>
  pairs.every(({ live }) => live === undefined || isParked(live));

/** What sorry servers are put behind, though accounts/ names it not, or no more. */
export const strangersOf = ({ fleet, listeners, wholes }: AccountView): string[] => {
  const known = new Set([
    ...listeners.map(({ groups }) => groups.sorry),
    ...wholes.map(({ pool }) => pool.reference),
  ]);
  return fleet.behind.filter((reference) => !known.has(reference));
};

/** Whether any site but these gets sorry pages now, or is about to. */
export const isAnyOn = ({ serving, wholes }: AccountView, but: readonly string[]): boolean =>
  [...serving.keys()].some((site) => !but.includes(site)) ||
  wholes.some(({ now, sites }) => now !== "off" && !sites.some((site) => but.includes(site)));
