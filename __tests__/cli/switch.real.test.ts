import {
  AttachLoadBalancerTargetGroupsCommand,
  DetachLoadBalancerTargetGroupsCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateRouteCommand,
  DescribeRouteTablesCommand,
  type EC2Client,
  ModifySubnetAttributeCommand,
} from "@aws-sdk/client-ec2";
import { subnetsWithoutEgress } from "../../cli/switch/fleet";
import { HOSTS, PARKED, SwitchedListener, jsonOf } from "../support/aws/switched-listener";

jest.setTimeout(300_000);

/** `sorry on`, `off`, `status` and `diff` against the emulated AWS. Each test goes on from where the last one ended. */

const switched = new SwitchedListener();

/** Gives a VPC that has one route table a route to the internet. */
async function leadToInternet(ec2: EC2Client, VpcId: string): Promise<void> {
  const { InternetGateway: { InternetGatewayId } = {} } = await ec2.send(
    new CreateInternetGatewayCommand({}),
  );
  await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId }));
  const { RouteTables: [table] = [] } = await ec2.send(
    new DescribeRouteTablesCommand({ Filters: [{ Name: "vpc-id", Values: [VpcId] }] }),
  );
  await ec2.send(
    new CreateRouteCommand({
      RouteTableId: table?.RouteTableId,
      DestinationCidrBlock: "0.0.0.0/0",
      GatewayId: InternetGatewayId,
    }),
  );
}

describe("a dry run", () => {
  it("says what it would change, and changes nothing", async () => {
    const before = await switched.rules();
    const { status, stdout } = await switched.run(["on", "domain-a", "--dry-run"]);
    expect(status).toBe(0);
    expect(stdout).toContain("It would change:\n  sorry-server-corporate: at least 2 servers\n");
    expect(stdout).toContain(`domain-a/sorry/0`);
    expect(await switched.rules()).toEqual(before);
  });
});

describe("a switch that nobody confirmed", () => {
  it("is refused where nobody can be asked", async () => {
    const before = await switched.rules();
    const { status, stderr } = await switched.run(["on", "domain-a"]);
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining(
        "Nobody can be asked here whether it is meant: add --yes. Nothing was changed.",
      ),
    ]);
    expect(await switched.rules()).toEqual(before);
  });
});

describe("diff, where there is nothing to look at,", () => {
  it.each([
    ["sorry servers", { fleet: undefined }, "No account has sorry servers: give one a `fleet` in accounts/."],
    ["load balancers", {}, "corporate: No load balancer is switched here."],
  ])("says so: no %s", async (_, more, said) => {
    const before = switched.config;
    switched.config = { ...before, loadBalancers: [], ...more };
    const { autoScaling } = await switched.access();
    const attachment = {
      AutoScalingGroupName: "sorry-server-corporate",
      TargetGroupARNs: [await switched.sorryArn()],
    };
    await autoScaling.send(new DetachLoadBalancerTargetGroupsCommand(attachment));
    expect(await switched.run(["diff"])).toEqual({ status: 0, stdout: said, stderr: "" });
    expect((await switched.run(["status"])).stdout).toContain(said.replace("corporate: ", ""));
    await autoScaling.send(new AttachLoadBalancerTargetGroupsCommand(attachment));
    switched.config = before;
  });
});

describe("off, on rules that say nothing yet,", () => {
  it("parks them", async () => {
    expect(await switched.run(["off", "domain-a", "domain-b", "--yes"])).toMatchObject({ status: 0 });
    expect(await switched.rules()).toEqual({
      "domain-a/staff-cidrs/0": [PARKED, "source-ip 192.0.2.0/24"],
      "domain-a/staff-path/0": [PARKED, "path-pattern /admin or /admin/*"],
      "domain-a/sorry/0": [PARKED],
      "domain-b/sorry/0": [PARKED],
    });
    expect(await switched.run(["diff"])).toEqual({
      status: 0,
      stdout: "AWS is as accounts/ says.",
      stderr: "",
    });
  });
});

