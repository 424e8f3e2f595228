import { runInNewContext } from "node:vm";
import { FleetAlarms } from "../../modules/fleet-alarms";
import { synthesized, theirStack } from "../support/synthesized";

/** CloudWatch's metric math as far as the alarms use it; a metric without data in a period is undefined. */
function evaluate(expression: string, values: Readonly<Record<string, number | undefined>>): number {
  const script = expression.replaceAll(/\bAND\b/g, "&&").replaceAll(/\bOR\b/g, "||");
  return Number(
    runInNewContext(script, {
      ...values,
      IF: (condition: unknown, yes: number, no: number) => (condition ? yes : no),
      FILL: (value: number | undefined, filler: number) => value ?? filler,
    }),
  );
}

interface Query {
  readonly id: string;
  readonly expression?: string;
  readonly return_data: boolean;
  readonly metric?: {
    readonly namespace: string;
    readonly metric_name: string;
    readonly stat: string;
    readonly period: number;
    readonly dimensions: Readonly<Record<string, string>>;
  };
}
interface Alarm {
  readonly alarm_name: string;
  readonly comparison_operator: string;
  readonly threshold: number;
  readonly evaluation_periods: number;
  readonly treat_missing_data: string;
  readonly metric_query: readonly Query[];
  readonly alarm_actions?: readonly string[];
  readonly ok_actions?: readonly string[];
}

const DIMENSIONS = { LoadBalancer: "app/web/0123", TargetGroup: "targetgroup/sorry/4567" };
const POOL = { name: "web/sorry web", namespace: "AWS/ApplicationELB", dimensions: DIMENSIONS };
const TOPIC = "arn:aws:sns:eu-west-1:111111111111:alarms";

function alarmsOf(props: object = {}): Map<string, Alarm> {
  const { stack } = theirStack();
  const minimal = { name: "sorry-server-corporate", region: "eu-west-1", pools: [POOL] };
  new FleetAlarms(stack, "alarms", { ...minimal, ...props });
  const alarms = synthesized(stack)
    .all("aws_cloudwatch_metric_alarm")
    .map(({ body }) => body as unknown as Alarm);
  return new Map(alarms.map((alarm) => [alarm.alarm_name.replace("sorry-server-corporate: ", ""), alarm]));
}
const alarms = alarmsOf();
const HEALTH = "no healthy server behind web/sorry web";

/** Whether a period with these figures is a bad one. */
function isBad(title: string, values: Readonly<Record<string, number | undefined>>): boolean {
  const alarm = alarms.get(title);
  const told = alarm?.metric_query.filter(({ return_data: isTold }) => isTold) ?? [];
  const [query] = told;
  if (alarm === undefined || query === undefined || told.length > 1) throw new Error(`No alarm: ${title}`);
  const metrics = alarm.metric_query.filter(({ metric }) => metric !== undefined).map(({ id }) => id);
  // Every metric by its name, and no other: a misspelt one would be undefined for CloudWatch, too.
  expect(Object.keys(values).sort()).toEqual([...metrics].sort());
  return evaluate(query.expression ?? query.id, values) > alarm.threshold;
}

it.each([
  [HEALTH, { desired: 2, healthy: 0 }, true],
  [HEALTH, { desired: 2, healthy: undefined }, true],
  [HEALTH, { desired: 2, healthy: 1 }, false],
  [HEALTH, { desired: 0, healthy: 0 }, false],
  [HEALTH, { desired: 0, healthy: undefined }, false],
  ["CPU", { cpu: 90 }, false],
  ["CPU", { cpu: 90.1 }, true],
  ["copies in the image", { answers: 0, baked: 0 }, false],
  ["copies in the image", { answers: 1000, baked: 50 }, false],
  ["copies in the image", { answers: 1000, baked: 51 }, true],
  ["copies in the image", { answers: 1, baked: 1 }, true],
  ["no figures", { desired: 2, answers: undefined }, true],
  ["no figures", { desired: 2, answers: 0 }, false],
  ["no figures", { desired: 0, answers: undefined }, false],
  ["unknown hosts", { unknown: 100 }, false],
  ["unknown hosts", { unknown: 101 }, true],
])("%s: a period of %j is bad: %s", (title, values, expected) => {
  expect(isBad(title, values)).toBe(expected);
});

it("alarms are raised by so many bad periods in a row, and by no data never", () => {
  const told = [...alarms].map(([title, alarm]) => [
    title,
    alarm.evaluation_periods,
    [...new Set(alarm.metric_query.flatMap(({ metric }) => metric?.period ?? []))],
    alarm.comparison_operator,
    alarm.treat_missing_data,
  ]);
  const rest = ["GreaterThanThreshold", "notBreaching"];
  expect(told.sort()).toEqual(
    [
      [HEALTH, 2, [60], ...rest],
      ["CPU", 5, [60], ...rest],
      ["copies in the image", 3, [60], ...rest],
      ["no figures", 10, [60], ...rest],
      ["unknown hosts", 2, [300], ...rest],
    ].sort(),
  );
});

it("alarms are on the figures of the group and of each pool, by CloudWatch's own names", () => {
  const own = { AutoScalingGroupName: "sorry-server-corporate" };
  const metrics = [...alarms.values()].flatMap(({ metric_query: queries }) =>
    queries.flatMap(({ id, metric }) =>
      metric === undefined
        ? []
        : [[id, metric.namespace, metric.metric_name, metric.stat, metric.dimensions]],
    ),
  );
  expect([...new Set(metrics.map((metric) => JSON.stringify(metric)))].sort()).toEqual(
    [
      ["answers", "SorryServer", "Answers", "Sum", own],
      ["baked", "SorryServer", "BakedAnswers", "Sum", own],
      ["cpu", "AWS/EC2", "CPUUtilization", "Average", own],
      ["desired", "AWS/AutoScaling", "GroupDesiredCapacity", "Average", own],
      ["healthy", "AWS/ApplicationELB", "HealthyHostCount", "Maximum", DIMENSIONS],
      ["unknown", "SorryServer", "UnknownHosts", "Sum", own],
    ]
      .map((metric) => JSON.stringify(metric))
      .sort(),
  );
});

it("each pool has an alarm of its own; a topic is told of all alarms and of their end", () => {
  const all = alarmsOf({ pools: [POOL, { ...POOL, name: "legacy (classic)" }], topicArn: TOPIC });
  expect([...all.keys()].filter((title) => title.startsWith("no healthy server")).sort()).toEqual([
    "no healthy server behind legacy (classic)",
    HEALTH,
  ]);
  for (const alarm of all.values()) {
    expect([alarm.alarm_actions, alarm.ok_actions]).toEqual([[TOPIC], [TOPIC]]);
  }
  for (const alarm of alarms.values()) expect(alarm.alarm_actions).toBeUndefined();
});
