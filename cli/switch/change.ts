import { type SwitchState, sorryPercent } from "../../accounts/load-balancer";
import type { Account } from "../../accounts/types";
import { CommandError } from "../command-error";
import { cut, list } from "../list";
import type { Access } from "./access";
import { fitCapacity, keepCapacity, minSizeAfter, setMinSize, sizeText } from "./capacity";
import { readFleet } from "./fleet";
import { Journal } from "./journal";
import { readHealth } from "./live";
import { PATIENCE, type Patience, waitFor } from "./patience";
import { refusalsOf } from "./refusals";
import { type Step, stepText, stepsOf, takeSteps } from "./rule-change";
import { type AccountView, isOff, listenerName, viewAccount } from "./view";
import type { LiveState } from "./site-state";
import type { WholeView } from "./whole";
import { switchWhole, wholeText } from "./whole-change";

/** All that a switch changes. */
export interface Change {
  readonly view: AccountView;
  readonly sites: readonly string[];
  readonly state: SwitchState;
  /** Rules, in order. */
  readonly steps: readonly Step[];
  /** What is switched as a whole. */
  readonly wholes: readonly WholeView[];
  /** How many servers there are to be at least. */
  readonly minSize: number;
}

/**
 * What it takes to switch sites of an account.
 *
 * @throws {@link CommandError} with all that stands against it
 */
export function planChange(view: AccountView, sites: readonly string[], state: SwitchState): Change {
  const refusals = refusalsOf(view, sites, state);
  if (refusals.length > 0) throw new CommandError([...cut(refusals), "Nothing was changed."].join("\n"));
  const wholes = view.wholes.filter(
    ({ sites: together, now }) => now !== state && together.some((site) => sites.includes(site)),
  );
  const steps = stepsOf(view, sites, state);
  return { view, sites, state, steps, wholes, minSize: minSizeAfter(view, sites, state) };
}

/** What a change would do, a line each. */
export const changeText = ({ view, steps, wholes, state, minSize }: Change): string[] => [
  ...sizeText(view.fleet, minSize),
  ...steps.map(stepText),
  ...wholes.map((whole) => wholeText(whole, state)),
];

/**
 * Makes a change: capacity first, then rules and pools once a server is healthy; when sites go off, capacity last. Then
 * looks whether it is so. A run that ends midway is finished by another.
 *
 * @param say is told of each step
 * @returns the account as it is now
 * @throws {@link CommandError} which says what was changed already
 */
export async function makeChange(
  access: Access,
  change: Change,
  say: (line: string) => void,
  patience: Patience = PATIENCE,
): Promise<AccountView> {
  const journal = new Journal(say);
  try {
    return await changeInOrder(access, change, journal, patience);
  } catch (error) {
    throw journal.told(error);
  }
}

async function changeInOrder(
  access: Access,
  change: Change,
  journal: Journal,
  patience: Patience,
): Promise<AccountView> {
  const { view, state, steps, wholes, minSize } = change;
  const { account, ports } = view;
  if (sorryPercent(state) > 0) {
    await setMinSize(access, view.fleet, minSize, journal);
    if (steps.length > 0) await waitUntilHealthy(access, change, journal, patience);
  }
  await takeSteps(access, steps, journal);
  for (const whole of wholes) await switchWhole({ access, account, whole, journal, patience }, state);
  let after = await viewAccount(access, account, ports);
  let wrong = wrongOf({ ...change, view: after });
  if (wholes.length > 0 && wrong.length > 0) {
    // What is taken out of a pool may still have requests to answer, and is in it until then.
    await waitFor({ patience, say: journal.say, signal: access.signal }, async () => {
      after = await viewAccount(access, account, ports);
      wrong = wrongOf({ ...change, view: after });
      return wrong.length === 0 ? { found: true } : { waitingFor: `${state} everywhere: ${list(wrong)}` };
    });
  }
  if (wrong.length > 0) {
    throw new CommandError(
      `Somebody else made changes at the same time: ${list(wrong)}, not ${state}. Run it again.`,
    );
  }
  return fitCapacity(access, after, state, journal, patience);
}

