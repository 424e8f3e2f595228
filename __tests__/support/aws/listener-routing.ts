import {
  DescribeRulesCommand,
  type ElasticLoadBalancingV2Client,
  type Rule,
  type RuleCondition,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import ipaddr from "ipaddr.js";
import type { RoutedRequest } from "../../../preview/load-balancer";

/** `*` for any characters, `?` for one. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html */
const fits = (pattern: string, text: string, flags = "") =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
    flags,
  ).test(text);

const isWithin = (address: string, network: string) => {
  const [found, [base, bits]] = [ipaddr.process(address), ipaddr.parseCIDR(network)];
  return found.kind() === base.kind() && found.match([base, bits] as [ipaddr.IPv4, number]);
};

function holds(condition: RuleCondition, { host, path, sourceAddress, headers }: RoutedRequest): boolean {
  const { HostHeaderConfig, PathPatternConfig, SourceIpConfig, HttpHeaderConfig } = condition;
  const { HttpHeaderName: name = "", Values: values = [] } = HttpHeaderConfig ?? {};
  return [
    ...(HostHeaderConfig?.Values ?? []).map((value) => fits(value, host, "i")),
    ...(PathPatternConfig?.Values ?? []).map((value) => fits(value, path)),
    ...(SourceIpConfig?.Values ?? []).map((value) => isWithin(sourceAddress, value)),
    ...values.map((value) => fits(value, String(headers[name.toLowerCase()] ?? ""), "i")),
  ].some(Boolean);
}

/** The rules of a listener as they stand in AWS, the default last. */
export async function rulesOf(elb: ElasticLoadBalancingV2Client, ListenerArn: string): Promise<Rule[]> {
  const { Rules: rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn }));
  const order = ({ Priority: priority }: Rule) => (priority === "default" ? Infinity : Number(priority));
  return rules.sort((a, b) => order(a) - order(b));
}

/**
 * The target group that a listener sends a request to.
 *
 * @param turn the number of the request: of groups by weight, each gets its share of any hundred in a row
 */
export function targetGroupFor(rules: readonly Rule[], request: RoutedRequest, turn: number): string {
  const rule = rules.find(({ Conditions: all = [] }) => all.every((condition) => holds(condition, request)));
  const [action] = rule?.Actions ?? [];
  const groups = action?.ForwardConfig?.TargetGroups ?? [];
  const total = groups.reduce((sum, { Weight: weight = 1 }) => sum + weight, 0);
  let rest = turn % Math.max(total, 1);
  const found = groups.find(({ Weight: weight = 1 }) => (rest -= weight) < 0);
  return found?.TargetGroupArn ?? action?.TargetGroupArn ?? "";
}
