import { AutoscalingAttachment } from "@cdktf/provider-aws/lib/autoscaling-attachment";
import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { AutoscalingPolicy } from "@cdktf/provider-aws/lib/autoscaling-policy";
import { DataAwsAmiIds } from "@cdktf/provider-aws/lib/data-aws-ami-ids";
import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Fn, TerraformIterator, Token } from "cdktf";
import { Construct } from "constructs";
import { type Fleet, SMALLEST_FLEET, fleetImagePattern, fleetName, minSizeOf } from "../accounts/fleet";
import { fleetFields, instanceTags } from "../accounts/fleet-fields";
import { DEFAULT_PORTS, HTTP_PORT } from "../accounts/ports";
import { accountId } from "../accounts/schema";
import { checkProps } from "./check-props";
import { FleetAlarms, type WatchedPool } from "./fleet-alarms";
import { FleetRole } from "./fleet-role";

export interface SorryFleetProps {
  /** A checked fleet, of an `Account`. */
  readonly fleet: Fleet;
  /** The account's name: the auto scaling group is `sorry-server-NAME`. */
  readonly name: string;
  /** Where the fleet is, for the dashboard. */
  readonly region: string;
  /** The 12-digit id of the account that bakes the golden AMI. */
  readonly imageAccountId: string;
  /** The master config's hash, 12 hexadecimal digits: the fleet runs an image of just that config. */
  readonly configHash: string;
  /** Whether a site is switched on; a fleet that may be empty is not then. */
  readonly isSwitchedOn: boolean;
  /** What it stands behind; only from there may requests come. @default nothing, so nobody may come in */
  readonly loadBalancers?: readonly ServedLoadBalancer[];
  /** What the image listens on. @default [80] */
  readonly ports?: readonly number[];
  /** Tags for instances and volumes, which a provider's default tags do not reach. @default none */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A load balancer that sends its requests to the fleet, such as a `LoadBalancerSwitch` or a `WholeLoadBalancer`. */
export interface ServedLoadBalancer {
  readonly name: string;
  readonly securityGroupIds: string[];
  /** Networks whose requests come with their own addresses. @default none */
  readonly clients?: readonly string[];
  /** The group that the servers are always to be in. @default none: they come and go by `sorry on` and `off` */
  readonly targetGroupArn?: string;
  /** Where alarms look for healthy servers. */
  readonly watched: readonly WatchedPool[];
}

/** Until a server that has just started counts for scaling and for a roll-out, in seconds. */
const WARMUP_SECONDS = 60;

/** A load balancer's two health checks in a row fit in. */
const GRACE_SECONDS = 120;

/** Debian's image takes 8; the rest is for logs and kept pages. */
const VOLUME_GIBIBYTES = 10;

/** The least number of servers; of a token Terraform finds it. */
const leastOf = (fleet: Fleet, isSwitchedOn: boolean): number =>
  Token.isUnresolved(fleet.minSize) && isSwitchedOn
    ? Token.asNumber(Fn.max([fleet.minSize, SMALLEST_FLEET]))
    : minSizeOf(fleet, isSwitchedOn);

/**
 * The sorry servers of an account: instances of the golden AMI in an auto scaling group, which another image replaces
 * server by server, and takes back if they do not become well.
 */
export class SorryFleet extends Construct {
  /** For target groups, schedules and metrics of your own. */
  readonly autoscalingGroupName: string;
  /** Of what each server is: image, type, role, volume. */
  readonly launchTemplateId: string;
  /** The servers', to which requests come from the load balancers alone. */
  readonly securityGroupId: string;
  /** The servers' role, for policies of your own. */
  readonly roleName: string;
  /** The same role's. */
  readonly roleArn: string;
  /** The alarms' ARNs, by their names: `sorry-server-NAME: CPU`. */
  readonly alarmArns: Readonly<Record<string, string>>;
  /** CloudWatch's dashboard of the fleet. */
  readonly dashboardName: string;

