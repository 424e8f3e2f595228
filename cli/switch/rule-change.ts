import { ModifyRuleCommand, type RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";
import { type Condition, type ListenerRule, ruleState } from "../../accounts/listener-rules";
import { type SwitchState, sorryPercent } from "../../accounts/load-balancer";
import type { Access } from "./access";
import type { Journal } from "./journal";
import { conditionText } from "./live";
import { says, weightsOf } from "./site-state";
import { type AccountView, type ListenerView, listenerName } from "./view";

/** One rule that is to say something else. */
export interface Step {
  readonly listener: ListenerView;
  readonly rule: ListenerRule;
  readonly arn: string;
  readonly state: SwitchState;
}

/** The rules that do not say yet what they are to say, in the order in which they are to be changed. */
export function stepsOf({ listeners }: AccountView, sites: readonly string[], state: SwitchState): Step[] {
  const isOn = sorryPercent(state) > 0;
  return listeners.flatMap((listener) => {
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
}

/** Changes rules, one after the other, up to the first that AWS refuses. */
export async function takeSteps({ elb }: Access, steps: readonly Step[], journal: Journal): Promise<void> {
  for (const step of steps) {
    await elb.send(new ModifyRuleCommand(modification(step)));
    journal.did(stepText(step));
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
