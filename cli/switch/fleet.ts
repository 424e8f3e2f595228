import {
  type AutoScalingClient,
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
  UpdateAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import { DescribeRouteTablesCommand, type EC2Client, type RouteTable } from "@aws-sdk/client-ec2";
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

/** Sets how many servers there are at least; with 0, those that there are go. */
export async function setMinSize(
  autoScaling: AutoScalingClient,
  { name }: LiveFleet,
  minSize: number,
): Promise<void> {
  await autoScaling.send(
    new UpdateAutoScalingGroupCommand({
      AutoScalingGroupName: name,
      MinSize: minSize,
      // AWS raises it to the minimum by itself; scaling does not lower it to none.
      ...(minSize === 0 ? { DesiredCapacity: 0 } : {}),
    }),
  );
}

const leadsOut = ({ Routes: routes = [] }: RouteTable) =>
  routes.some(
    ({ DestinationCidrBlock: to, State: state, NatGatewayId, GatewayId, TransitGatewayId, InstanceId }) =>
      to === "0.0.0.0/0" &&
      state !== "blackhole" &&
      [NatGatewayId, GatewayId, TransitGatewayId, InstanceId].some(Boolean),
  );

/** The fleet's subnets without a route to the internet: servers there never reach CloudFront. */
export async function subnetsWithoutEgress(
  ec2: EC2Client,
  { vpcId, subnetIds }: Fleet,
): Promise<readonly string[]> {
  const { RouteTables: tables = [] } = await ec2.send(
    new DescribeRouteTablesCommand({ Filters: [{ Name: "vpc-id", Values: [vpcId] }] }),
  );
  const main = tables.find(({ Associations: all = [] }) => all.some(({ Main }) => Main === true));
  return subnetIds.filter((subnet) => {
    const own = tables.find(({ Associations: all = [] }) => all.some(({ SubnetId }) => SubnetId === subnet));
    const table = own ?? main;
    return table === undefined || !leadsOut(table);
  });
}
