import {
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { listenerRules, sorryTargetGroupName } from "../../accounts/listener-rules";
import type { ApplicationLoadBalancer, Listener, SwitchState } from "../../accounts/load-balancer";
import { DEFAULT_PORTS } from "../../accounts/ports";
import type { Account } from "../../accounts/types";
import { CommandError } from "../command-error";
import type { Access } from "./access";
import { type LiveFleet, deployIt, readFleet } from "./fleet";
import { type LiveRule, findLoadBalancer, findTargetGroup, readListeners } from "./live";
import { type WholeView, viewWholes } from "./whole";
import { type Groups, type LiveState, type RulePair, liveState, pairsOf } from "./site-state";

/** A site on a listener: what accounts/ says of it, and what its rules in AWS say. */
export interface SiteView {
  readonly name: string;
  readonly wanted: SwitchState;
  readonly now: LiveState;
  readonly pairs: readonly RulePair[];
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
 * @throws {@link CommandError} where something is not there that accounts/ names
 */
export async function viewAccount(
  access: Access,
  account: Account,
  ports: readonly number[] = DEFAULT_PORTS,
): Promise<AccountView> {
  const fleet = await readFleet(access.autoScaling, account);
  const listeners: ListenerView[] = [];
  for (const loadBalancer of byListeners(account)) {
    listeners.push(...(await viewLoadBalancer(access.elb, account, loadBalancer)));
  }
  return { account, fleet, listeners, wholes: await viewWholes(access, account, ports), ports };
}

async function viewLoadBalancer(
  elb: ElasticLoadBalancingV2Client,
  account: Account,
  loadBalancer: ApplicationLoadBalancer,
): Promise<ListenerView[]> {
  const fail = (text: string): never => {
    throw new CommandError(`accounts/${account.name}: ${text}`);
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
  const { TargetHealthDescriptions: targets = [] } = await elb.send(
    new DescribeTargetHealthCommand({ TargetGroupArn: sorry }),
  );
  const healthy = targets.filter(({ TargetHealth: health }) => health?.State === "healthy").length;
  const ports = loadBalancer.listeners.map(({ port }) => port);
  const live = await readListeners(elb, arn, ports);
  return loadBalancer.listeners.map((listener) => {
    const found =
      live.find(({ port }) => port === listener.port) ??
      fail(`load balancer ${name} has no listener on port ${listener.port}.`);
    return {
      loadBalancer: name,
      port: listener.port,
      groups: { sorry, originals },
      ...viewRules(listener, found.rules, { sorry, originals }, account.switch),
      healthy,
      servers: targets.length,
    };
  });
}

function viewRules(
  listener: Listener,
  live: readonly LiveRule[],
  groups: Groups,
  states: Account["switch"],
): Pick<ListenerView, "sites" | "foreign" | "stale"> {
  const planned = listenerRules(listener);
  const { first, last } = listener.priorities;
  return {
    sites: listener.sites.map(({ name }) => {
      const own = planned.filter(({ site }) => site === name);
      const pairs = pairsOf(own, live);
      return { name, wanted: states[name] ?? "off", now: liveState(pairs, groups), pairs };
    }),
    foreign: live.filter(({ key, priority }) => key === undefined && priority >= first && priority <= last),
    stale: live.filter(
      ({ key, priority }) =>
        key !== undefined && !planned.some((rule) => rule.key === key && rule.priority === priority),
    ),
  };
}

/** As people call a listener. */
export const listenerName = ({ loadBalancer, port }: Pick<ListenerView, "loadBalancer" | "port">): string =>
  `${loadBalancer}:${port}`;

/** Whether any site gets sorry pages now, or may. */
export const isAnyOn = ({ listeners, wholes }: Pick<AccountView, "listeners" | "wholes">): boolean =>
  listeners.some(({ sites }) => sites.some(({ now }) => now !== "off" && now !== "missing")) ||
  wholes.some(({ now }) => now !== "off");
