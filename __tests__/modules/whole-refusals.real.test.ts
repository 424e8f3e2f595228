import {
  ConfigureHealthCheckCommand,
  CreateLoadBalancerCommand as CreateClassicCommand,
  ElasticLoadBalancingClient,
} from "@aws-sdk/client-elastic-load-balancing";
import {
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  type CreateTargetGroupCommandInput,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { join } from "node:path";
import { DataAwsVpc } from "@cdktf/provider-aws/lib/data-aws-vpc";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, LocalBackend, TerraformStack as CdktfStack } from "cdktf";
import { WholeLoadBalancer } from "../../modules";
import { useEmulatedAws } from "../support/aws/use-emulated-aws";
import { createWebSite } from "../support/aws/web-site";
import { newApp } from "../support/synthesized";
import { temporaryFolder } from "../support/temporary-folder";
import { TerraformStack } from "../support/terraform-stack";

jest.setTimeout(300_000);

/** Load balancers that sorry servers can't stand behind, before a real plan: one for each reason, all told at once. */

const ACCOUNT = "111111111111";
const REGION = "eu-west-1";
const used = useEmulatedAws([ACCOUNT]);
const work = temporaryFolder();

const GROUPS: Readonly<Record<string, Partial<CreateTargetGroupCommandInput>>> = {
  "speaks-https": { Protocol: "HTTPS", Port: 80 },
  "of-addresses": { Protocol: "HTTP", Port: 80, TargetType: "ip" },
  "of-functions": { TargetType: "lambda" },
  elsewhere: { Protocol: "HTTP", Port: 8080 },
  good: { Protocol: "HTTP", Port: 80 },
};

it("a plan refuses by name what is HTTPS, addresses, functions or another port, and lets the rest be", async () => {
  const session = used.session(ACCOUNT);
  const { fleet } = await createWebSite(session, REGION);
  const config = session.clientConfig(REGION);
  const elb = new ElasticLoadBalancingV2Client(config);
  for (const [Name, more] of Object.entries(GROUPS)) {
    const VpcId = more.TargetType === "lambda" ? undefined : fleet.vpcId;
    await elb.send(new CreateTargetGroupCommand({ Name, VpcId, ...more }));
  }
  await elb.send(
    new CreateLoadBalancerCommand({ Name: "stream", Type: "network", Subnets: [...fleet.subnetIds] }),
  );
  await new ElasticLoadBalancingClient(config).send(
    new CreateClassicCommand({
      LoadBalancerName: "legacy",
      Subnets: [...fleet.subnetIds],
      Listeners: [{ Protocol: "HTTP", LoadBalancerPort: 80, InstanceProtocol: "HTTP", InstancePort: 8080 }],
    }),
  );
  const check = {
    Target: "HTTP:8080/",
    Interval: 10,
    Timeout: 5,
    HealthyThreshold: 2,
    UnhealthyThreshold: 2,
  };
  await new ElasticLoadBalancingClient(config).send(
    new ConfigureHealthCheckCommand({ LoadBalancerName: "legacy", HealthCheck: check }),
  );

  const stack = new CdktfStack(newApp(join(work, "cdktf.out")), "theirs");
  new LocalBackend(stack, { path: join(work, "theirs.tfstate") });
  new AwsProvider(stack, "aws", { region: REGION, allowedAccountIds: [ACCOUNT] });
  // As a team that names no ids has it.
  const { id: vpcId } = new DataAwsVpc(stack, "vpc", { id: fleet.vpcId });
  const targetGroups = Object.keys(GROUPS).map((name) => ({ name, sites: [] }));
  const application = { type: "application" as const, name: "web", listeners: [], healthCheckPath: "/" };
  new WholeLoadBalancer(stack, "web", { vpcId, loadBalancer: { ...application, targetGroups } });
  const network = { type: "network" as const, name: "stream", targetGroups: [], clients: [] };
  new WholeLoadBalancer(stack, "stream", { vpcId, loadBalancer: network });
  new WholeLoadBalancer(stack, "legacy", {
    vpcId,
    loadBalancer: { type: "classic", name: "legacy", sites: [] },
  });
  App.of(stack).synth();

  const terraform = new TerraformStack(join(work, "cdktf.out", "stacks", "theirs"), work);
  await terraform.init();
  const { status, complaints } = await terraform.plan(session.environment);
  expect(status).toBe(1);
  const told = complaints.map((one) => one.replaceAll(/\s+/g, " "));
  for (const [name, why] of [
    ["speaks-https", "they speak HTTP, it another protocol"],
    ["of-addresses", "its targets are no instances"],
    ["of-functions", "its targets are no instances"],
    ["elsewhere", "they listen on 80. Name its port in accounts/"],
  ]) {
    expect(told).toContainEqual(
      expect.stringContaining(`Target group ${name} can't be switched to sorry servers: ${why}`),
    );
  }
  expect(told).toContainEqual(expect.stringContaining("Load balancer stream has no security group"));
  expect(told).toContainEqual(
    expect.stringContaining("Load balancer legacy can't be switched to sorry servers"),
  );
  expect(told.filter((one) => /good|Invalid function/.test(one))).toEqual([]);
});
