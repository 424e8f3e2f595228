import {
  type ListenerRule,
  PARKED,
  type RuleState,
  isOfStaff,
  ruleState,
} from "../../accounts/listener-rules";
import type { SwitchState } from "../../accounts/load-balancer";
import { type LiveRule, conditionText } from "./live";

/** The target groups that rules forward to, by their ARNs. */
export interface Groups {
  readonly sorry: string;
  /** By name. */
  readonly originals: ReadonlyMap<string, string>;
}

/** What a site's rules say in AWS: a state, or `mixed` where they say different things, or `missing` where some are. */
export type LiveState = SwitchState | "mixed" | "missing";

/** A planned rule, and the one that stands for it in AWS. */
export interface RulePair {
  readonly planned: ListenerRule;
  readonly live?: LiveRule;
}

/** The weights of a planned rule's target groups, by their ARNs. */
export function weightsOf(
  { original = "" }: ListenerRule,
  { forwards }: RuleState,
  { sorry, originals }: Groups,
): Map<string, number> {
  const arnOf = (to: "sorry" | "original") => (to === "sorry" ? sorry : (originals.get(original) ?? ""));
  const [only, ...more] = forwards;
  if (only !== undefined && more.length === 0) return new Map([[arnOf(only.to), 1]]);
  return new Map(forwards.map(({ to, weight }) => [arnOf(to), weight]));
}

const isSame = (one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>) =>
  one.size === other.size && [...one].every(([arn, weight]) => other.get(arn) === weight);

/** Whether a rule in AWS says what it is to say in this state. */
export function says({ planned, live }: RulePair, state: SwitchState, groups: Groups): boolean {
  if (live === undefined) return false;
  const wanted = ruleState(planned, state);
  const conditions = wanted.conditions.map(conditionText).sort();
  return (
    conditions.length === live.conditions.length &&
    conditions.every((text, i) => text === live.conditions[i]) &&
    isSame(weightsOf(planned, wanted, groups), live.weights)
  );
}

/** Whether a rule asks for the host that nobody asks for. */
export const isParked = ({ conditions }: LiveRule): boolean => conditions.includes(conditionText(PARKED));

/** The state that a rule which is not parked says, if it is not one of staff. */
export function stateOfRule({ key = "", weights }: LiveRule, { sorry }: Groups): SwitchState | undefined {
  const weight = weights.get(sorry);
  if (isOfStaff(key) || weight === undefined) return undefined;
  return weights.size === 2 ? `${weight}%` : "on";
}

/** Each planned rule with the one that has its key and its priority in AWS. */
export const pairsOf = (rules: readonly ListenerRule[], live: readonly LiveRule[]): RulePair[] =>
  rules.map((planned) => {
    const found = live.find(({ key, priority }) => key === planned.key && priority === planned.priority);
    return { planned, ...(found === undefined ? {} : { live: found }) };
  });

/** A site's state as its rules on a listener say it. */
export function liveState(pairs: readonly RulePair[], groups: Groups): LiveState {
  if (pairs.length === 0 || pairs.some(({ live }) => live === undefined)) return "missing";
  const shares = pairs.flatMap(({ live }): SwitchState[] => {
    const weight = live?.weights.size === 2 ? live.weights.get(groups.sorry) : undefined;
    return weight === undefined ? [] : [`${weight}%`];
  });
  const fitting = (["off", "on", ...shares] as const).find((state) =>
    pairs.every((pair) => says(pair, state, groups)),
  );
  return fitting ?? "mixed";
}
