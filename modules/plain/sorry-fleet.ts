import { AutoscalingAttachment } from "@cdktf/provider-aws/lib/autoscaling-attachment";
import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Token } from "cdktf";
import { DEFAULT_MAX_SIZE, INSTANCE_TYPES, SMALLEST_FLEET, fleetName } from "../../accounts/fleet";
import { type Architecture, imageNamePattern } from "../../accounts/image";
import { FleetAlarms, HEALTHY, type WatchedPool, dashboardWidgets } from "../fleet-alarms";
import { type ServedLoadBalancer, SorryFleet } from "../sorry-fleet";
import { FLEET_VARIABLES } from "./fleet-variables";
import { type PlainModule, childOf, expression, plainModule } from "./plain-module";

const NAME = fleetName("${var.name}");
const [ARCHITECTURE, HASH] = ["${var.architecture}" as Architecture, "${var.config_hash}"];

const object = (entries: Readonly<Record<string, string>>) =>
  `{ ${Object.entries(entries)
    .map(([key, value]) => `${key} = "${value}"`)
    .join(", ")} }`;

const LOCALS = `locals {
  instance_type = coalesce(var.instance_type, ${object(INSTANCE_TYPES)}[var.architecture])

  # The images that the servers may run, of which they run the newest: "exact", "latest", or one by its name.
  image_patterns = ${object({ exact: imageNamePattern(ARCHITECTURE, HASH), latest: imageNamePattern(ARCHITECTURE) })}
  image_pattern  = lookup(local.image_patterns, var.image, var.image)

  # A fleet that may be empty is not while a site is switched on.
  is_switched_on = anytrue(var.load_balancers[*].is_switched_on)
  min_size       = local.is_switched_on ? max(var.min_size, ${SMALLEST_FLEET}) : var.min_size
  max_size       = coalesce(var.max_size, max(var.min_size, ${DEFAULT_MAX_SIZE}))

  # What may come in: each security group and each network, on each port. Load balancers may share one.
  from_load_balancers = {
    for pair in setproduct(distinct(flatten(var.load_balancers[*].security_group_ids)), var.ports) :
    format("%s port %d", pair[0], pair[1]) => { from = pair[0], port = pair[1] }
  }
  from_clients = {
    for pair in setproduct(distinct(flatten(var.load_balancers[*].clients)), var.ports) :
    format("%s port %d", pair[0], pair[1]) => { from = pair[0], port = pair[1], is_ipv6 = strcontains(pair[0], ":") }
  }

  target_group_arns = merge(var.load_balancers[*].target_group_arns...)
  watched           = merge(var.load_balancers[*].watched...)
  healthy_metrics = [
    for pool in values(local.watched) : concat(
      [pool.namespace, "${HEALTHY.name}"],
      flatten([for name, value in pool.dimensions : [name, value]]),
      [{ stat = "${HEALTHY.statistic}" }],
    )
  ]

  alarm_actions = var.alarm_topic_arn == null ? null : [var.alarm_topic_arn]
  tags          = merge({ Name = "${NAME}" }, var.tags)
}
`;

/** Stands for all pools that the servers are in. */
const ANY_POOL: WatchedPool = {
  name: expression("${each.key}"),
  namespace: expression("${each.value.namespace}"),
  dimensions: Token.asStringMap("${each.value.dimensions}"),
};

/** Stands for all load balancers, whose number only Terraform knows. */
const ANY: ServedLoadBalancer = {
  name: "any",
  securityGroupIds: ["any"],
  clients: ["0.0.0.0/0"],
  targetGroupArn: expression("${each.value}"),
  watched: [ANY_POOL],
};

/** The dashboard's graphs, with the load balancers' pools and without. */
const WIDGETS = {
  widgets: dashboardWidgets({ name: NAME, region: "${var.region}", pools: [ANY_POOL] }).map((widget) =>
    widget.properties.title === HEALTHY.title
      ? { ...widget, properties: { ...widget.properties, metrics: "${local.healthy_metrics}" } }
      : widget,
  ),
  widgets_without_pools: dashboardWidgets({ name: NAME, region: "${var.region}", pools: [] }),
};

const DASHBOARD_BODY =
  "${length(local.watched) > 0 ? jsonencode({ widgets = local.widgets }) : jsonencode({ widgets = local.widgets_without_pools })}";

