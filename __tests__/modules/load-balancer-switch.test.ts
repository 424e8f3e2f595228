import { TerraformVariable } from "cdktf";
import type { ApplicationLoadBalancer } from "../../accounts/load-balancer";
import { LoadBalancerSwitch, type LoadBalancerSwitchProps } from "../../modules";
import { alb, fleetAccount, sitesOfDomains } from "../support/load-balancers";
import { platformOf } from "../support/platforms";
import { type SynthesizedStack, synthesized, theirStack } from "../support/synthesized";

/** A load balancer as an account has it once it is checked. */
function checked(listener: object = {}, more: object = {}): ApplicationLoadBalancer {
  const [account] = platformOf([fleetAccount({ loadBalancers: [alb(listener)], ...more })]).accounts;
  const [found] = account?.loadBalancers ?? [];
  if (found?.type !== "application") throw new Error("No ALB.");
  return found;
}

function switchStack(props: Partial<LoadBalancerSwitchProps> = {}): SynthesizedStack {
  const { stack } = theirStack();
  new LoadBalancerSwitch(stack, "web", {
    loadBalancer: checked(),
    vpcId: "vpc-0123456789abcdef0",
    ...props,
  });
  return synthesized(stack);
}

interface Rule {
  readonly priority: number;
  readonly condition: readonly Record<string, { readonly values: readonly string[] }>[];
  readonly action: readonly { readonly forward: { readonly target_group: readonly object[] } }[];
  readonly tags: Readonly<Record<string, string>>;
}
const rulesOf = (stack: SynthesizedStack): Rule[] =>
  stack.all("aws_lb_listener_rule").map(({ body }) => body as unknown as Rule);
const conditionsOf = (stack: SynthesizedStack) =>
  Object.fromEntries(
    rulesOf(stack).map(({ tags, condition }): [string, unknown] => [
      tags["sorry-server:rule"] ?? "",
      condition,
    ]),
  );
const fixedOf = (stack: SynthesizedStack) =>
  rulesOf(stack).map(({ priority, tags }) => [tags["sorry-server:rule"], priority]);

const STAFF = {
  original: "web",
  staff: { cidrs: ["192.0.2.0/24"], header: { name: "X-Staff", value: "yes" }, pathPrefix: "/admin" },
};

describe("a listener's site", () => {
  it("that is off is parked on a host that nobody asks for, in a rule that is its own", () => {
    const stack = switchStack();
    expect(conditionsOf(stack)).toEqual({
      "domain-a/sorry/0": [{ host_header: { values: ["parked.sorry-server.invalid"] } }],
    });
    expect(stack.addresses.map((address) => address.replace(/_[0-9A-F]{8}$/, ""))).toEqual([
      "aws_lb_listener_rule.web_port-443_domain-a-sorry-0",
      "aws_lb_target_group.web_target-group",
    ]);
  });

  it("that is on has its domains in the same rule, with the same priority", () => {
    const on = switchStack({ switch: { "domain-a": "on" } });
    expect(conditionsOf(on)).toEqual({
      "domain-a/sorry/0": [{ host_header: { values: ["example.com", "*.example.com"] } }],
    });
    expect(fixedOf(on)).toEqual(fixedOf(switchStack()));
    expect(on.addresses).toEqual(switchStack().addresses);
  });

  it("is taken away from staff by rules that come first, each way its own", () => {
    const stack = switchStack({ loadBalancer: checked(STAFF), switch: { "domain-a": "on" } });
    const hosts = { host_header: { values: ["example.com", "*.example.com"] } };
    expect(conditionsOf(stack)).toEqual({
      "domain-a/staff-cidrs/0": [hosts, { source_ip: { values: ["192.0.2.0/24"] } }],
      "domain-a/staff-header/0": [hosts, { http_header: { http_header_name: "X-Staff", values: ["yes"] } }],
      "domain-a/staff-path/0": [hosts, { path_pattern: { values: ["/admin", "/admin/*"] } }],
      "domain-a/sorry/0": [hosts],
    });
    const priorities = rulesOf(stack).map(({ tags, priority }) => ({
      isStaff: tags["sorry-server:rule"]?.includes("staff"),
      priority,
    }));
    const sorry = priorities.find(({ isStaff }) => !isStaff)?.priority ?? 0;
    for (const { isStaff, priority } of priorities) expect(isStaff ? priority < sorry : true).toBe(true);
    const original = stack.oneData("aws_lb_target_group").address;
    const staff = rulesOf(stack).find(({ tags }) => tags["sorry-server:rule"]?.includes("header"));
    expect(staff?.action[0]?.forward.target_group).toEqual([{ arn: `\${${original}.arn}`, weight: 1 }]);
  });

  it("that is on for a share gives the rest to the web site's own group", () => {
    const stack = switchStack({ loadBalancer: checked({ original: "web" }), switch: { "domain-a": "10%" } });
    const original = stack.oneData("aws_lb_target_group").address;
    expect(rulesOf(stack)[0]?.action[0]?.forward.target_group).toEqual([
      { arn: `\${${stack.one("aws_lb_target_group").address}.arn}`, weight: 10 },
      { arn: `\${${original}.arn}`, weight: 90 },
    ]);
  });
});