describe("on", () => {
  it("raises an empty fleet, puts the site's domains into its rules, and touches no other site", async () => {
    const outcome = await switched.run(["on", "domain-a", "--yes", "--json"]);
    expect(outcome.status).toBe(0);
    expect(await switched.rules()).toEqual({
      "domain-a/staff-cidrs/0": [HOSTS, "source-ip 192.0.2.0/24"],
      "domain-a/staff-path/0": [HOSTS, "path-pattern /admin or /admin/*"],
      "domain-a/sorry/0": [HOSTS],
      "domain-b/sorry/0": [PARKED],
    });
    const { fleet, listeners, line, changes } = jsonOf(outcome);
    expect(fleet).toMatchObject({ minSize: 2, inService: 2 });
    expect(listeners[0]).toMatchObject({
      healthy: 2,
      sites: [
        { name: "domain-a", wanted: "off", now: "on" },
        { name: "domain-b", wanted: "off", now: "off" },
      ],
    });
    expect(line).toBe('switch: { "domain-a": "on" },');
    // Staff are let by before anybody is stopped.
    expect(changes.map((change) => /domain-a\/\S+|at least/.exec(change)?.[0]).at(-1)).toBe(
      "domain-a/sorry/0",
    );
  });

  it("is drift until accounts/ says the same", async () => {
    const { status, stdout } = await switched.run(["diff"]);
    expect([status, stdout]).toEqual([
      2,
      "corporate: sorry-server-corporate has 2 servers at least, accounts/ says 0\ncorporate: web:443 domain-a is on, accounts/ says off",
    ]);
    switched.config = { ...switched.config, switch: { "domain-a": "on" } };
    expect((await switched.run(["diff"])).status).toBe(0);
  });

  it("changes nothing the second time", async () => {
    expect(jsonOf(await switched.run(["on", "domain-a", "--yes", "--json"])).changes).toEqual([]);
    expect((await switched.run(["on", "domain-a"])).stdout).toContain("domain-a: on already.");
  });

  it("may be for a share of the requests", async () => {
    const { status, stdout } = await switched.run(["on", "domain-b", "--percent", "10", "--yes"]);
    expect([status, stdout]).toEqual([
      0,
      expect.stringContaining('switch: { "domain-a": "on", "domain-b": "10%" },'),
    ]);
    const { stdout: now } = await switched.run(["status"]);
    expect(now).toMatch(/web:443 +domain-b +10% +off +2 of 2/);
  });
});

describe("status", () => {
  it("says which subnets have no way to CloudFront", async () => {
    const { stdout } = await switched.run(["status", "--account", "corporate"]);
    expect(stdout).toContain(
      `${switched.site.fleet.subnetIds[0]} has no way to the internet: servers started there never reach CloudFront. Route 0.0.0.0/0 to a NAT gateway, or to an internet gateway and let the subnet give public addresses on launch.`,
    );
  });

  it("takes an internet gateway for one only from subnets that give public addresses", async () => {
    const { ec2 } = await switched.access();
    const { fleet } = switched.account;
    if (fleet === undefined) throw new Error("No fleet.");
    const { vpcId, subnetIds } = fleet;
    await leadToInternet(ec2, vpcId);
    expect(await subnetsWithoutEgress(ec2, fleet)).toEqual([]);
    const isPrivate = { SubnetId: subnetIds[1], MapPublicIpOnLaunch: { Value: false } };
    await ec2.send(new ModifySubnetAttributeCommand(isPrivate));
    expect(await subnetsWithoutEgress(ec2, fleet)).toEqual([subnetIds[1]]);
  });
});

describe("the last site that goes off", () => {
  it("lets a fleet that may be empty be so", async () => {
    const { fleet } = jsonOf(await switched.run(["off", "domain-a", "domain-b", "--yes", "--json"]));
    expect(fleet.minSize).toBe(0);
    switched.config = { ...switched.config, switch: {} };
    expect(await switched.run(["diff"])).toMatchObject({ status: 0 });
    expect((await switched.run(["status"])).stdout).toContain("0 wanted (0 to 6)");
  });
});
