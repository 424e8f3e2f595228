import { TerraformOutput, TerraformVariable } from "cdktf";
import { type ServedLoadBalancer, SorryFleet, type SorryFleetProps } from "../../modules/sorry-fleet";
import { CHECKED_FLEET } from "../support/load-balancers";
import { type SynthesizedStack, reference, synthesized, theirStack } from "../support/synthesized";

const MINIMAL: SorryFleetProps = {
  fleet: CHECKED_FLEET,
  name: "corporate",
  region: "eu-west-1",
  imageAccountId: "222222222222",
  configHash: "0123456789ab",
  isSwitchedOn: false,
};

const SERVED: ServedLoadBalancer = {
  name: "web",
  targetGroupArn: "arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/sorry/4567",
  watched: [
    {
      name: "web",
      namespace: "AWS/ApplicationELB",
      dimensions: { LoadBalancer: "app/web/0123", TargetGroup: "targetgroup/sorry/4567" },
    },
  ],
  securityGroupIds: ["sg-0123456789abcdef0"],
};

function fleetStack(props: Partial<SorryFleetProps> = {}): SynthesizedStack {
  const { stack } = theirStack();
  new SorryFleet(stack, "fleet", { ...MINIMAL, ...props });
  return synthesized(stack);
}

const bodyOf = (stack: SynthesizedStack, type: string) => stack.one(type).body;

describe("a fleet", () => {
  const stack = fleetStack();

  it("has addresses that are a contract", () => {
    expect(stack.addresses.map((address) => address.replace(/_[0-9A-F]{8}$/, "")).sort()).toEqual([
      "aws_autoscaling_group.fleet_group",
      "aws_autoscaling_policy.fleet_cpu",
      "aws_cloudwatch_dashboard.fleet_alarms_dashboard",
      "aws_cloudwatch_metric_alarm.fleet_alarms_baked",
      "aws_cloudwatch_metric_alarm.fleet_alarms_cpu",
      "aws_cloudwatch_metric_alarm.fleet_alarms_no-figures",
      "aws_cloudwatch_metric_alarm.fleet_alarms_unknown-hosts",
      "aws_iam_instance_profile.fleet_role_instance-profile",
      "aws_iam_role.fleet_role",
      "aws_iam_role_policy.fleet_role_metrics",
      "aws_iam_role_policy.fleet_role_ssm",
      "aws_launch_template.fleet_launch-template",
      "aws_security_group.fleet_security-group",
    ]);
  });

  it("runs the newest image of its config that the image's account made, for its processor", () => {
    expect(stack.oneData("aws_ami_ids").body).toMatchObject({
      owners: ["222222222222"],
      filter: [
        { name: "name", values: ["sorry-server-arm64-0123456789ab-*"] },
        { name: "state", values: ["available"] },
      ],
      sort_ascending: false,
    });
    const image = stack.oneData("aws_ami_ids").address;
    expect(bodyOf(stack, "aws_launch_template")["image_id"]).toBe(`\${try(${image}.ids[0], null)}`);
  });

  it.each([
    ["latest", "sorry-server-arm64-*-*"],
    ["sorry-server-arm64-ba9876543210-20261101000000", "sorry-server-arm64-ba9876543210-20261101000000"],
  ])("may be told to run another image: %s", (image, pattern) => {
    const { body } = fleetStack({ fleet: { ...CHECKED_FLEET, image } }).oneData("aws_ami_ids");
    expect(body["filter"]).toContainEqual({ name: "name", values: [pattern] });
  });

  it("takes metadata tokens only, encrypts its volume, and has no key pair", () => {
    const template = bodyOf(stack, "aws_launch_template");
    expect(template).toMatchObject({
      metadata_options: {
        http_tokens: "required",
        http_put_response_hop_limit: 1,
        instance_metadata_tags: "enabled",
      },
      block_device_mappings: [{ device_name: "/dev/xvda", ebs: { encrypted: "true" } }],
    });
    expect(template).not.toHaveProperty("key_name");
  });

  it("lets nobody in, and out only to HTTPS and DNS", () => {
    const group = bodyOf(stack, "aws_security_group");
    expect(group).not.toHaveProperty("ingress");
    expect(stack.all("aws_vpc_security_group_ingress_rule")).toEqual([]);
    const egress = group["egress"] as { protocol: string; from_port: number; to_port: number }[];
    expect(egress.map((rule) => [rule.protocol, rule.from_port, rule.to_port])).toEqual([
      ["tcp", 443, 443],
      ["udp", 53, 53],
      ["tcp", 53, 53],
    ]);
  });

  it("may be reached through SSM and report figures in one namespace, and nothing else", () => {
    const policies = stack.all("aws_iam_role_policy").map(({ body }) => String(body["policy"]));
    const [metrics = "", ssm = "", ...others] = policies.sort();
    expect([others, ssm]).toEqual([[], expect.not.stringContaining("Parameter")]);
    const actions = (JSON.parse(ssm) as { Statement: { Action: string[] }[] }).Statement[0]?.Action ?? [];
    expect(new Set(actions.map((action) => action.split(":")[0]))).toEqual(
      new Set(["ssm", "ssmmessages", "ec2messages"]),
    );
    expect(JSON.parse(metrics)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "cloudwatch:PutMetricData",
          Resource: "*",
          Condition: { StringEquals: { "cloudwatch:namespace": "SorryServer" } },
        },
      ],
    });
  });

  it("is replaced server by server by a numbered version of its template, and taken back on failure", () => {
    const group = bodyOf(stack, "aws_autoscaling_group");
    expect(group).toMatchObject({
      launch_template: { version: reference(stack.one("aws_launch_template"), "latest_version") },
      instance_refresh: {
        strategy: "Rolling",
        preferences: { auto_rollback: true, min_healthy_percentage: 100, max_healthy_percentage: 200 },
      },
    });
  });

  it("leaves the desired capacity to scaling", () => {
    const group = bodyOf(stack, "aws_autoscaling_group");
    expect(group).toMatchObject({ min_size: 2, max_size: 6, health_check_type: "ELB" });
    expect(group).not.toHaveProperty("desired_capacity");
    expect(bodyOf(stack, "aws_autoscaling_policy")).toMatchObject({
      target_tracking_configuration: { target_value: 50 },
    });
  });
});

