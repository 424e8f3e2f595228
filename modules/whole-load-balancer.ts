import { DataAwsElb } from "@cdktf/provider-aws/lib/data-aws-elb";
import { DataAwsLb } from "@cdktf/provider-aws/lib/data-aws-lb";
import { DataAwsLbTargetGroup } from "@cdktf/provider-aws/lib/data-aws-lb-target-group";
import { Construct } from "constructs";
import { fleetFields } from "../accounts/fleet-fields";
import type { LoadBalancer } from "../accounts/load-balancer";
import { DEFAULT_PORTS } from "../accounts/ports";
import { checkProps } from "./check-props";
import type { WatchedPool } from "./fleet-alarms";
import { holds, isInVpc, isOfType } from "./postcondition";
import type { ServedLoadBalancer } from "./sorry-fleet";

export interface WholeLoadBalancerProps {
  /** A checked load balancer of an `Account`, which exists; nothing of it is changed by a deploy. */
  readonly loadBalancer: LoadBalancer;
  /** The VPC of the fleet. */
  readonly vpcId: string;
  /** What the sorry servers listen on. @default [80] */
  readonly ports?: readonly number[];
}

/** What CloudWatch and the ARNs call each kind. */
const METRICS_OF = { application: "AWS/ApplicationELB", network: "AWS/NetworkELB", classic: "AWS/ELB" };

/** The protocols in which a target group may send requests to a sorry server, which speaks plain HTTP. */
const PROTOCOLS = { application: ["HTTP"], network: ["TCP"] } as const;

/** A target group of Lambda's has neither protocol nor port, and Terraform looks for no null in a list. */
const oneOf = (values: readonly (string | number)[], value: string) =>
  `contains(${JSON.stringify(values)}, ${value})`;

/**
 * A load balancer that exists and is switched as a whole: by the servers in its target groups or, of a classic one,
 * behind it. Their order matters (sorry servers in and healthy, then the others out), which no plan knows; so `sorry on`
 * and `sorry off` change them, and no deploy does. A plan looks whether it could work, and lets the load balancer's
 * requests reach the fleet.
 */
export class WholeLoadBalancer extends Construct implements ServedLoadBalancer {
  readonly name: string;
  readonly securityGroupIds: string[];
  readonly clients: readonly string[];
  readonly watched: readonly WatchedPool[];

  constructor(scope: Construct, id: string, props: WholeLoadBalancerProps) {
    super(scope, id);
    checkProps(this, { vpcId: [fleetFields.shape.vpcId, props.vpcId] });
    const { loadBalancer } = props;
    this.name = loadBalancer.name;
    if (loadBalancer.type === "classic") {
      this.clients = [];
      this.securityGroupIds = this.findClassic(props).securityGroups;
      this.watched = [
        {
          // It may have an ALB's name.
          name: `${loadBalancer.name} (classic)`,
          namespace: METRICS_OF.classic,
          dimensions: { LoadBalancerName: loadBalancer.name },
        },
      ];
      return;
    }
    const { type, name } = loadBalancer;
    this.clients = loadBalancer.type === "network" ? loadBalancer.clients : [];
    const found = new DataAwsLb(this, "load-balancer", {
      name,
      lifecycle: {
        postcondition: [
          isOfType(type, name),
          ...(type === "network" && this.clients.length === 0
            ? [
                holds(
                  "length(self.security_groups) > 0",
                  `Load balancer ${name} has no security group, and hands on its clients' own addresses: say in accounts/ who they are, as \`clients\`, such as ["0.0.0.0/0"].`,
                ),
              ]
            : []),
        ],
      },
    });
    this.securityGroupIds = found.securityGroups;
    this.watched = loadBalancer.targetGroups.map((group) => ({
      name: `${name}/${group.name}`,
      namespace: METRICS_OF[type],
      dimensions: {
        LoadBalancer: found.arnSuffix,
        TargetGroup: this.findTargetGroup(type, group.name, props).arnSuffix,
      },
    }));
  }

  private findTargetGroup(
    type: keyof typeof PROTOCOLS,
    name: string,
    { vpcId, ports = DEFAULT_PORTS }: WholeLoadBalancerProps,
  ): DataAwsLbTargetGroup {
    const protocols = PROTOCOLS[type];
    const cannot = (why: string) => `Target group ${name} can't be switched to sorry servers: ${why}`;
    return new DataAwsLbTargetGroup(this, `target-group-${name}`, {
      name,
      lifecycle: {
        postcondition: [
          holds(
            'self.target_type == "instance"',
            cannot(
              "its targets are no instances (target type ip, lambda or alb). Switch by listeners instead.",
            ),
          ),
          holds(
            oneOf(protocols, 'coalesce(self.protocol, "none")'),
            cannot(`they speak ${protocols.join(" or ")}, it another protocol. Switch by listeners instead.`),
          ),
          holds(
            'coalesce(self.protocol_version, "HTTP1") == "HTTP1"',
            cannot("they speak HTTP/1.1, it another version. Switch by listeners instead."),
          ),
          holds("self.proxy_protocol_v2 != true", cannot("it speaks the proxy protocol, they do not.")),
          holds(
            oneOf(ports, "coalesce(self.port, 0)"),
            cannot(
              `they listen on ${ports.join(", ")}. Name its port in accounts/, as the platform's \`ports\`.`,
            ),
          ),
          isInVpc(vpcId, cannot(`it is in another VPC than the fleet, ${vpcId}.`)),
        ],
      },
    });
  }

  private findClassic({ ports = DEFAULT_PORTS }: WholeLoadBalancerProps): DataAwsElb {
    return new DataAwsElb(this, "load-balancer", {
      name: this.name,
      lifecycle: {
        postcondition: [
          holds(
            `alltrue([for one in self.listener : ${oneOf(["HTTP", "TCP"], "upper(one.instance_protocol)")} && ${oneOf(ports, "one.instance_port")}])`,
            `Load balancer ${this.name} can't be switched to sorry servers: they speak plain HTTP and listen on ${ports.join(", ")}, a listener of it sends another protocol or to another port. Name ports in accounts/, as the platform's \`ports\`.`,
          ),
        ],
      },
    });
  }
}
