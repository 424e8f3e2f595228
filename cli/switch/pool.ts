import {
  AttachLoadBalancerTargetGroupsCommand,
  AttachLoadBalancersCommand,
  DetachLoadBalancerTargetGroupsCommand,
  DetachLoadBalancersCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  DeregisterInstancesFromLoadBalancerCommand,
  DescribeInstanceHealthCommand,
  RegisterInstancesWithLoadBalancerCommand,
} from "@aws-sdk/client-elastic-load-balancing";
import {
  DeregisterTargetsCommand,
  DescribeTargetHealthCommand,
  RegisterTargetsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { codeOf } from "../aws/fault";
import type { Access } from "./access";
import type { OriginalServer } from "./originals";

/** A server in a pool, and whether the load balancer would send it requests. */
export interface PooledServer extends OriginalServer {
  readonly isHealthy: boolean;
}

/** AWS refuses to take out what is not in; a try whose answer was lost, or a run that ended, has taken it out. */
async function takenOut(detach: Promise<unknown>): Promise<void> {
  try {
    await detach;
  } catch (error) {
    const isOut =
      codeOf(error) === "ValidationError" &&
      error instanceof Error &&
      /not part of the group/i.test(error.message);
    if (!isOut) throw error;
  }
}

/** Servers that a load balancer sends its requests to: a target group, or what stands behind a classic one. */
export interface Pool {
  /** By which its servers are remembered. */
  readonly key: string;
  /** As people call it. */
  readonly title: string;
  /** How an auto scaling group names it. */
  readonly reference: string;
  readonly kind: "target group" | "classic";
  readonly servers: () => Promise<PooledServer[]>;
  readonly register: (servers: readonly OriginalServer[]) => Promise<void>;
  readonly deregister: (servers: readonly OriginalServer[]) => Promise<void>;
  /** Has an auto scaling group put its servers here, now and from now on. */
  readonly attach: (autoScalingGroup: string) => Promise<void>;
  /** Takes an auto scaling group's servers out, now and from now on; does nothing where they are out. */
  readonly detach: (autoScalingGroup: string) => Promise<void>;
}

export function targetGroupPool(
  { elb, autoScaling }: Access,
  loadBalancer: string,
  name: string,
  arn: string,
): Pool {
  const targets = (servers: readonly OriginalServer[]) => ({
    TargetGroupArn: arn,
    Targets: servers.map(({ id: Id, port: Port }) => ({ Id, Port })),
  });
  const attachment = (AutoScalingGroupName: string) => ({ AutoScalingGroupName, TargetGroupARNs: [arn] });
  return {
    key: name,
    title: `${loadBalancer}/${name}`,
    reference: arn,
    kind: "target group",
    servers: async () => {
      const { TargetHealthDescriptions: found = [] } = await elb.send(
        new DescribeTargetHealthCommand({ TargetGroupArn: arn }),
      );
      return found
        .filter(({ TargetHealth: health }) => health?.State !== "draining")
        .map(({ Target: target, TargetHealth: health }) => ({
          id: target?.Id ?? "",
          ...(target?.Port === undefined ? {} : { port: target.Port }),
          isHealthy: health?.State === "healthy",
        }));
    },
    register: async (servers) => {
      await elb.send(new RegisterTargetsCommand(targets(servers)));
    },
    deregister: async (servers) => {
      await elb.send(new DeregisterTargetsCommand(targets(servers)));
    },
    attach: async (group) => {
      await autoScaling.send(new AttachLoadBalancerTargetGroupsCommand(attachment(group)));
    },
    detach: async (group) => {
      await takenOut(autoScaling.send(new DetachLoadBalancerTargetGroupsCommand(attachment(group))));
    },
  };
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_InstanceState.html */
const DEREGISTERING = "deregistration currently in progress";

export function classicPool({ classicElb, autoScaling }: Access, name: string): Pool {
  const instances = (servers: readonly OriginalServer[]) => ({
    LoadBalancerName: name,
    Instances: servers.map(({ id }) => ({ InstanceId: id })),
  });
  const attachment = (AutoScalingGroupName: string) => ({ AutoScalingGroupName, LoadBalancerNames: [name] });
  return {
    key: `classic/${name}`,
    title: `${name} (classic)`,
    reference: name,
    kind: "classic",
    servers: async () => {
      const { InstanceStates: found = [] } = await classicElb.send(
        new DescribeInstanceHealthCommand({ LoadBalancerName: name }),
      );
      return found
        .filter(({ Description: description = "" }) => !description.includes(DEREGISTERING))
        .map(({ InstanceId: id = "", State: state }) => ({ id, isHealthy: state === "InService" }));
    },
    register: async (servers) => {
      await classicElb.send(new RegisterInstancesWithLoadBalancerCommand(instances(servers)));
    },
    deregister: async (servers) => {
      await classicElb.send(new DeregisterInstancesFromLoadBalancerCommand(instances(servers)));
    },
    attach: async (group) => {
      await autoScaling.send(new AttachLoadBalancersCommand(attachment(group)));
    },
    detach: async (group) => {
      await takenOut(autoScaling.send(new DetachLoadBalancersCommand(attachment(group))));
    },
  };
}
