import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { listenerRules, siteOfRule, sorryTargetGroupName } from "../../accounts/listener-rules";
import {
  type ApplicationLoadBalancer,
  type Listener,
  type SwitchState,
  sitesBehind,
} from "../../accounts/load-balancer";
import { DEFAULT_PORTS } from "../../accounts/ports";
import type { Account } from "../../accounts/types";
import type { Access } from "./access";
import { type LiveFleet, deployIt, readFleet } from "./fleet";
import { Absence, type LiveRule, findLoadBalancer, findTargetGroup, readHealth, readListeners } from "./live";
import { type WholeView, viewWholes } from "./whole";
import {
  type Groups,
  type LiveState,
  type RulePair,
  isParked,
  liveState,
  pairsOf,
  sendsUsers,
} from "./site-state";

/** A site on a listener: what accounts/ says of it, and what its rules in AWS say. */
export interface SiteView {
  readonly name: string;
  readonly domains: readonly string[];
  readonly wanted: SwitchState;
  readonly now: LiveState;
  readonly pairs: readonly RulePair[];
  /** Rules of the site that it no longer asks for, and that are not parked: a deploy is due. */
  readonly left: readonly LiveRule[];
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

/** What could not be looked at, as something is not there that accounts/ names. */
export interface Absent {
  /** Those that are switched there. */
  readonly sites: readonly string[];
  readonly text: string;
}

/** An account's fleet and listeners, as accounts/ and AWS have them. */
export interface AccountView {
  readonly account: Account;
  readonly fleet: LiveFleet;
  readonly listeners: readonly ListenerView[];
  /** What is switched as a whole. */
  readonly wholes: readonly WholeView[];
  readonly absent: readonly Absent[];
  /** Sites whose users some rule sends to sorry servers, whether or not accounts/ asks for that rule. */
  readonly serving: readonly string[];
  /** What the sorry servers listen on. */
  readonly ports: readonly number[];
}

const isByListeners = (one: Account["loadBalancers"][number]): one is ApplicationLoadBalancer =>
  one.type === "application" && one.listeners.length > 0;

/** The load balancers of an account that are switched by rules. */
export const byListeners = ({ loadBalancers }: Account): readonly ApplicationLoadBalancer[] =>
  loadBalancers.filter(isByListeners);

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
  const serving = new Set<string>();
  for (const loadBalancer of account.loadBalancers) {
    try {
      if (isByListeners(loadBalancer)) {
        const seen = await viewLoadBalancer(access.elb, account, loadBalancer);
        listeners.push(...seen.listeners);
        absent.push(...seen.absent);
        for (const site of seen.serving) serving.add(site);
      }
      wholes.push(...(await viewWholes(access, account, loadBalancer, ports)));
    } catch (error) {
      if (!(error instanceof Absence)) throw error;
      absent.push({ sites: sitesBehind(loadBalancer), text: error.message });
    }
  }
  return { account, fleet, listeners, wholes, absent, serving: [...serving], ports };
}

async function viewLoadBalancer(
  elb: ElasticLoadBalancingV2Client,
  account: Account,
  loadBalancer: ApplicationLoadBalancer,
): Promise<Pick<AccountView, "listeners" | "serving" | "absent">> {
  const fail = (text: string): never => {
    throw new Absence(text);
  };
  const { name } = loadBalancer;
  const arn =
    (await findLoadBalancer(elb, name)) ?? fail(`there is no load balancer ${name} in ${account.region}.`);
  const sorryName = sorryTargetGroupName(name);
  const sorry =
    (await findTargetGroup(elb, sorryName)) ??
    fail(`there is no target group ${sorryName}. ${deployIt(account.name)}`);
  const originals = new Map<string, string>();
  for (const site of loadBalancer.listeners.flatMap(({ sites }) => sites)) {
    const { original } = site;
    if (original === undefined || originals.has(original)) continue;
    const found = await findTargetGroup(elb, original);
    originals.set(
      original,
      found ?? fail(`there is no target group ${original}, which serves ${site.name}.`),
    );
  }
  const health = await readHealth(elb, sorry);
  const live = await readListeners(elb, arn);
  const groups = { sorry, originals };
  const listeners: ListenerView[] = [];
  const absent: Absent[] = [];
  for (const listener of loadBalancer.listeners) {
    const { port, sites } = listener;
    const found = live.find((one) => one.port === port);
    if (found === undefined) {
      const text = `load balancer ${name} has no listener on port ${port}.`;
      absent.push({ sites: sites.map((site) => site.name), text });
      continue;
    }
    const rules = viewRules(listener, found.rules, groups, account.switch);
    listeners.push({ loadBalancer: name, port, groups, ...rules, ...health });
  }
  const serving = live
    .flatMap(({ rules }) => rules)
    .filter((rule) => sendsUsers(rule, groups))
    .map(({ key = "" }) => siteOfRule(key));
  return { listeners, serving, absent };
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
      const left = stale.filter((rule) => siteOfRule(rule.key ?? "") === name && !isParked(rule));
      return { name, domains, wanted: states[name] ?? "off", now: liveState(pairs, groups), pairs, left };
    }),
    foreign: live.filter(({ key, priority }) => key === undefined && priority >= first && priority <= last),
    stale,
  };
}

/** As people call a listener. */
export const listenerName = ({ loadBalancer, port }: Pick<ListenerView, "loadBalancer" | "port">): string =>
  `${loadBalancer}:${port}`;

/** Whether a site is off on a listener: rules that are to be deployed yet send nobody anywhere. */
export const isOff = ({ now, pairs, left }: SiteView): boolean =>
  left.length === 0 && (now === "off" || pairs.every(({ live }) => live === undefined || isParked(live)));

/** What sorry servers are put behind, though accounts/ names it not, or no more. */
export const strangersOf = ({ fleet, listeners, wholes }: AccountView): string[] => {
  const known = new Set([
    ...listeners.map(({ groups }) => groups.sorry),
    ...wholes.map(({ pool }) => pool.reference),
  ]);
  return fleet.behind.filter((reference) => !known.has(reference));
};

/** Whether any site but these gets sorry pages now, or may. */
export const isAnyOn = (view: AccountView, but: readonly string[]): boolean =>
  view.serving.some((site) => !but.includes(site)) ||
  view.wholes.some(({ now, sites }) => now !== "off" && !sites.some((site) => but.includes(site))) ||
  strangersOf(view).length > 0;
