import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmMetricQuery,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import { METRICS } from "../accounts/metrics";

/** Servers behind a load balancer, as CloudWatch knows them. */
export interface WatchedPool {
  /** The load balancer's, or `LOAD-BALANCER/TARGET-GROUP`. */
  readonly name: string;
  /** Such as `AWS/ApplicationELB`. */
  readonly namespace: string;
  /** Of the metric `HealthyHostCount`. */
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface FleetAlarmsProps {
  /** The auto scaling group's; it leads the alarms' names and is the dashboard's. */
  readonly name: string;
  readonly region: string;
  readonly pools: readonly WatchedPool[];
  /** The SNS topic that is told of alarms and of their end. @default none */
  readonly topicArn?: string;
}

const MINUTE = 60;
/** In percent: at the most servers allowed, scaling can do no more. */
const CPU_LIMIT = 90;
/** In percent of all answers: more and CloudFront fails for users, who get older pages. */
const BAKED_LIMIT = 5;
/** In five minutes; scanners that ask for addresses stay below it, a forgotten domain does not. */
const UNKNOWN_LIMIT = 100;

/** Of a load balancer's servers, and of the graph that shows them. */
export const HEALTHY = { name: "HealthyHostCount", statistic: "Maximum", title: "Healthy servers" } as const;

interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly statistic: "Average" | "Maximum" | "Sum";
  readonly dimensions: Readonly<Record<string, string>>;
}

interface Alarm {
  readonly title: string;
  readonly description: string;
  readonly limit: number;
  /** By the name that `expression` has for it. */
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly expression: string;
  readonly period: number;
  /** How many periods in a row. */
  readonly periods: number;
}

/** Alarms on what users would notice, and a dashboard of what there is to see. */
export class FleetAlarms extends Construct {
  readonly dashboardName: string;
  private readonly arns: Record<string, string> = {};

  constructor(scope: Construct, id: string, props: FleetAlarmsProps) {
    super(scope, id);
    const { name, pools } = props;
    const { desired, cpu, answers, baked, unknown } = metricsOf(name);
    for (const pool of pools) {
      this.createAlarm(`no-healthy-server-${pool.name.replaceAll(/[^A-Za-z0-9-]+/g, "-")}`, props, {
        title: `no healthy server behind ${pool.name}`,
        description: `Servers are wanted and ${pool.name} finds none healthy: what is switched on there is down. Its health checks say why.`,
        // A fleet that may be empty wants no server while nothing is switched on.
        expression: "IF(desired > 0 AND FILL(healthy, 0) < 1, 1, 0)",
        metrics: { desired, healthy: healthyOf(pool) },
        limit: 0,
        period: MINUTE,
        periods: 2,
      });
    }
    this.createAlarm("cpu", props, {
      title: "CPU",
      description:
        "The servers are busy although the fleet has grown: raise the largest number of servers, or take a larger instance type.",
      expression: "cpu",
      metrics: { cpu },
      limit: CPU_LIMIT,
      period: MINUTE,
      periods: 5,
    });
    this.createAlarm("baked", props, {
      title: "copies in the image",
      description:
        "Users get the copies of pages in the image: CloudFront can't be reached, or a page is missing there.",
      expression: "IF(answers > 0, 100 * baked / answers, 0)",
      metrics: { answers, baked },
      limit: BAKED_LIMIT,
      period: MINUTE,
      periods: 3,
    });
    this.createAlarm("no-figures", props, {
      title: "no figures",
      description:
        "Servers are wanted and none reports its figures: they don't reach CloudWatch, so perhaps not CloudFront either (journalctl -u sorry-figures on a server).",
      // A server reports a zero where it had nothing to do.
      expression: "IF(desired > 0 AND FILL(answers, -1) < 0, 1, 0)",
      metrics: { desired, answers },
      limit: 0,
      period: MINUTE,
      periods: 10,
    });
    this.createAlarm("unknown-hosts", props, {
      title: "unknown hosts",
      description:
        "People ask the sorry servers for a host that no site has: a domain is missing among those that the image was baked for.",
      expression: "unknown",
      metrics: { unknown },
      limit: UNKNOWN_LIMIT,
      period: 5 * MINUTE,
      periods: 2,
    });
    this.dashboardName = new CloudwatchDashboard(this, "dashboard", {
      dashboardName: name,
      dashboardBody: JSON.stringify({ widgets: dashboardWidgets(props) }),
    }).dashboardName;
  }

