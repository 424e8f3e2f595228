import { type AutoScalingGroup, paginateDescribeAutoScalingGroups } from "@aws-sdk/client-auto-scaling";
import { DescribeLoadBalancersCommand } from "@aws-sdk/client-elastic-load-balancing";
import {
  type ClassicLoadBalancer,
  type LoadBalancer,
  type SwitchState,
  type Whole,
  wholesOf,
} from "../../accounts/load-balancer";
import type { Account } from "../../accounts/types";
import { list } from "../list";
import type { Access } from "./access";
import { type LiveFleet, fleetOf, readFleet } from "./fleet";
import { type Absent, describeTargetGroup, findLoadBalancer, orNone } from "./live";
import { NOTHING, type Originals, fits, isNone, recall, union } from "./originals";
import { type Pool, classicPool, targetGroupPool } from "./pool";
import type { LiveState } from "./site-state";

/** Who is in a pool now. */
export interface PoolView {
  readonly fleet: LiveFleet;
  /** Whether the fleet's servers are put into it. */
  readonly isAttached: boolean;
  /** Sorry servers in it, and those of them that get requests. */
  readonly servers: number;
  readonly healthy: number;
  /** The web site's servers in it, and those of them that get requests. */
  readonly present: Originals;
  readonly healthyOriginals: number;
  /** What a switch has taken out, or is about to. */
  readonly remembered: Originals;
}

/** A load balancer's pool that is switched as a whole: what accounts/ says of it, and who is in it in AWS. */
export interface WholeView extends PoolView {
  readonly pool: Pool;
  /** Switched together. */
  readonly sites: readonly string[];
  readonly wanted: SwitchState;
  readonly now: LiveState;
  /** Why sorry servers could not serve it. */
  readonly obstacles: readonly string[];
}

async function allGroups({ autoScaling: client }: Access): Promise<AutoScalingGroup[]> {
  const groups: AutoScalingGroup[] = [];
  for await (const page of paginateDescribeAutoScalingGroups({ client }, {})) {
    groups.push(...(page.AutoScalingGroups ?? []));
  }
  return groups;
}

/** Reads who is in a pool. */
export async function viewPool(access: Access, account: Account, pool: Pool): Promise<PoolView> {
  // The fleet is read before and after: a server that comes or goes meanwhile is no server of the web site.
  const before = await readFleet(access.autoScaling, account);
  const pooled = await pool.servers();
  const groups = await allGroups(access);
  const own = groups.find(({ AutoScalingGroupName: name }) => name === before.name);
  const fleet = own === undefined ? before : fleetOf(own);
  const sorry = new Set([...before.instanceIds, ...fleet.instanceIds]);
  const references = (group: AutoScalingGroup) =>
    (pool.kind === "classic" ? group.LoadBalancerNames : group.TargetGroupARNs) ?? [];
  const attached = groups.filter((group) => references(group).includes(pool.reference) && group !== own);
  const ofGroups = new Set(
    attached.flatMap(({ Instances: all = [] }) => all.map(({ InstanceId: id }) => id)),
  );
  const others = pooled.filter(({ id }) => !sorry.has(id));
  const ours = pooled.filter(({ id }) => sorry.has(id));
  return {
    fleet,
    isAttached: own !== undefined && references(own).includes(pool.reference),
    servers: ours.length,
    healthy: ours.filter(({ isHealthy }) => isHealthy).length,
    present: {
      servers: others
        .filter(({ id }) => !ofGroups.has(id))
        .map(({ id, port }) => ({ id, ...(port === undefined ? {} : { port }) })),
      groups: attached.map(({ AutoScalingGroupName: name = "" }) => name),
    },
    healthyOriginals: others.filter(({ isHealthy }) => isHealthy).length,
    remembered: recall(fleet, pool.key),
  };
}

/** On, off, or in between: a switch that was killed, or servers that somebody put there meanwhile. */
function stateOf({ isAttached, present, remembered }: PoolView): LiveState {
  if (isAttached && isNone(present)) return "on";
  return !isAttached && isNone(remembered) ? "off" : "mixed";
}