  constructor(scope: Construct, id: string, props: SorryFleetProps) {
    super(scope, id);
    checkProps(this, {
      fleet: [fleetFields, props.fleet],
      imageAccountId: [accountId, props.imageAccountId],
      tags: [instanceTags, props.tags],
    });
    const name = fleetName(props.name);
    const securityGroup = this.createSecurityGroup(props, name);
    this.letIn(props, securityGroup);
    this.securityGroupId = securityGroup.id;
    const role = new FleetRole(this, "role", { name });
    this.roleName = role.name;
    this.roleArn = role.arn;
    const template = this.createLaunchTemplate(props, name, securityGroup, role.instanceProfileArn);
    this.launchTemplateId = template.id;
    const fleet = this.createGroup(props, name, template);
    this.autoscalingGroupName = fleet.name;
    new AutoscalingPolicy(this, "cpu", {
      name: "cpu",
      autoscalingGroupName: fleet.name,
      policyType: "TargetTrackingScaling",
      targetTrackingConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "ASGAverageCPUUtilization" },
        targetValue: props.fleet.cpuPercent,
      },
    });
    const alarms = new FleetAlarms(this, "alarms", {
      name,
      region: props.region,
      pools: (props.loadBalancers ?? []).flatMap(({ watched }) => watched),
      topicArn: props.fleet.alarmTopicArn,
    });
    this.alarmArns = alarms.alarmArns;
    this.dashboardName = alarms.dashboardName;
  }

  private createSecurityGroup({ fleet }: SorryFleetProps, name: string): SecurityGroup {
    const anywhere = { cidrBlocks: ["0.0.0.0/0"], ipv6CidrBlocks: ["::/0"] };
    return new SecurityGroup(this, "security-group", {
      namePrefix: `${name}-`,
      description: "Sorry servers: in from the load balancers, out to CloudFront and DNS",
      vpcId: fleet.vpcId,
      egress: [
        {
          description: "CloudFront, SSM, CloudWatch",
          protocol: "tcp",
          fromPort: 443,
          toPort: 443,
          ...anywhere,
        },
        // The VPC's own resolver needs no rule; one that a team runs itself does.
        { description: "DNS", protocol: "udp", fromPort: 53, toPort: 53, ...anywhere },
        { description: "DNS, long answers", protocol: "tcp", fromPort: 53, toPort: 53, ...anywhere },
      ],
      lifecycle: { createBeforeDestroy: true },
    });
  }

  /** The load balancers' requests, on each port. */
  private letIn({ loadBalancers = [], ports = DEFAULT_PORTS }: SorryFleetProps, group: SecurityGroup): void {
    const clients = [...new Set(loadBalancers.flatMap((one) => one.clients ?? []))];
    for (const port of loadBalancers.length === 0 ? [] : ports) {
      const suffix = port === HTTP_PORT ? "" : `-${port}`;
      const common = { securityGroupId: group.id, ipProtocol: "tcp", fromPort: port, toPort: port };
      // Load balancers may share a security group, which AWS takes once.
      const from = TerraformIterator.fromList(
        Fn.toset(Fn.concat(loadBalancers.map(({ securityGroupIds }) => securityGroupIds))),
      );
      new VpcSecurityGroupIngressRule(this, `from-load-balancers${suffix}`, {
        ...common,
        forEach: from,
        referencedSecurityGroupId: from.value as string,
      });
      for (const network of clients) {
        new VpcSecurityGroupIngressRule(this, `from-${network.replaceAll(/[^0-9a-f]/g, "-")}${suffix}`, {
          ...common,
          ...(network.includes(":") ? { cidrIpv6: network } : { cidrIpv4: network }),
        });
      }
    }
  }

  private createLaunchTemplate(
    { fleet, imageAccountId, configHash, tags }: SorryFleetProps,
    name: string,
    securityGroup: SecurityGroup,
    instanceProfileArn: string,
  ): LaunchTemplate {
    const pattern = fleetImagePattern(fleet, configHash);
    const images = new DataAwsAmiIds(this, "images", {
      owners: [imageAccountId],
      filter: [
        { name: "name", values: [pattern] },
        { name: "state", values: ["available"] },
      ],
      // Newest first.
      sortAscending: false,
    });
    const all = { Name: name, ...tags };
    return new LaunchTemplate(this, "launch-template", {
      namePrefix: `${name}-`,
      // A plan without an image is to fail in the precondition's words, not in Terraform's.
      imageId: `\${try(${images.fqn}.ids[0], null)}`,
      instanceType: fleet.instanceType,
      iamInstanceProfile: { arn: instanceProfileArn },
      vpcSecurityGroupIds: [securityGroup.id],
      ebsOptimized: "true",
      updateDefaultVersion: true,
      metadataOptions: {
        httpEndpoint: "enabled",
        httpTokens: "required",
        httpPutResponseHopLimit: 1,
        // Of its auto scaling group's name an instance knows only by a tag.
        instanceMetadataTags: "enabled",
      },
      blockDeviceMappings: [
        {
          // The root device of Debian's images.
          deviceName: "/dev/xvda",
          ebs: {
            encrypted: "true",
            volumeType: "gp3",
            volumeSize: VOLUME_GIBIBYTES,
            deleteOnTermination: "true",
          },
        },
      ],
      monitoring: { enabled: true },
      tagSpecifications: ["instance", "volume"].map((resourceType) => ({ resourceType, tags: all })),
      lifecycle: {
        precondition: [
          {
            condition: `\${length(${images.fqn}.ids) > 0}`,
            errorMessage: `No golden AMI ${pattern} in this region: the account ${imageAccountId} has shared none. Bake it there (npm run golden-ami) and plan again. A fleet's image may also be "latest", the newest of any config, whose domains may differ, or one by its name.`,
          },
        ],
      },
    });
  }

  private createGroup(props: SorryFleetProps, name: string, template: LaunchTemplate): AutoscalingGroup {
    const { fleet, isSwitchedOn, loadBalancers = [] } = props;
    const group = new AutoscalingGroup(this, "group", {
      name,
      // No desired capacity: scaling, and `minSize` below it, are its only owners.
      minSize: leastOf(fleet, isSwitchedOn),
      maxSize: fleet.maxSize,
      vpcZoneIdentifier: [...fleet.subnetIds],
      // By number: an instance refresh does not start on $Latest.
      launchTemplate: { id: template.id, version: `\${${template.fqn}.latest_version}` },
      healthCheckType: "ELB",
      healthCheckGracePeriod: GRACE_SECONDS,
      enabledMetrics: ["GroupDesiredCapacity", "GroupInServiceInstances"],
      instanceRefresh: {
        strategy: "Rolling",
        preferences: {
          // Another server first, then the old one goes.
          minHealthyPercentage: 100,
          maxHealthyPercentage: 200,
          instanceWarmup: String(WARMUP_SECONDS),
          autoRollback: true,
        },
      },
      tag: [{ key: "Name", value: name, propagateAtLaunch: false }],
      // `sorry on` keeps in tags what stood behind a load balancer that is switched as a whole.
      lifecycle: { ignoreChanges: ["tag"] },
    });
    // One by one, not in the group: others, that `sorry on` attaches, are then no drift.
    for (const { name: loadBalancer, targetGroupArn } of loadBalancers) {
      if (targetGroupArn === undefined) continue;
      new AutoscalingAttachment(this, `behind-${loadBalancer}`, {
        autoscalingGroupName: group.name,
        lbTargetGroupArn: targetGroupArn,
      });
    }
    return group;
  }
}
