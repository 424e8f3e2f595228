import {
  CreateSecurityGroupCommand,
  DescribeSubnetsCommand,
  EC2Client,
  RegisterImageCommand,
} from "@aws-sdk/client-ec2";
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { FleetConfig } from "../../../accounts/fleet";
import type { Architecture } from "../../../accounts/image";
import type { Session } from "./emulated-aws";

/** What every account with a web site has before sorry servers come: a network, an ALB, and a target group. */
export interface WebSite {
  readonly fleet: FleetConfig;
  readonly loadBalancerArn: string;
  readonly listenerArn: string;
  /** Of the group `web`, which serves the web site. */
  readonly originalArn: string;
}

/** Makes the load balancer `web` with a listener on port 443, in the account's default VPC. */
export async function createWebSite(session: Session, region: string): Promise<WebSite> {
  const ec2 = new EC2Client(session.clientConfig(region));
  const elb = new ElasticLoadBalancingV2Client(session.clientConfig(region));
  const { Subnets: subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const vpcId = subnets[0]?.VpcId ?? "";
  const subnetIds = subnets.slice(0, 2).map(({ SubnetId = "" }) => SubnetId);
  const group = { GroupName: "web", Description: "The web site's load balancer", VpcId: vpcId };
  const { GroupId: securityGroup = "" } = await ec2.send(new CreateSecurityGroupCommand(group));
  const { LoadBalancers: [balancer] = [] } = await elb.send(
    new CreateLoadBalancerCommand({ Name: "web", Subnets: subnetIds, SecurityGroups: [securityGroup] }),
  );
  const { TargetGroups: [original] = [] } = await elb.send(
    new CreateTargetGroupCommand({ Name: "web", Protocol: "HTTP", Port: 80, VpcId: vpcId }),
  );
  const loadBalancerArn = balancer?.LoadBalancerArn ?? "";
  const originalArn = original?.TargetGroupArn ?? "";
  const { Listeners: [listener] = [] } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: loadBalancerArn,
      // TLS ends here in AWS; without it no certificate is needed, and the rules are the same.
      Protocol: "HTTP",
      Port: 443,
      DefaultActions: [{ Type: "forward", TargetGroupArn: originalArn }],
    }),
  );
  return {
    fleet: { vpcId, subnetIds },
    loadBalancerArn,
    listenerArn: listener?.ListenerArn ?? "",
    originalArn,
  };
}

/** An image as a bake leaves it; its id. */
export async function registerImage(
  session: Session,
  region: string,
  architecture: Architecture,
  configHash: string,
): Promise<string> {
  const ec2 = new EC2Client(session.clientConfig(region));
  const { ImageId: id = "" } = await ec2.send(
    new RegisterImageCommand({
      Name: `sorry-server-${architecture}-${configHash}-20261125010203`,
      Architecture: architecture === "amd64" ? "x86_64" : architecture,
    }),
  );
  return id;
}