/** What is not in the state that it is to be in. */
const wrongOf = ({ view: { listeners, wholes, left }, sites, state }: Change): string[] => [
  ...listeners.flatMap((listener) =>
    listener.sites
      .filter((site) => sites.includes(site.name) && !(state === "off" ? isOff(site) : site.now === state))
      .map(({ name, now }) => `${listenerName(listener)} ${name} is ${now}`),
  ),
  ...left
    .filter(({ site }) => state === "off" && sites.includes(site))
    .map(({ listener, rule }) => `${listenerName(listener)} ${rule.key ?? ""} is not parked`),
  ...wholes
    .filter(({ sites: together, now }) => now !== state && together.some((site) => sites.includes(site)))
    .map(({ pool, now }) => `${pool.title} is ${now}`),
];

/** A server that is healthy behind every load balancer whose rules change. */
async function waitUntilHealthy(
  access: Access,
  { view: { account }, steps }: Change,
  journal: Journal,
  patience: Patience,
): Promise<void> {
  const concerned = new Map(
    steps.map(({ listener: { loadBalancer, groups } }) => [loadBalancer, groups.sorry]),
  );
  let names = "";
  const seen = await waitFor({ patience, say: journal.say, signal: access.signal }, async () => {
    await keepCapacity(access, account, await readFleet(access.autoScaling, account), journal);
    const waiting: string[] = [];
    for (const [loadBalancer, group] of concerned) {
      if ((await readHealth(access.elb, group)).healthy === 0) waiting.push(loadBalancer);
    }
    names = list(waiting);
    return waiting.length === 0 ? { found: true } : { waitingFor: `a healthy server behind ${names}` };
  });
  if ("found" in seen) return;
  throw new CommandError(
    `accounts/${account.name}: no sorry server became healthy behind ${names} in ${patience.seconds} seconds. No rule was changed. See the target group's health checks in the console, and sorry status.`,
  );
}

/** The states that the load balancers are in now, where they all agree; what accounts/ says of the others. */
function statesOf({ account, listeners, wholes, serving }: AccountView): Account["switch"] {
  const seen = new Map<string, Set<LiveState>>();
  const see = (site: string, now: LiveState) => seen.set(site, (seen.get(site) ?? new Set()).add(now));
  for (const { name, now } of listeners.flatMap((listener) => listener.sites)) see(name, now);
  for (const { sites, now } of wholes) for (const site of sites) see(site, now);
  const clear = [...seen].flatMap(([site, [now, ...more]]): [string, SwitchState][] => {
    // Rules that are to be deployed say nothing yet; those that are there may.
    const state = now === "missing" ? serving.get(site) : now;
    return state === undefined || state === "mixed" || more.length > 0 ? [] : [[site, state]];
  });
  return { ...account.switch, ...Object.fromEntries(clear) };
}

/** The line of accounts/ that says what is so after a change, and whether it says so already. */
export function switchLine(
  view: AccountView,
  sites: readonly string[],
  state: SwitchState,
): { readonly line: string; readonly isSaid: boolean } {
  const states = { ...statesOf(view), ...Object.fromEntries(sites.map((site) => [site, state])) };
  const line = lineOf(states);
  const { switch: said } = view.account;
  return {
    line,
    isSaid: Object.keys(states).every((site) => (said[site] ?? "off") === (states[site] ?? "off")),
  };
}

function lineOf(states: Account["switch"]): string {
  const on = Object.entries(states).filter(([, one]) => one !== "off");
  const fields = on.map(([site, one]) => `${JSON.stringify(site)}: ${JSON.stringify(one)}`);
  return fields.length === 0 ? "switch: {}," : `switch: { ${fields.join(", ")} },`;
}
