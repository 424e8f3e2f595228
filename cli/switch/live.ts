import {
  type Action,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  type RuleCondition,
  type TargetGroup,
  paginateDescribeListeners,
  paginateDescribeLoadBalancers,
  paginateDescribeRules,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { type Condition, RULE_TAG } from "../../accounts/listener-rules";
import { codeOf } from "../aws/fault";

/** A rule as AWS has it, in a form that can be compared. */
export interface LiveRule {
  readonly arn: string;
  readonly priority: number;
  /** The value of the sorry servers' tag; none where the rule is somebody else's. */
  readonly key?: string;
  /** As {@link conditionText} writes them, sorted. */
  readonly conditions: readonly string[];
  /** Where its requests go, by the target group's ARN; none where it does anything but forward. */
  readonly weights: ReadonlyMap<string, number>;
}

export interface LiveListener {
  readonly arn: string;
  readonly port: number;
  /** Without the default rule, by priority. */
  readonly rules: readonly LiveRule[];
}

/** A condition on a line, alike for alike ones, whatever order AWS keeps its values in. */
const line = (field: string, values: readonly string[]) => `${field} ${[...values].sort().join(" or ")}`;

/** What a planned condition looks like in {@link LiveRule.conditions}. */
export function conditionText(condition: Condition): string {
  return condition.field === "http-header"
    ? line(`http-header ${condition.name.toLowerCase()}`, condition.values)
    : line(condition.field, condition.values);
}

function liveConditionText(condition: RuleCondition): string {
  const { Field: field = "", HttpHeaderConfig: header } = condition;
  if (header !== undefined) {
    return line(`http-header ${(header.HttpHeaderName ?? "").toLowerCase()}`, header.Values ?? []);
  }
  const values =
    condition.HostHeaderConfig?.Values ??
    condition.PathPatternConfig?.Values ??
    condition.SourceIpConfig?.Values ??
    condition.Values ??
    [];
  return line(field, values);
}

function weightsOf(actions: readonly Action[]): Map<string, number> {
  const [action, ...more] = actions;
  if (action?.Type !== "forward" || more.length > 0) return new Map();
  const groups = action.ForwardConfig?.TargetGroups ?? [];
  if (groups.length === 0) return new Map([[action.TargetGroupArn ?? "", 1]]);
  // The weight of a group alone says nothing.
  if (groups.length === 1) return new Map([[groups[0]?.TargetGroupArn ?? "", 1]]);
  return new Map(groups.map(({ TargetGroupArn: arn = "", Weight: weight = 1 }) => [arn, weight]));
}

/** What could not be looked at, as something is not there that accounts/ names. */
export interface Absent {
  /** Those that are switched there. */
  readonly sites: readonly string[];
  readonly text: string;
}

/** The ARN of a load balancer; undefined where the region has none of this name. */
export async function findLoadBalancer(
  client: ElasticLoadBalancingV2Client,
  name: string,
): Promise<string | undefined> {
  return orNone(["LoadBalancerNotFoundException"], async () => {
    for await (const page of paginateDescribeLoadBalancers({ client }, { Names: [name] })) {
      for (const { LoadBalancerArn: arn } of page.LoadBalancers ?? []) return arn;
    }
    return undefined;
  });
}

/** A target group; undefined where the region has none of this name. */
export async function describeTargetGroup(
  client: ElasticLoadBalancingV2Client,
  name: string,
): Promise<TargetGroup | undefined> {
  return orNone(["TargetGroupNotFoundException"], async () => {
    const { TargetGroups: [found] = [] } = await client.send(
      new DescribeTargetGroupsCommand({ Names: [name] }),
    );
    return found;
  });
}

/** The ARN of a target group; undefined where the region has none of this name. */
export const findTargetGroup = async (
  client: ElasticLoadBalancingV2Client,
  name: string,
): Promise<string | undefined> => (await describeTargetGroup(client, name))?.TargetGroupArn;

/** How many servers of a target group are healthy, and how many there are. */
export async function readHealth(
  client: ElasticLoadBalancingV2Client,
  TargetGroupArn: string,
): Promise<{ healthy: number; servers: number }> {
  const { TargetHealthDescriptions: targets = [] } = await client.send(
    new DescribeTargetHealthCommand({ TargetGroupArn }),
  );
  const healthy = targets.filter(({ TargetHealth: health }) => health?.State === "healthy");
  return { healthy: healthy.length, servers: targets.length };
}

/** What AWS answers; undefined where it has an error of one of these names. */
export async function orNone<T>(names: readonly string[], ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (names.includes(codeOf(error))) return undefined;
    throw error;
  }
}

/** All listeners of a load balancer, with their rules. */
export async function readListeners(
  client: ElasticLoadBalancingV2Client,
  loadBalancerArn: string,
): Promise<LiveListener[]> {
  const found: LiveListener[] = [];
  for await (const page of paginateDescribeListeners({ client }, { LoadBalancerArn: loadBalancerArn })) {
    for (const { ListenerArn: arn = "", Port: port = 0 } of page.Listeners ?? []) {
      found.push({ arn, port, rules: await readRules(client, arn) });
    }
  }
  return found;
}

/** How many resources AWS tells the tags of at once. */
const TAGS_AT_ONCE = 20;

async function readRules(client: ElasticLoadBalancingV2Client, ListenerArn: string): Promise<LiveRule[]> {
  const rules: LiveRule[] = [];
  for await (const page of paginateDescribeRules({ client }, { ListenerArn })) {
    for (const rule of page.Rules ?? []) {
      if (rule.IsDefault === true || rule.Priority === "default") continue;
      rules.push({
        arn: rule.RuleArn ?? "",
        priority: Number(rule.Priority),
        conditions: (rule.Conditions ?? []).map(liveConditionText).sort(),
        weights: weightsOf(rule.Actions ?? []),
      });
    }
  }
  const keys = new Map<string, string>();
  for (let i = 0; i < rules.length; i += TAGS_AT_ONCE) {
    const ResourceArns = rules.slice(i, i + TAGS_AT_ONCE).map(({ arn }) => arn);
    const { TagDescriptions: described = [] } = await client.send(new DescribeTagsCommand({ ResourceArns }));
    for (const { ResourceArn: arn = "", Tags: tags = [] } of described) {
      const key = tags.find(({ Key }) => Key === RULE_TAG)?.Value;
      if (key !== undefined) keys.set(arn, key);
    }
  }
  return rules
    .map((rule) => {
      const key = keys.get(rule.arn);
      return key === undefined ? rule : { ...rule, key };
    })
    .sort((a, b) => a.priority - b.priority);
}
