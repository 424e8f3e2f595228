import {
  type AutoScalingClient,
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
  UpdateAutoScalingGroupCommand,
  type UpdateAutoScalingGroupCommandInput,
} from "@aws-sdk/client-auto-scaling";
import {
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  type EC2Client,
  type RouteTable,
} from "@aws-sdk/client-ec2";
import { type Fleet, fleetName } from "../../accounts/fleet";
import type { Account } from "../../accounts/types";
import { CommandError } from "../command-error";

/** An account's sorry servers as AWS has them. */
export interface LiveFleet {
  readonly name: string;
  readonly minSize: number;
  readonly maxSize: number;
  readonly desired: number;
  readonly inService: number;
  readonly instanceIds: readonly string[];
  readonly tags: ReadonlyMap<string, string>;
  /** What its servers are put behind: target groups by their ARNs, classic load balancers by their names. */
  readonly behind: readonly string[];
}

/** An auto scaling group as a fleet. */
export const fleetOf = (group: AutoScalingGroup): LiveFleet => ({
  name: group.AutoScalingGroupName ?? "",
  minSize: group.MinSize ?? 0,
  maxSize: group.MaxSize ?? 0,
  desired: group.DesiredCapacity ?? 0,
  inService: (group.Instances ?? []).filter(({ LifecycleState: state }) => state === "InService").length,
  instanceIds: (group.Instances ?? []).map(({ InstanceId: id = "" }) => id),
  tags: new Map((group.Tags ?? []).map(({ Key: key = "", Value: value = "" }) => [key, value])),
  behind: [...(group.TargetGroupARNs ?? []), ...(group.LoadBalancerNames ?? [])],
});

/** @throws {@link CommandError} where the fleet is not deployed */
export async function readFleet(
  autoScaling: AutoScalingClient,
  { name: account }: Account,
): Promise<LiveFleet> {
  const name = fleetName(account);
  const { AutoScalingGroups: [group] = [] } = await autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
  );
  if (group === undefined) {
    throw new CommandError(`accounts/${account} has no sorry servers in AWS. ${deployIt(account)}`);
  }
  return fleetOf(group);
}

/** What to do where something is missing that a deploy makes. */
export const deployIt = (account: string) => `Deploy it first: npx cdktf deploy ${account}.`;

/**
 * Sets how many servers there are at least, or how many there are to be. AWS raises the latter to the former by itself;
 * scaling does not lower it to none.
 */
export async function setCapacity(
  autoScaling: AutoScalingClient,
  { name }: LiveFleet,
  capacity: Pick<UpdateAutoScalingGroupCommandInput, "MinSize" | "DesiredCapacity">,
): Promise<void> {
  await autoScaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: name, ...capacity }));
}

/** @param isPublic whether servers get a public address: an internet gateway sends nothing out for those without */
const leadsOut = ({ Routes: routes = [] }: RouteTable, isPublic: boolean) =>
  routes.some(
    // By IPv4 alone, as nginx asks CloudFront. No peering is among them: it leads to the other VPC and no further.
    ({ DestinationCidrBlock: to, State: state, GatewayId: gateway = "", ...route }) =>
      to === "0.0.0.0/0" &&
      state !== "blackhole" &&
      (gateway.startsWith("igw-")
        ? isPublic
        : [
            gateway,
            route.NatGatewayId,
            route.TransitGatewayId,
            route.CoreNetworkArn,
            route.LocalGatewayId,
            route.InstanceId,
            route.NetworkInterfaceId,
          ].some(Boolean)),
  );

/**
 * The fleet's subnets without a way out to the internet: servers there never reach CloudFront. Their launch template asks
 * for no public address, so that they have one only where the subnet gives it.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
 */
export async function subnetsWithoutEgress(
  ec2: EC2Client,
  { vpcId, subnetIds }: Fleet,
): Promise<readonly string[]> {
  const { RouteTables: tables = [] } = await ec2.send(
    new DescribeRouteTablesCommand({ Filters: [{ Name: "vpc-id", Values: [vpcId] }] }),
  );
  // By a filter, as AWS refuses to tell of any where one of the ids is of none.
  const { Subnets: subnets = [] } = await ec2.send(
    new DescribeSubnetsCommand({ Filters: [{ Name: "subnet-id", Values: [...subnetIds] }] }),
  );
  const publicIds = new Set(
    subnets.flatMap(({ SubnetId, MapPublicIpOnLaunch }) => (MapPublicIpOnLaunch === true ? [SubnetId] : [])),
  );
  const main = tables.find(({ Associations: all = [] }) => all.some(({ Main }) => Main === true));
  return subnetIds.filter((subnet) => {
    const own = tables.find(({ Associations: all = [] }) => all.some(({ SubnetId }) => SubnetId === subnet));
    const table = own ?? main;
    return table === undefined || !leadsOut(table, publicIds.has(subnet));
  });
}
