import { ModifyRuleCommand, type RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";
import { type Condition, PARKED, isOfStaff, ruleState } from "../../accounts/listener-rules";
import { type SwitchState, sorryPercent } from "../../accounts/load-balancer";
import type { Access } from "./access";
import type { Journal } from "./journal";
import { type LiveRule, conditionText } from "./live";
import { type RulePair, says, weightsOf } from "./site-state";
import { type AccountView, type ListenerView, listenerName } from "./view";

/** One rule that is to say something else. */
export interface Step {
  readonly listener: Pick<ListenerView, "loadBalancer" | "port" | "groups">;
  readonly key: string;
  readonly priority: number;
  readonly arn: string;
  readonly conditions: readonly Condition[];
  /** Where its requests are to go, by the target groups' ARNs; as they go now where none is said. */
  readonly weights?: ReadonlyMap<string, number>;
}

/** The rules that do not say yet what they are to say, in the order in which they are to be changed. */
export function stepsOf(view: AccountView, sites: readonly string[], state: SwitchState): Step[] {
  const isOn = sorryPercent(state) > 0;
  // Staff are let by before anybody is stopped, and until everybody is let by again.
  const inOrder = (steps: Step[]) => {
    const staffFirst = steps.sort((a, b) => Number(isOfStaff(b.key)) - Number(isOfStaff(a.key)));
    return isOn ? staffFirst : staffFirst.reverse();
  };
  const asked = view.listeners.flatMap((listener) =>
    inOrder(
      listener.sites
        .filter(({ name }) => sites.includes(name))
        .flatMap(({ pairs }) => pairs)
        .flatMap((pair) => stepOf(pair, listener, state)),
    ),
  );
  const left = isOn ? [] : view.left.filter(({ site }) => sites.includes(site));
  const parked = left.map(({ listener, rule }): Step => ({ listener, ...keyed(rule), conditions: [PARKED] }));
  return [...asked, ...inOrder(parked)];
}

function stepOf(pair: RulePair, listener: ListenerView, state: SwitchState): Step[] {
  const { planned, live } = pair;
  if (live === undefined || says(pair, state, listener.groups)) return [];
  const wanted = ruleState(planned, state);
  const weights = weightsOf(planned, wanted, listener.groups);
  // A target group that is gone takes no requests; a rule that is parked has none.
  const isKnown = !weights.has("");
  return [{ listener, ...keyed(live), conditions: wanted.conditions, ...(isKnown ? { weights } : {}) }];
}

const keyed = ({ key = "", priority, arn }: LiveRule) => ({ key, priority, arn });

/** Changes rules, one after the other, up to the first that AWS refuses. */
export async function takeSteps({ elb }: Access, steps: readonly Step[], journal: Journal): Promise<void> {
  for (const step of steps) {
    await elb.send(new ModifyRuleCommand(modification(step)));
    journal.did(stepText(step));
  }
}

function modification({ arn, conditions, weights }: Step) {
  const forward = (targets: ReadonlyMap<string, number>) => ({
    Type: "forward" as const,
    ForwardConfig: {
      TargetGroups: [...targets].map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })),
    },
  });
  return {
    RuleArn: arn,
    Conditions: conditions.map(awsCondition),
    ...(weights === undefined ? {} : { Actions: [forward(weights)] }),
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
export const stepText = ({ listener, key, priority, conditions }: Step): string =>
  `${listenerName(listener)} ${key} (priority ${priority}): ${conditions.map(conditionText).join(", ")}`;
