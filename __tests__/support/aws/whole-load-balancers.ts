import { AutoScalingClient, CreateAutoScalingGroupCommand } from "@aws-sdk/client-auto-scaling";
import { CreateLaunchTemplateCommand, EC2Client, RunInstancesCommand } from "@aws-sdk/client-ec2";
import {
  ConfigureHealthCheckCommand,
  CreateLoadBalancerCommand as CreateClassicCommand,
  ElasticLoadBalancingClient,
  RegisterInstancesWithLoadBalancerCommand,
} from "@aws-sdk/client-elastic-load-balancing";
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { LoadBalancerConfig } from "../../../accounts/load-balancer";
import type { Session } from "./emulated-aws";
import { type WebSite, registerImage } from "./web-site";

/** Load balancers without rules, and the servers of the web sites behind them. */
export interface WholeSites {
  /** What an account says of them, but for their sites. */
  readonly network: Extract<LoadBalancerConfig, { type: "network" }>;
  readonly classic: Extract<LoadBalancerConfig, { type: "classic" }>;
  /** Two servers behind the classic one. */
  readonly classicServers: readonly string[];
  /** A server in the NLB's target group, on a port of its own. */
  readonly networkServer: { readonly id: string; readonly port: number };
  readonly targetGroupArn: string;
  /** An auto scaling group whose server is in the NLB's target group as well. */
  readonly groupName: string;
}

/** Makes the NLB `stream` with a target group of its name, and the classic load balancer `legacy`. */
export async function createWholeSites(
  session: Session,
  region: string,
  { fleet }: WebSite,
): Promise<WholeSites> {
  const config = session.clientConfig(region);
  const ec2 = new EC2Client(config);
  const elb = new ElasticLoadBalancingV2Client(config);
  const classicElb = new ElasticLoadBalancingClient(config);
  const image = await registerImage(session, region, "arm64", "ba9876543210");
  const { Instances: instances = [] } = await ec2.send(
    new RunInstancesCommand({ ImageId: image, InstanceType: "t4g.small", MinCount: 3, MaxCount: 3 }),
  );
  const [first = "", second = "", third = ""] = instances.map(({ InstanceId: id = "" }) => id);

  await classicElb.send(
    new CreateClassicCommand({
      LoadBalancerName: "legacy",
      Subnets: [...fleet.subnetIds],
      Listeners: [{ Protocol: "HTTP", LoadBalancerPort: 80, InstanceProtocol: "HTTP", InstancePort: 80 }],
    }),
  );
  await classicElb.send(
    new ConfigureHealthCheckCommand({
      LoadBalancerName: "legacy",
      HealthCheck: {
        Target: "HTTP:80/alive",
        Interval: 10,
        Timeout: 5,
        HealthyThreshold: 2,
        UnhealthyThreshold: 2,
      },
    }),
  );
  await classicElb.send(
    new RegisterInstancesWithLoadBalancerCommand({
      LoadBalancerName: "legacy",
      Instances: [{ InstanceId: first }, { InstanceId: second }],
    }),
  );

  const { LoadBalancers: [balancer] = [] } = await elb.send(
    new CreateLoadBalancerCommand({ Name: "stream", Type: "network", Subnets: [...fleet.subnetIds] }),
  );
  const { TargetGroups: [group] = [] } = await elb.send(
    new CreateTargetGroupCommand({ Name: "stream", Protocol: "TCP", Port: 80, VpcId: fleet.vpcId }),
  );
  const targetGroupArn = group?.TargetGroupArn ?? "";
  await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: balancer?.LoadBalancerArn,
      Protocol: "TCP",
      Port: 80,
      DefaultActions: [{ Type: "forward", TargetGroupArn: targetGroupArn }],
    }),
  );
  await elb.send(
    new RegisterTargetsCommand({ TargetGroupArn: targetGroupArn, Targets: [{ Id: third, Port: 8080 }] }),
  );
  await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: "stream",
      LaunchTemplateData: { ImageId: image, InstanceType: "t4g.small" },
    }),
  );
  await new AutoScalingClient(config).send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: "stream servers",
      MinSize: 1,
      MaxSize: 1,
      LaunchTemplate: { LaunchTemplateName: "stream", Version: "1" },
      VPCZoneIdentifier: fleet.subnetIds.join(),
      TargetGroupARNs: [targetGroupArn],
    }),
  );
  return {
    network: { type: "network", name: "stream", targetGroups: [{ name: "stream" }], clients: ["0.0.0.0/0"] },
    classic: { type: "classic", name: "legacy" },
    classicServers: [first, second],
    networkServer: { id: third, port: 8080 },
    targetGroupArn,
    groupName: "stream servers",
  };
}
