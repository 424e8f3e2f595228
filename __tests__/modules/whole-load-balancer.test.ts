import { TerraformVariable } from "cdktf";
import type { LoadBalancer } from "../../accounts/load-balancer";
import { SorryFleet, WholeLoadBalancer, type WholeLoadBalancerProps } from "../../modules";
import { CHECKED_FLEET, fleetAccount } from "../support/load-balancers";
import { platformOf } from "../support/platforms";
import { synthesized, theirStack } from "../support/synthesized";

const VPC = "vpc-0123456789abcdef0";
const SITE = { name: "domain-a", domains: ["example.com"], page: "maintenance", httpsRedirect: "off" };

/** A load balancer as an account has it once it is checked. */
function checked(loadBalancer: object): LoadBalancer {
  const [account] = platformOf([fleetAccount({ sites: [SITE], loadBalancers: [loadBalancer] })]).accounts;
  const [found] = account?.loadBalancers ?? [];
  if (found === undefined) throw new Error("No load balancer.");
  return found;
}
const CLASSIC = { type: "classic", name: "legacy" };
const NETWORK = { type: "network", name: "stream", targetGroups: [{ name: "tcp" }] };
const APPLICATION = { type: "application", name: "web", targetGroups: [{ name: "one" }, { name: "two" }] };

interface Looked {
  readonly name: string;
  readonly lifecycle: {
    readonly postcondition: readonly { readonly condition: string; readonly error_message: string }[];
  };
}

function whole(loadBalancer: object, props: Partial<WholeLoadBalancerProps> = {}, { stack } = theirStack()) {
  const made = new WholeLoadBalancer(stack, "whole", {
    loadBalancer: checked(loadBalancer),
    vpcId: VPC,
    ...props,
  });
  new SorryFleet(stack, "fleet", {
    fleet: CHECKED_FLEET,
    name: "corporate",
    region: "eu-west-1",
    imageAccountId: "222222222222",
    configHash: "0123456789ab",
    isSwitchedOn: false,
    loadBalancers: [made],
    ports: props.ports,
  });
  const result = synthesized(stack);
  const looked = (type: string) =>
    Object.values(result.json.data?.[type] ?? {}).map((body) => body as unknown as Looked);
  const messages = (type: string) =>
    looked(type).flatMap(({ lifecycle }) => lifecycle.postcondition.map(({ error_message: text }) => text));
  return { made, stack: result, looked, messages };
}
const ingress = ({ stack }: ReturnType<typeof whole>) =>
  stack.all("aws_vpc_security_group_ingress_rule").map(({ body }) => body);

it.each([
  ["classic", CLASSIC, ["aws_elb"], [{ namespace: "AWS/ELB", names: ["LoadBalancerName"] }]],
  [
    "network",
    NETWORK,
    ["aws_lb", "aws_lb_target_group"],
    [{ namespace: "AWS/NetworkELB", names: ["LoadBalancer", "TargetGroup"] }],
  ],
  [
    "application",
    APPLICATION,
    ["aws_lb", "aws_lb_target_group"],
    [
      { namespace: "AWS/ApplicationELB", names: ["LoadBalancer", "TargetGroup"] },
      { namespace: "AWS/ApplicationELB", names: ["LoadBalancer", "TargetGroup"] },
    ],
  ],
])(
  "a deploy looks at a %s load balancer, changes nothing of it, and has its pools watched",
  (_, config, types, watched) => {
    const { made, stack } = whole(config);
    expect(
      Object.keys(stack.json.data ?? {})
        .filter((type) => type !== "aws_ami_ids")
        .sort(),
    ).toEqual(types);
    expect(
      stack.addresses.filter((address) => /aws_(?:lb|elb|autoscaling_attachment)/.test(address)),
    ).toEqual([]);
    expect(
      made.watched.map(({ namespace, dimensions }) => ({ namespace, names: Object.keys(dimensions) })),
    ).toEqual(watched);
  },
);

it("requests come from its security groups, on port 80 unless the platform says more", () => {
  const plain = ingress(whole(CLASSIC));
  expect(plain).toEqual([expect.objectContaining({ from_port: 80, to_port: 80, ip_protocol: "tcp" })]);
  const ports = ingress(whole(CLASSIC, { ports: [80, 8081] }));
  expect(ports.map(({ from_port: from, to_port: to }) => `${String(from)}-${String(to)}`).sort()).toEqual([
    "80-80",
    "8081-8081",
  ]);
});

it("requests come from the clients of a Network Load Balancer, on each port, by IPv4 and IPv6", () => {
  const clients = ["198.51.100.0/24", "2001:db8::/32"];
  const made = whole({ ...NETWORK, clients }, { ports: [80, 8081] });
  const rules = ingress(made)
    .filter((rule) => rule["for_each"] === undefined)
    .map(({ cidr_ipv4: four, cidr_ipv6: six, from_port: port }) => [four ?? six, port]);
  expect(rules.sort()).toEqual([80, 8081].flatMap((port) => clients.map((client) => [client, port])).sort());
});

it("a Network Load Balancer must have a security group only where nobody said who its clients are", () => {
  const why = expect.stringContaining(
    "has no security group, and hands on its clients' own addresses",
  ) as string;
  expect(whole(NETWORK).messages("aws_lb")).toContainEqual(why);
  expect(whole({ ...NETWORK, clients: ["0.0.0.0/0"] }).messages("aws_lb")).not.toContainEqual(why);
  expect(whole(APPLICATION).messages("aws_lb")).not.toContainEqual(why);
});

it("what a plan refuses names the target group and what to do", () => {
  const cannot = "Target group tcp can't be switched to sorry servers: ";
  expect(whole(NETWORK, { ports: [80, 8081] }).messages("aws_lb_target_group")).toEqual([
    `${cannot}its targets are no instances (target type ip, lambda or alb). Switch by listeners instead.`,
    `${cannot}they speak TCP, it another protocol. Switch by listeners instead.`,
    `${cannot}they speak HTTP/1.1, it another version. Switch by listeners instead.`,
    `${cannot}it speaks the proxy protocol, they do not.`,
    `${cannot}they listen on 80, 8081. Name its port in accounts/, as the platform's \`ports\`.`,
    `${cannot}it is in another VPC than the fleet, ${VPC}.`,
  ]);
});

describe("a target group must be in the VPC of the fleet", () => {
  const conditions = ({ looked }: ReturnType<typeof whole>) =>
    looked("aws_lb_target_group").map(({ lifecycle }) => lifecycle.postcondition.at(-1)?.condition);

  it("by its id", () => {
    expect(conditions(whole(NETWORK))).toEqual([`\${self.vpc_id == "${VPC}"}`]);
  });

  it("by a variable", () => {
    const theirs = theirStack();
    const { stringValue: vpcId } = new TerraformVariable(theirs.stack, "vpc", { type: "string" });
    expect(conditions(whole(NETWORK, { vpcId }, theirs))).toEqual(["${self.vpc_id == var.vpc}"]);
  });
});

it("bad props are refused before there is a resource", () => {
  const { stack } = theirStack();
  const props = { loadBalancer: checked(CLASSIC), vpcId: "main" };
  expect(() => new WholeLoadBalancer(stack, "whole", props)).toThrow(
    'theirs/whole: `vpcId` must be a VPC, such as vpc-0123456789abcdef0, got "main". Name its id.',
  );
  expect(synthesized(stack).json.data).toBeUndefined();
});
