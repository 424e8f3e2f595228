import { ruleState } from "../../accounts/listener-rules";
import { type SwitchState, sitesBehind, sorryPercent } from "../../accounts/load-balancer";
import { overlapsOf } from "../../accounts/switch-check";
import { type AccountView, type SiteView, listenerName } from "./view";

/** All that stands against a switch. */
export function refusalsOf(
  { account, listeners, wholes, absent, left }: AccountView,
  sites: readonly string[],
  state: SwitchState,
): string[] {
  const refusals: string[] = [];
  const where = `accounts/${account.name}`;
  const percentAfter = ({ name, now }: SiteView) => {
    if (sites.includes(name)) return sorryPercent(state);
    return now === "mixed" || now === "missing" ? undefined : sorryPercent(now);
  };
  for (const site of sites) {
    if (account.loadBalancers.some((one) => sitesBehind(one).includes(site))) continue;
    if (state === "off" && left.some((one) => one.site === site)) continue;
    refusals.push(
      `${where}: site ${site} stands behind none of its load balancers. Name it in loadBalancers.`,
    );
  }
  const isSeen = (site: string) =>
    listeners.some((listener) => listener.sites.some(({ name }) => name === site)) ||
    wholes.some(({ sites: together }) => together.includes(site));
  for (const { sites: behind, text } of absent) {
    // What is switched off must go off wherever it can.
    const concerned = behind.filter((site) => sites.includes(site) && !(state === "off" && isSeen(site)));
    if (concerned.length > 0) refusals.push(`${where}: ${text}`);
  }
  for (const { pool, sites: together, obstacles } of wholes) {
    if (!together.some((site) => sites.includes(site))) continue;
    const at = `${where}: ${pool.title}`;
    const others = together.filter((site) => !sites.includes(site));
    if (others.length > 0) {
      // All of them: they are to be typed.
      refusals.push(`${at} is switched as a whole: name also ${others.join(", ")}.`);
    }
    if (state !== "on" && state !== "off") {
      refusals.push(`${at} is switched as a whole, on or off; it has no rules, so no shares.`);
    }
    // What is switched off must go off, whatever else is wrong.
    for (const obstacle of state === "off" ? [] : obstacles) {
      refusals.push(`${at} can't be switched as a whole: ${obstacle}.`);
    }
  }
  for (const listener of listeners) {
    const concerned = listener.sites.filter(({ name }) => sites.includes(name));
    if (concerned.length === 0) continue;
    const at = `${where}: ${listenerName(listener)}`;
    // A site that is not deployed yet is no reason to wait.
    const deployed = listener.sites.filter(({ now }) => now !== "missing");
    for (const { wide, narrow, wildcard } of overlapsOf(deployed, percentAfter)) {
      if (!concerned.some(({ name }) => name === wide.name || name === narrow.name)) continue;
      refusals.push(
        `${at}: site ${narrow.name} stands within ${wildcard} of site ${wide.name}, and goes with it: name both, or ${wide.name}'s domains one by one in accounts/.`,
      );
    }
    // What is switched off must go off, whoever's rules stand beside it.
    if (state === "off") continue;
    for (const { name } of concerned.filter(({ now }) => now === "missing")) {
      refusals.push(`${at} lacks rules of site ${name}. Deploy them: npx cdktf deploy ${account.name}.`);
    }
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
