import { DataAwsLb } from "@cdktf/provider-aws/lib/data-aws-lb";
import { DataAwsLbListener } from "@cdktf/provider-aws/lib/data-aws-lb-listener";
import { DataAwsLbTargetGroup } from "@cdktf/provider-aws/lib/data-aws-lb-target-group";
import { LbListenerRule, type LbListenerRuleCondition } from "@cdktf/provider-aws/lib/lb-listener-rule";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { Construct } from "constructs";
import { z } from "zod";
import { vpcId } from "../accounts/fleet-fields";
import {
  type Condition,
  type ListenerRule,
  RULE_TAG,
  listenerRules,
  ruleState,
  sorryTargetGroupName,
} from "../accounts/listener-rules";
import type { ApplicationLoadBalancer, Listener, SwitchState } from "../accounts/load-balancer";
import { switchState } from "../accounts/load-balancer-fields";
import { HTTP_PORT } from "../accounts/ports";
import { checkProps } from "./check-props";
import type { WatchedPool } from "./fleet-alarms";
import { isInVpc, isOfType } from "./postcondition";
import type { ServedLoadBalancer } from "./sorry-fleet";

export interface LoadBalancerSwitchProps {
  /** A checked load balancer of an `Account`, which exists; this construct makes rules on its listeners. */
  readonly loadBalancer: ApplicationLoadBalancer;
  /** The VPC of the load balancer and of the fleet. */
  readonly vpcId: string;
  /** What is switched on, by site. @default off, each site */
  readonly switch?: Readonly<Record<string, SwitchState>>;
}

/** Two of these in a row and a server is in, or out. */
const HEALTH_CHECK_SECONDS = 10;

/**
 * What puts the sorry servers behind the listeners of an Application Load Balancer that exists: a target group, and the
 * rules of every site, which are always there and say by their conditions whether the site is switched on.
 */
export class LoadBalancerSwitch extends Construct implements ServedLoadBalancer {
  readonly name: string;
  /** The group that the fleet's servers are to be in. */
  readonly targetGroupArn: string;
  /** Of the load balancer, from which the fleet gets its requests. */
  readonly securityGroupIds: string[];
  readonly watched: readonly WatchedPool[];

  constructor(scope: Construct, id: string, props: LoadBalancerSwitchProps) {
    super(scope, id);
    const { loadBalancer, switch: states = {} } = props;
    checkProps(this, {
      vpcId: [vpcId, props.vpcId],
      switch: [z.record(z.string(), switchState), states],
    });
    const rules = loadBalancer.listeners.map((listener) => ({ listener, rules: listenerRules(listener) }));
    this.checkOriginals(
      rules.flatMap((one) => one.rules),
      states,
    );

    const found = new DataAwsLb(this, "load-balancer", {
      name: loadBalancer.name,
      lifecycle: {
        postcondition: [
          isOfType("application", loadBalancer.name),
          isInVpc(
            props.vpcId,
            `Load balancer ${loadBalancer.name} is not in the VPC ${props.vpcId}, where the sorry servers are.`,
          ),
        ],
      },
    });
    const group = new LbTargetGroup(this, "target-group", {
      name: sorryTargetGroupName(loadBalancer.name),
      vpcId: props.vpcId,
      targetType: "instance",
      protocol: "HTTP",
      port: HTTP_PORT,
      // An answer is made at once; only the last ones are waited for.
      deregistrationDelay: "30",
      healthCheck: {
        path: loadBalancer.healthCheckPath,
        matcher: "200",
        interval: HEALTH_CHECK_SECONDS,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
      },
    });
    this.name = loadBalancer.name;
    this.targetGroupArn = group.arn;
    this.securityGroupIds = found.securityGroups;
    this.watched = [
      {
        name: loadBalancer.name,
        namespace: "AWS/ApplicationELB",
        dimensions: { LoadBalancer: found.arnSuffix, TargetGroup: group.arnSuffix },
      },
    ];
    const originals = new Map(
      [...new Set(rules.flatMap((one) => one.rules.flatMap(({ original }) => original ?? [])))].map(
        (name) => [name, new DataAwsLbTargetGroup(this, `original-${name}`, { name }).arn],
      ),
    );
    for (const one of rules) this.createRules(one.listener, one.rules, found.arn, originals, states);
  }

  private createRules(
    { port }: Listener,
    rules: readonly ListenerRule[],
    loadBalancerArn: string,
    originals: ReadonlyMap<string, string>,
    states: Readonly<Record<string, SwitchState>>,
  ): void {
    const scope = new Construct(this, `port-${port}`);
    const listener = new DataAwsLbListener(scope, "listener", { loadBalancerArn, port });
    for (const rule of rules) {
      const { conditions, forwards } = ruleState(rule, states[rule.site] ?? "off");
      new LbListenerRule(scope, rule.key.replaceAll("/", "-"), {
        listenerArn: listener.arn,
        priority: rule.priority,
        condition: conditions.map(renderCondition),
        action: [
          {
            type: "forward",
            // Groups by weight also where there is one: a switch in steps then changes no action's shape.
            forward: {
              targetGroup: forwards.map(({ to, weight }) => ({
                arn: to === "sorry" ? this.targetGroupArn : (originals.get(rule.original ?? "") ?? ""),
                weight,
              })),
            },
          },
        ],
        tags: { [RULE_TAG]: rule.key },
      });
    }
  }

  /** Staff and shares need the group that serves the web site; a checked account names it. */
  private checkOriginals(
    rules: readonly ListenerRule[],
    states: Readonly<Record<string, SwitchState>>,
  ): void {
    for (const rule of rules) {
      const needs = ruleState(rule, states[rule.site] ?? "off").forwards.some(({ to }) => to === "original");
      if (needs && rule.original === undefined) {
        throw new Error(
          `${this.node.path}: site \`${rule.site}\`: \`original\` must name the target group that serves the web site, got nothing. Staff, and the rest of a share, go there.`,
        );
      }
    }
  }
}

function renderCondition(condition: Condition): LbListenerRuleCondition {
  const values = [...condition.values];
  switch (condition.field) {
    case "host-header":
      return { hostHeader: { values } };
    case "path-pattern":
      return { pathPattern: { values } };
    case "source-ip":
      return { sourceIp: { values } };
    case "http-header":
      return { httpHeader: { httpHeaderName: condition.name, values } };
  }
}