/** Why sorry servers, which speak plain HTTP on these ports, can't serve a target group. */
async function findTargetGroupPool(
  access: Access,
  loadBalancer: Exclude<LoadBalancer, ClassicLoadBalancer>,
  name: string,
  ports: readonly number[],
): Promise<readonly [Pool, string[]] | undefined> {
  const balancer = await findLoadBalancer(access.elb, loadBalancer.name);
  const group = await describeTargetGroup(access.elb, name);
  if (balancer === undefined || group?.TargetGroupArn === undefined) return undefined;
  const { TargetType, Protocol = "", ProtocolVersion = "HTTP1", Port = 0, LoadBalancerArns = [] } = group;
  const wanted = loadBalancer.type === "network" ? "TCP" : "HTTP";
  const checks: readonly (readonly [boolean, string])[] = [
    [LoadBalancerArns.includes(balancer), `is not behind ${loadBalancer.name}`],
    [TargetType === "instance", `has targets of the type ${TargetType ?? "none"}, not instance`],
    [
      Protocol === wanted && ProtocolVersion === "HTTP1",
      `speaks ${Protocol} (${ProtocolVersion}), the sorry servers ${wanted}`,
    ],
    [
      ports.includes(Port),
      `sends to port ${Port}, the sorry servers listen on ${ports.join(", ")} (the platform's \`ports\`)`,
    ],
  ];
  const obstacles = checks.filter(([isFine]) => !isFine).map(([, text]) => `target group ${name} ${text}`);
  return [targetGroupPool(access, loadBalancer.name, name, group.TargetGroupArn), obstacles];
}

async function findClassicPool(
  access: Access,
  name: string,
  ports: readonly number[],
): Promise<readonly [Pool, string[]] | undefined> {
  const found = await orNone(["AccessPointNotFoundException", "LoadBalancerNotFound"], () =>
    access.classicElb.send(new DescribeLoadBalancersCommand({ LoadBalancerNames: [name] })),
  );
  const [balancer] = found?.LoadBalancerDescriptions ?? [];
  if (balancer === undefined) return undefined;
  const listeners = (balancer.ListenerDescriptions ?? []).flatMap(({ Listener: one }) => one ?? []);
  const obstacles = listeners.flatMap(({ LoadBalancerPort, InstanceProtocol, InstancePort = 0 }) => {
    const at = `its listener on ${LoadBalancerPort ?? 0}`;
    const protocol = (InstanceProtocol ?? "").toUpperCase();
    return [
      ...(["HTTP", "TCP"].includes(protocol) ? [] : [`${at} speaks ${protocol}, the sorry servers HTTP`]),
      ...(ports.includes(InstancePort)
        ? []
        : [
            `${at} sends to port ${InstancePort}, the sorry servers listen on ${ports.join(", ")} (the platform's \`ports\`)`,
          ]),
    ];
  });
  return [classicPool(access, name), obstacles];
}

const find = (access: Access, loadBalancer: LoadBalancer, { name }: Whole, ports: readonly number[]) =>
  loadBalancer.type === "classic"
    ? findClassicPool(access, name, ports)
    : findTargetGroupPool(access, loadBalancer, name, ports);

/** Reads all of a load balancer that is switched as a whole; changes nothing. */
export async function viewWholes(
  access: Access,
  account: Account,
  loadBalancer: LoadBalancer,
  ports: readonly number[],
): Promise<{ views: WholeView[]; absent: Absent[] }> {
  const views: WholeView[] = [];
  const absent: Absent[] = [];
  for (const whole of wholesOf(loadBalancer)) {
    const found = await find(access, loadBalancer, whole, ports);
    if (found === undefined) {
      const what = loadBalancer.type === "classic" ? "" : `, or no target group ${whole.name} in its region`;
      const text = `there is no ${loadBalancer.type} load balancer ${loadBalancer.name} in ${account.region}${what}.`;
      absent.push({ sites: whole.sites, text });
      continue;
    }
    const [pool, obstacles] = found;
    const view = await viewPool(access, account, pool);
    const all = union(view.remembered, view.present);
    const many = `there are ${all.servers.length} servers behind it, more than can be remembered: put them there by an auto scaling group`;
    views.push({
      ...view,
      pool,
      sites: whole.sites,
      wanted: account.switch[whole.sites[0] ?? ""] ?? "off",
      now: stateOf(view),
      obstacles: fits(pool.key, all) ? obstacles : [...obstacles, many],
    });
  }
  return { views, absent };
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? "" : "s"}`;

/** Servers and groups, for people. */
export const originalsText = ({ servers, groups }: Originals = NOTHING): string =>
  [
    ...(servers.length === 0
      ? []
      : [`${count(servers.length, "server")} (${list(servers.map(({ id }) => id))})`]),
    ...groups.map((group) => `the servers of ${group}`),
  ].join(" and ") || "none";