/** `SorryFleet` as a module: once an account. */
export const sorryFleetModule = (workFolder: string): PlainModule =>
  plainModule(
    {
      name: "sorry-fleet",
      description:
        "The sorry servers of an account: instances of the golden AMI in an auto scaling group, which another image replaces server by server, with scaling, alarms and a dashboard. The image comes from accounts/: npm run golden-ami bakes it.",
      variables: FLEET_VARIABLES,
      providers: [],
      locals: WIDGETS,
      localsText: LOCALS,
      addresses: { behind_any: "behind", from_0_0_0_0: "from_clients" },
      create: ({ stack, variables }) => {
        const fleet = new SorryFleet(stack, "this", {
          fleet: {
            vpcId: variables.vpc_id.stringValue,
            subnetIds: variables.subnet_ids.listValue,
            architecture: expression("${var.architecture}") as Architecture,
            image: expression("${local.image_pattern}"),
            instanceType: expression("${local.instance_type}"),
            minSize: Token.asNumber("${local.min_size}"),
            maxSize: Token.asNumber("${local.max_size}"),
            cpuPercent: variables.cpu_percent.numberValue,
            alarmTopicArn: variables.alarm_topic_arn.stringValue,
          },
          name: variables.name.stringValue,
          region: variables.region.stringValue,
          imageAccountId: variables.image_account_id.stringValue,
          configHash: variables.config_hash.stringValue,
          // The least number of servers is a local, which knows.
          isSwitchedOn: false,
          loadBalancers: [ANY],
        });
        letInAll(fleet);
        const template = childOf(fleet, LaunchTemplate);
        for (const i of [0, 1]) template.addOverride(`tag_specifications.${i}.tags`, "${local.tags}");
        const behind = childOf(fleet, AutoscalingAttachment);
        behind.addOverride("for_each", "${local.target_group_arns}");
        const alarmArns = watchAll(childOf(fleet, FleetAlarms));
        return {
          autoscaling_group_name: {
            description: "The auto scaling group's name.",
            value: fleet.autoscalingGroupName,
          },
          launch_template_id: { description: "The launch template's id.", value: fleet.launchTemplateId },
          security_group_id: {
            description: "The servers' security group, to which requests come from the load balancers alone.",
            value: fleet.securityGroupId,
          },
          role_name: { description: "The servers' role, for policies of your own.", value: fleet.roleName },
          role_arn: { description: "The ARN of the servers' role.", value: fleet.roleArn },
          alarm_arns: {
            description: "The alarms' ARNs, by their names: sorry-server-NAME: CPU.",
            value: alarmArns,
          },
          dashboard_name: { description: "The name of CloudWatch's dashboard.", value: fleet.dashboardName },
        };
      },
    },
    workFolder,
  );

/** Requests come in from each load balancer, and from each network, on each port. */
function letInAll(fleet: SorryFleet): void {
  for (const [id, name, more] of [
    ["from-load-balancers", "from_load_balancers", { referenced_security_group_id: "${each.value.from}" }],
    [
      "from-0-0-0-0-0",
      "from_clients",
      {
        cidr_ipv4: "${each.value.is_ipv6 ? null : each.value.from}",
        cidr_ipv6: "${each.value.is_ipv6 ? each.value.from : null}",
      },
    ],
  ] as const) {
    const rule = childOf(fleet, VpcSecurityGroupIngressRule, id);
    const port = "${each.value.port}";
    const overrides = { for_each: `\${local.${name}}`, from_port: port, to_port: port, ...more };
    for (const [argument, value] of Object.entries(overrides)) rule.addOverride(argument, value);
  }
}

/**
 * An alarm a pool, all alarms to the topic where there is one, and a dashboard of what there is.
 *
 * @returns the alarms' ARNs, by their names
 */
function watchAll(alarms: FleetAlarms): string {
  const lists: string[] = [];
  for (const child of alarms.node.children) {
    if (!(child instanceof CloudwatchMetricAlarm)) continue;
    for (const list of ["alarm_actions", "ok_actions"]) child.addOverride(list, "${local.alarm_actions}");
    const isOfPools = child.node.id.startsWith("no-healthy-server-");
    if (isOfPools) child.addOverride("for_each", "${local.watched}");
    lists.push(isOfPools ? `values(${child.fqn})` : `[${child.fqn}]`);
  }
  childOf(alarms, CloudwatchDashboard).addOverride("dashboard_body", DASHBOARD_BODY);
  return `\${{ for alarm in concat(${lists.join(", ")}) : alarm.alarm_name => alarm.arn }}`;
}