it("the sorry servers' group is the load balancer's own, and is asked for the path that the account names", () => {
  const { body } = switchStack({
    loadBalancer: { ...checked(), healthCheckPath: "/status" },
  }).one("aws_lb_target_group");
  expect(body).toMatchObject({
    name: "sorry-web",
    port: 80,
    protocol: "HTTP",
    target_type: "instance",
    health_check: { path: "/status", matcher: "200" },
  });
});

it("eighty sites of two domains each take eighty rules, of two values at most, whether on or off", () => {
  const sites = sitesOfDomains(80, 2);
  const loadBalancer = checked({}, { sites });
  const on = Object.fromEntries(sites.map(({ name }) => [name, "on" as const]));
  for (const states of [{}, on]) {
    const rules = rulesOf(switchStack({ loadBalancer, switch: states }));
    const values = rules.map(({ condition }) => condition[0]?.["host_header"]?.values.length ?? 0);
    expect([rules.length, new Set(rules.map(({ priority }) => priority)).size]).toEqual([80, 80]);
    expect(Math.max(...values)).toBe(states === on ? 2 : 1);
  }
});

it("bad props are refused before there is a resource", () => {
  const { stack } = theirStack();
  const props = { loadBalancer: checked(), vpcId: "main", switch: { "domain-a": "maybe" as "on" } };
  expect(() => new LoadBalancerSwitch(stack, "web", props)).toThrow(
    [
      'theirs/web: `vpcId` must be a VPC, such as vpc-0123456789abcdef0, got "main". Name its id.',
      'theirs/web: `switch` must be "on", "off", or a share from "1%" to "99%", got "maybe". Write "off" for the web site.',
    ].join("\n"),
  );
});

it("a share without the web site's own group is refused", () => {
  const { stack } = theirStack();
  const props = {
    loadBalancer: checked(),
    vpcId: "vpc-0123456789abcdef0",
    switch: { "domain-a": "10%" as const },
  };
  expect(() => new LoadBalancerSwitch(stack, "web", props)).toThrow(
    "theirs/web: site `domain-a`: `original` must name the target group that serves the web site, got nothing. Staff, and the rest of a share, go there.",
  );
});

describe("a load balancer must be in the VPC that is named", () => {
  const conditionOf = ({ body }: { readonly body: unknown }) =>
    (body as { lifecycle: { postcondition: { condition: string }[] } }).lifecycle.postcondition[1]?.condition;

  it("by its id", () => {
    expect(conditionOf(switchStack().oneData("aws_lb"))).toBe('${self.vpc_id == "vpc-0123456789abcdef0"}');
  });

  it("by a variable", () => {
    const { stack } = theirStack();
    const { stringValue: vpcId } = new TerraformVariable(stack, "vpc", { type: "string" });
    new LoadBalancerSwitch(stack, "web", { loadBalancer: checked(), vpcId });
    expect(conditionOf(synthesized(stack).oneData("aws_lb"))).toBe("${self.vpc_id == var.vpc}");
  });
});
