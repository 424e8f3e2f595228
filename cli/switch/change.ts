import { ModifyRuleCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";
import { type Condition, type ListenerRule, ruleState } from "../../accounts/listener-rules";
import { minSizeOf } from "../../accounts/fleet";
import { type SwitchState, sitesBehind, sorryPercent, wholesOf } from "../../accounts/load-balancer";
import type { Account } from "../../accounts/types";
import { CommandError } from "../command-error";
import type { Access } from "./access";
import { setMinSize } from "./fleet";
import { conditionText } from "./live";
import { says, weightsOf } from "./site-state";
import { type AccountView, type ListenerView, isAnyOn, listenerName, viewAccount } from "./view";

/** One rule that is to say something else. */
export interface Step {
  readonly listener: ListenerView;
  readonly rule: ListenerRule;
  readonly arn: string;
  readonly state: SwitchState;
}

/** All that a switch changes, in order. */
export interface Change {
  readonly view: AccountView;
  readonly sites: readonly string[];
  readonly state: SwitchState;
  readonly steps: readonly Step[];
  /** How many servers there are to be at least, if that is to change. */
  readonly minSize?: number;
}

/** How long a switch waits for a server that is healthy, and how often it looks. */
export interface Patience {
  readonly seconds: number;
  readonly everyMilliseconds: number;
}

const PATIENCE: Patience = { seconds: 300, everyMilliseconds: 3_000 };

/**
 * What it takes to switch sites of an account.
 *
 * @throws {@link CommandError} with all that stands against it
 */
export function planChange(view: AccountView, sites: readonly string[], state: SwitchState): Change {
  const refusals = refusalsOf(view, sites, state);
  if (refusals.length > 0) throw new CommandError(refusals.join("\n"));
  const isOn = sorryPercent(state) > 0;
  const steps = view.listeners.flatMap((listener) => {
    const pairs = listener.sites
      .filter(({ name }) => sites.includes(name))
      .flatMap((site) => site.pairs)
      .filter((pair) => !says(pair, state, listener.groups));
    // Staff are let by before anybody is stopped, and until everybody is let by again.
    const staffFirst = pairs.sort(
      (a, b) => Number(b.planned.kind === "staff") - Number(a.planned.kind === "staff"),
    );
    return (isOn ? staffFirst : staffFirst.reverse()).map(({ planned: rule, live }) => ({
      listener,
      rule,
      arn: live?.arn ?? "",
      state,
    }));
  });
  return { view, sites, state, steps, ...minSizeAfter(view, sites, isOn) };
}

function refusalsOf({ account, listeners }: AccountView, sites: readonly string[], state: SwitchState) {
  const refusals: string[] = [];
  const where = `accounts/${account.name}`;
  for (const site of sites) {
    const whole = account.loadBalancers.find((one) =>
      wholesOf(one).some((part) => part.sites.includes(site)),
    );
    if (whole !== undefined) {
      refusals.push(
        `${where}: site ${site} stands behind ${whole.name}, which is switched as a whole; this version does that for listeners of an ALB only. Nothing was changed.`,
      );
    } else if (!account.loadBalancers.some((one) => sitesBehind(one).includes(site))) {
      refusals.push(
        `${where}: site ${site} stands behind none of its load balancers. Name it in loadBalancers.`,
      );
    }
  }
  for (const listener of listeners) {
    const concerned = listener.sites.filter(({ name }) => sites.includes(name));
    if (concerned.length === 0) continue;
    const at = `${where}: ${listenerName(listener)}`;
    for (const { name } of concerned.filter(({ now }) => now === "missing")) {
      refusals.push(`${at} lacks rules of site ${name}. Deploy them: npx cdktf deploy ${account.name}.`);
    }
    // What is switched off must go off, whoever's rules stand beside it.
    if (state === "off") continue;
    for (const { priority, conditions } of listener.foreign) {
      refusals.push(
        `${at} has a rule of somebody else's among the sorry servers' priorities: ${priority} (${conditions.join(", ")}). Give it another priority (aws elbv2 set-rule-priorities), or the listener other \`priorities\` in accounts/.`,
      );
    }
    for (const { name, pairs } of concerned) {
      const needs = pairs.some(
        ({ planned }) =>
          planned.original === undefined &&
          ruleState(planned, state).forwards.some(({ to }) => to === "original"),
      );
      if (needs) {
        refusals.push(`${at}: the rest of site ${name} must go to a target group: name it, as \`original\`.`);
      }
    }
  }
  return refusals;
}

/** The smallest number of servers that is right once these sites are switched. */
function minSizeAfter(view: AccountView, sites: readonly string[], isOn: boolean): { minSize?: number } {
  const { account, fleet, listeners } = view;
  const others = {
    ...view,
    listeners: listeners.map((listener) => ({
      ...listener,
      sites: listener.sites.filter(({ name }) => !sites.includes(name)),
    })),
  };
  const wanted = account.fleet === undefined ? 0 : minSizeOf(account.fleet, isOn || isAnyOn(others));
  return wanted === fleet.minSize ? {} : { minSize: wanted };
}

/**
 * Makes a change: capacity first, then the rules once a server is healthy; when sites go off, the rules first. Then looks
 * whether it is so. A run that ends midway is finished by another.
 *
 * @param say is told of each step
 * @returns the account as it is now
 */
export async function makeChange(
  access: Access,
  change: Change,
  say: (line: string) => void,
  patience: Patience = PATIENCE,
): Promise<AccountView> {
  const { view, state, sites, steps, minSize } = change;
  const isOn = sorryPercent(state) > 0;
  const resize = async () => {
    if (minSize === undefined) return;
    say(`${view.fleet.name}: at least ${minSize} servers`);
    await setMinSize(access.autoScaling, view.fleet, minSize);
  };
  if (isOn) {
    await resize();
    if (steps.length > 0) await waitUntilHealthy(access, change, say, patience);
  }
  let done = 0;
  for (const step of steps) {
    try {
      await access.elb.send(new ModifyRuleCommand(modification(step)));
    } catch (error) {
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      throw new CommandError(
        `${stepText(step)}: AWS refused (${reason}). ${done} of ${steps.length} rules were changed. Run it again to finish it.`,
      );
    }
    done += 1;
    say(stepText(step));
  }
  const after = await viewAccount(access, view.account);
  const wrong = after.listeners.flatMap((listener) =>
    listener.sites
      .filter(({ name, now }) => sites.includes(name) && now !== state)
      .map(({ name, now }) => `${listenerName(listener)} ${name} is ${now}`),
  );
  if (wrong.length > 0) {
    throw new CommandError(
      `Somebody else changed rules at the same time: ${wrong.join(", ")}, not ${state}. Run it again.`,
    );
  }
  if (!isOn) await resize();
  return after;
}

/** A server that is healthy behind every load balancer whose rules change. */
async function waitUntilHealthy(
  access: Access,
  { view: { account }, steps }: Change,
  say: (line: string) => void,
  { seconds, everyMilliseconds }: Patience,
): Promise<void> {
  const concerned = new Set(steps.map(({ listener }) => listener.loadBalancer));
  const deadline = Date.now() + seconds * 1000;
  let hasSaid = false;
  for (;;) {
    const { listeners } = await viewAccount(access, account);
    const waiting = listeners.filter(
      ({ loadBalancer, healthy }) => concerned.has(loadBalancer) && healthy === 0,
    );
    if (waiting.length === 0) return;
    const names = [...new Set(waiting.map(({ loadBalancer }) => loadBalancer))].join(", ");
    if (Date.now() > deadline) {
      throw new CommandError(
        `accounts/${account.name}: no sorry server became healthy behind ${names} in ${seconds} seconds. No rule was changed. See the target group's health checks in the console, and sorry status.`,
      );
    }
    if (!hasSaid) say(`Waiting for a healthy server behind ${names}`);
    hasSaid = true;
    await new Promise((resolve) => setTimeout(resolve, everyMilliseconds));
  }
}

function modification({ listener, rule, arn, state }: Step) {
  const wanted = ruleState(rule, state);
  return {
    RuleArn: arn,
    Conditions: wanted.conditions.map(awsCondition),
    Actions: [
      {
        Type: "forward" as const,
        ForwardConfig: {
          TargetGroups: [...weightsOf(rule, wanted, listener.groups)].map(([TargetGroupArn, Weight]) => ({
            TargetGroupArn,
            Weight,
          })),
        },
      },
    ],
  };
}

function awsCondition(condition: Condition): RuleCondition {
  const Field = condition.field;
  const Values = [...condition.values];
  switch (condition.field) {
    case "host-header":
      return { Field, HostHeaderConfig: { Values } };
    case "path-pattern":
      return { Field, PathPatternConfig: { Values } };
    case "source-ip":
      return { Field, SourceIpConfig: { Values } };
    case "http-header":
      return { Field, HttpHeaderConfig: { HttpHeaderName: condition.name, Values } };
  }
}

/** What a step makes a rule say. */
export function stepText({ listener, rule, state }: Step): string {
  const conditions = ruleState(rule, state).conditions.map(conditionText).join(", ");
  return `${listenerName(listener)} ${rule.key} (priority ${rule.priority}): ${conditions}`;
}

/** The line of accounts/ that says what is so after a change. */
export function switchLine(account: Account, sites: readonly string[], state: SwitchState): string {
  const states = { ...account.switch, ...Object.fromEntries(sites.map((site) => [site, state])) };
  const on = Object.entries(states).filter(([, one]) => one !== "off");
  const fields = on.map(([site, one]) => `${JSON.stringify(site)}: ${JSON.stringify(one)}`);
  return fields.length === 0 ? "switch: {}," : `switch: { ${fields.join(", ")} },`;
}
