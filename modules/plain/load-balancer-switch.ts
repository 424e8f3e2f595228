import { DataAwsLbListener } from "@cdktf/provider-aws/lib/data-aws-lb-listener";
import { DataAwsLbTargetGroup } from "@cdktf/provider-aws/lib/data-aws-lb-target-group";
import { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import { RULE_TAG } from "../../accounts/listener-rules";
import { LoadBalancerSwitch } from "../load-balancer-switch";
import { LISTENER_RULES } from "./listener-rules";
import { type PlainModule, childOf, plainModule } from "./plain-module";
import { LIMITS } from "./switch-rules";
import { SWITCH_VARIABLES } from "./switch-variables";

const PORT = 443;

/** `LoadBalancerSwitch` as a module: once a load balancer. */
export const loadBalancerSwitchModule = (workFolder: string): PlainModule =>
  plainModule(
    {
      name: "load-balancer-switch",
      description:
        "What puts the sorry servers behind the listeners of an Application Load Balancer that exists: a target group, and the rules of every site, which are always there and say by their conditions whether the site is switched on.",
      variables: SWITCH_VARIABLES,
      providers: [],
      localsText: LISTENER_RULES,
      addresses: {
        original_any: "originals",
        [`port_${PORT}_listener`]: "listeners",
        [`port_${PORT}_any_sorry`]: "rules",
      },
      create: ({ stack, variables }) => {
        // One rule of one listener stands for all.
        const site = { name: "any", domains: ["any"], original: "any" };
        const loadBalancer = new LoadBalancerSwitch(stack, "this", {
          loadBalancer: {
            type: "application",
            name: variables.name.stringValue,
            listeners: [{ port: PORT, sites: [site], priorities: { first: 1, last: 2 } }],
            targetGroups: [],
            healthCheckPath: variables.health_check_path.stringValue,
          },
          vpcId: variables.vpc_id.stringValue,
        });
        const group = childOf(loadBalancer, LbTargetGroup);
        group.addOverride("name", "${local.target_group_name}");
        group.addOverride(
          "lifecycle.precondition",
          LIMITS.map(({ condition, message }) => ({
            condition: `\${${condition("")}}`,
            error_message: message,
          })),
        );
        const original = childOf(loadBalancer, DataAwsLbTargetGroup);
        original.addOverride("for_each", "${toset(compact(values(local.sites)[*].original))}");
        original.addOverride("name", "${each.key}");
        const port = childOf(loadBalancer, Construct, `port-${PORT}`);
        const listener = childOf(port, DataAwsLbListener);
        listener.addOverride("for_each", "${var.listeners}");
        listener.addOverride("port", "${each.key}");
        const arns = {
          sorry: `${group.fqn}.arn`,
          original: `${original.fqn}[local.rules[each.key].original].arn`,
        };
        createRules(childOf(port, LbListenerRule), listener.fqn, arns);
        const [pool] = loadBalancer.watched;
        const byName = (value: unknown): unknown => Fn.zipmap([loadBalancer.name], [value]);
        return {
          served: {
            description:
              "All of it, for the fleet's module: load_balancers = [module.NAME.served]; with for_each, values(module.NAME)[*].served.",
            value: {
              security_group_ids: loadBalancer.securityGroupIds,
              target_group_arns: byName(loadBalancer.targetGroupArn),
              watched: byName({ namespace: pool?.namespace, dimensions: pool?.dimensions }),
              is_switched_on: "${anytrue([for site in values(local.sites) : site.percent > 0])}",
            },
          },
          target_group_arn: {
            description: "The group that the sorry servers are to be in.",
            value: loadBalancer.targetGroupArn,
          },
        };
      },
    },
    workFolder,
  );

/** All rules, each with the conditions and the forwards that its site's state calls for. */
function createRules(
  rule: LbListenerRule,
  listeners: string,
  arns: Record<"sorry" | "original", string>,
): void {
  // Terraform looks through all of for_each for each rule, so it holds no more than a number each.
  rule.addOverride("for_each", "${local.priorities}");
  rule.addOverride("listener_arn", `\${${listeners}[local.rules[each.key].port].arn}`);
  rule.addOverride("priority", "${each.value}");
  rule.addOverride(`tags.${RULE_TAG}`, "${local.rules[each.key].key}");
  rule.addOverride("condition.0.host_header.values", "${local.rules[each.key].hosts}");
  rule.addOverride("dynamic.condition", [
    {
      for_each: "${length(local.rules[each.key].cidrs) == 0 ? [] : [local.rules[each.key].cidrs]}",
      content: { source_ip: { values: "${condition.value}" } },
    },
    {
      for_each: "${local.rules[each.key].headers}",
      content: {
        http_header: { http_header_name: "${condition.value.name}", values: "${condition.value.values}" },
      },
    },
    {
      for_each: "${length(local.rules[each.key].paths) == 0 ? [] : [local.rules[each.key].paths]}",
      content: { path_pattern: { values: "${condition.value}" } },
    },
  ]);
  rule.addOverride("action.0.forward.target_group", undefined);
  rule.addOverride("action.0.forward.dynamic.target_group", {
    for_each: "${local.rules[each.key].forwards}",
    content: {
      arn: `\${target_group.value.to == "sorry" ? ${arns.sorry} : ${arns.original}}`,
      weight: "${target_group.value.weight}",
    },
  });
}