it("a fleet with everything takes it over", () => {
  const stack = fleetStack({
    fleet: { ...CHECKED_FLEET, architecture: "amd64", instanceType: "c7i.large", maxSize: 20 },
    loadBalancers: [SERVED],
    tags: { service: "sorry-server" },
  });
  expect(bodyOf(stack, "aws_vpc_security_group_ingress_rule")).toMatchObject({
    for_each: '${toset(toset(concat(["sg-0123456789abcdef0"])))}',
    referenced_security_group_id: "${each.value}",
    ip_protocol: "tcp",
    from_port: 80,
    to_port: 80,
  });
  expect(bodyOf(stack, "aws_autoscaling_group")).toMatchObject({ max_size: 20 });
  expect(bodyOf(stack, "aws_autoscaling_attachment")).toMatchObject({
    lb_target_group_arn: SERVED.targetGroupArn,
  });
  const all = { Name: "sorry-server-corporate", service: "sorry-server" };
  expect(bodyOf(stack, "aws_launch_template")).toMatchObject({
    instance_type: "c7i.large",
    tag_specifications: [
      { resource_type: "instance", tags: all },
      { resource_type: "volume", tags: all },
    ],
  });
});

it("a fleet tells others what they attach things to, and what they look at", () => {
  const { stack } = theirStack();
  const fleet = new SorryFleet(stack, "fleet", { ...MINIMAL, loadBalancers: [SERVED] });
  const {
    autoscalingGroupName,
    launchTemplateId,
    securityGroupId,
    roleName,
    roleArn,
    alarmArns,
    dashboardName,
  } = fleet;
  const told = { autoscalingGroupName, launchTemplateId, securityGroupId, roleName, roleArn, dashboardName };
  for (const [name, value] of Object.entries(told)) new TerraformOutput(stack, name, { value });
  new TerraformOutput(stack, "alarmArns", { value: alarmArns });
  const made = synthesized(stack);
  const of = (type: string, attribute: string) => ({ value: reference(made.one(type), attribute) });
  const alarms = made
    .all("aws_cloudwatch_metric_alarm")
    .map((alarm) => [alarm.body["alarm_name"], reference(alarm, "arn")]);
  expect(alarms).toHaveLength(5);
  expect(made.json.output).toEqual({
    autoscalingGroupName: of("aws_autoscaling_group", "name"),
    launchTemplateId: of("aws_launch_template", "id"),
    securityGroupId: of("aws_security_group", "id"),
    roleName: of("aws_iam_role", "name"),
    roleArn: of("aws_iam_role", "arn"),
    dashboardName: of("aws_cloudwatch_dashboard", "dashboard_name"),
    alarmArns: { value: Object.fromEntries(alarms) as unknown },
  });
});

it.each([
  [0, false, 0],
  [0, true, 2],
  [4, false, 4],
  [4, true, 4],
])("a fleet of %d at least, with a site switched on: %s, has %d at least", (minSize, isSwitchedOn, least) => {
  const stack = fleetStack({ fleet: { ...CHECKED_FLEET, minSize }, isSwitchedOn });
  expect(bodyOf(stack, "aws_autoscaling_group")["min_size"]).toBe(least);
});

it("a fleet whose least number is a variable has two servers all the same while a site is switched on", () => {
  const { stack } = theirStack();
  const minSize = new TerraformVariable(stack, "least", { type: "number" }).numberValue;
  new SorryFleet(stack, "fleet", { ...MINIMAL, fleet: { ...CHECKED_FLEET, minSize }, isSwitchedOn: true });
  expect(bodyOf(synthesized(stack), "aws_autoscaling_group")["min_size"]).toBe("${max(var.least, 2)}");
});

it("bad props are refused before there is a resource", () => {
  const { stack } = theirStack();
  const tags = { "cost center": "web", "team/web": "a", _index: "b", "..": "c", team: "web" };
  const props = { ...MINIMAL, fleet: { ...CHECKED_FLEET, minSize: 1 }, imageAccountId: "2222", tags };
  expect(() => new SorryFleet(stack, "fleet", props)).toThrow(
    [
      "theirs/fleet: `fleet` must be 0, or a whole number from 2 to 100, got 1. Leave it out for 2: a server alone is none while it is replaced.",
      'theirs/fleet: `imageAccountId` must be a string of 12 digits, got "2222". Put the id between quotes.',
      ...["cost center", "team/web", "_index", ".."].map(
        (key) =>
          `theirs/fleet: \`tags\` must have a key of ASCII letters, digits and + - = . , _ : @ where there is a fleet, got "${key}". Rename the tag.`,
      ),
    ].join("\n"),
  );
});
