import { DescribeSubnetsCommand, type EC2Client, type Route, type RouteTable } from "@aws-sdk/client-ec2";
import { subnetsWithoutEgress } from "../../cli/switch/fleet";
import { CHECKED_FLEET } from "../support/load-balancers";

const [FIRST = "", SECOND = ""] = CHECKED_FLEET.subnetIds;

/** What EC2 answers where there are these tables, and these subnets give public addresses. */
const ec2Of = (RouteTables: readonly RouteTable[], publicIds: readonly string[]) =>
  ({
    send: (command: object) =>
      Promise.resolve(
        command instanceof DescribeSubnetsCommand
          ? {
              Subnets: CHECKED_FLEET.subnetIds.map((SubnetId) => ({
                SubnetId,
                MapPublicIpOnLaunch: publicIds.includes(SubnetId),
              })),
            }
          : { RouteTables },
      ),
  }) as unknown as EC2Client;

const withoutEgress = (tables: readonly RouteTable[], publicIds: readonly string[] = []) =>
  subnetsWithoutEgress(ec2Of(tables, publicIds), CHECKED_FLEET);
const mainTable = (route: Route): RouteTable => ({
  Associations: [{ Main: true }],
  Routes: [{ DestinationCidrBlock: "10.0.0.0/16", GatewayId: "local" }, route],
});
const toAll = (route: Route): Route => ({ DestinationCidrBlock: "0.0.0.0/0", State: "active", ...route });

describe("a subnet's way out to the internet", () => {
  it.each<[string, Route]>([
    ["a NAT gateway", { NatGatewayId: "nat-0123456789abcdef0" }],
    ["a transit gateway", { TransitGatewayId: "tgw-0123456789abcdef0" }],
    ["a network of Cloud WAN", { CoreNetworkArn: "arn:aws:networkmanager::111111111111:core-network/one" }],
    ["a local gateway", { LocalGatewayId: "lgw-0123456789abcdef0" }],
    ["a virtual private gateway", { GatewayId: "vgw-0123456789abcdef0" }],
    ["an endpoint of a Gateway Load Balancer", { GatewayId: "vpce-0123456789abcdef0" }],
    ["an instance", { InstanceId: "i-0123456789abcdef0", NetworkInterfaceId: "eni-0123456789abcdef0" }],
    ["the interface of an appliance", { NetworkInterfaceId: "eni-0123456789abcdef0" }],
  ])("is %s, without public addresses", async (_, route) => {
    expect(await withoutEgress([mainTable(toAll(route))])).toEqual([]);
  });

  it("is an internet gateway only where servers get public addresses", async () => {
    const tables = [mainTable(toAll({ GatewayId: "igw-0123456789abcdef0" }))];
    expect(await withoutEgress(tables, [FIRST, SECOND])).toEqual([]);
    expect(await withoutEgress(tables, [SECOND])).toEqual([FIRST]);
    expect(await withoutEgress(tables)).toEqual([FIRST, SECOND]);
  });

  it.each<[string, Route]>([
    ["a peering", toAll({ VpcPeeringConnectionId: "pcx-0123456789abcdef0" })],
    ["a gateway that is gone", toAll({ NatGatewayId: "nat-0123456789abcdef0", State: "blackhole" })],
    ["one for IPv6 alone", { DestinationIpv6CidrBlock: "::/0", GatewayId: "igw-0123456789abcdef0" }],
    ["one to another network", { DestinationCidrBlock: "10.1.0.0/16", TransitGatewayId: "tgw-0123456789" }],
  ])("is not %s", async (_, route) => {
    expect(await withoutEgress([mainTable(route)], [FIRST, SECOND])).toEqual([FIRST, SECOND]);
  });

  it("is in its own route table, where it has one", async () => {
    const tables = [
      mainTable(toAll({ NatGatewayId: "nat-0123456789abcdef0" })),
      { Associations: [{ SubnetId: SECOND }], Routes: [] },
    ];
    expect(await withoutEgress(tables)).toEqual([SECOND]);
  });
});