  /** By the alarms' names. */
  get alarmArns(): Readonly<Record<string, string>> {
    return this.arns;
  }

  private createAlarm(id: string, { name, topicArn }: FleetAlarmsProps, alarm: Alarm): void {
    const metricQuery: CloudwatchMetricAlarmMetricQuery[] = Object.entries(alarm.metrics).map(
      ([key, { namespace, name: metricName, statistic, dimensions }]) => ({
        id: key,
        metric: { namespace, metricName, stat: statistic, period: alarm.period, dimensions },
        returnData: key === alarm.expression,
      }),
    );
    const isExpression = !(alarm.expression in alarm.metrics);
    const topic = topicArn === undefined ? {} : { alarmActions: [topicArn], okActions: [topicArn] };
    const alarmName = `${name}: ${alarm.title}`;
    this.arns[alarmName] = new CloudwatchMetricAlarm(this, id, {
      alarmName,
      alarmDescription: alarm.description,
      comparisonOperator: "GreaterThanThreshold",
      threshold: alarm.limit,
      evaluationPeriods: alarm.periods,
      treatMissingData: "notBreaching",
      metricQuery: isExpression
        ? [
            ...metricQuery,
            { id: "value", expression: alarm.expression, label: alarm.title, returnData: true },
          ]
        : metricQuery,
      ...topic,
    }).arn;
  }
}

function metric(
  namespace: string,
  name: string,
  statistic: Metric["statistic"],
  dimensions: Readonly<Record<string, string>>,
): Metric {
  return { namespace, name, statistic, dimensions };
}

const healthyOf = ({ namespace, dimensions }: WatchedPool) =>
  metric(namespace, HEALTHY.name, HEALTHY.statistic, dimensions);

/** What is known of a fleet by its auto scaling group's name. */
function metricsOf(name: string) {
  const own = { [METRICS.dimension]: name };
  const figure = (figureName: string) => metric(METRICS.namespace, figureName, "Sum", own);
  return {
    desired: metric("AWS/AutoScaling", "GroupDesiredCapacity", "Average", own),
    inService: metric("AWS/AutoScaling", "GroupInServiceInstances", "Average", own),
    cpu: metric("AWS/EC2", "CPUUtilization", "Average", own),
    answers: figure(METRICS.answers),
    baked: figure(METRICS.baked),
    unknown: figure(METRICS.unknownHosts),
  };
}

/** A fleet's graphs, two a row. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
export function dashboardWidgets({ name, region, pools }: Omit<FleetAlarmsProps, "topicArn">) {
  const { desired, inService, cpu, answers, baked, unknown } = metricsOf(name);
  const graphs: readonly (readonly [string, readonly Metric[]])[] = [
    ["Servers", [desired, inService]],
    [HEALTHY.title, pools.map(healthyOf)],
    ["CPU, %", [cpu]],
    ["Answers, and copies in the image", [answers, baked]],
    ["Unknown hosts", [unknown]],
  ];
  return graphs
    .filter(([, metrics]) => metrics.length > 0)
    .map(([title, metrics], i) => ({
      type: "metric",
      x: (i % 2) * 12,
      y: Math.floor(i / 2) * 6,
      width: 12,
      height: 6,
      properties: {
        title,
        region,
        view: "timeSeries",
        period: MINUTE,
        metrics: metrics.map(({ namespace, name: metricName, statistic, dimensions }) => [
          namespace,
          metricName,
          ...Object.entries(dimensions).flat(),
          { stat: statistic },
        ]),
      },
    }));
}
