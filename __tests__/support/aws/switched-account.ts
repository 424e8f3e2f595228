import { AutoScalingClient, CreateAutoScalingGroupCommand } from "@aws-sdk/client-auto-scaling";
import { CreateLaunchTemplateCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  CreateRuleCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { fleetName } from "../../../accounts/fleet";
import { RULE_TAG, listenerRules, sorryTargetGroupName } from "../../../accounts/listener-rules";
import type { Account } from "../../../accounts/types";
import { isByListeners } from "../../../cli/switch/view";
import type { Session } from "./emulated-aws";
import { type WebSite, registerImage } from "./web-site";

/** Makes what a deploy leaves of an account's fleet and switch, all of it off; in a second rather than a minute. */
export async function deploySwitch(session: Session, account: Account, site: WebSite): Promise<void> {
  const config = session.clientConfig(account.region);
  const ec2 = new EC2Client(config);
  const elb = new ElasticLoadBalancingV2Client(config);
  const name = fleetName(account.name);
  const image = await registerImage(session, account.region, "arm64", "0123456789ab");
  await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: name,
      LaunchTemplateData: { ImageId: image, InstanceType: "t4g.small" },
    }),
  );
  const groups: string[] = [];
  for (const loadBalancer of account.loadBalancers.filter(isByListeners)) {
    const { TargetGroups: [sorry] = [] } = await elb.send(
      new CreateTargetGroupCommand({
        Name: sorryTargetGroupName(loadBalancer.name),
        Protocol: "HTTP",
        Port: 80,
        VpcId: site.fleet.vpcId,
      }),
    );
    const TargetGroupArn = sorry?.TargetGroupArn ?? "";
    groups.push(TargetGroupArn);
    for (const rule of loadBalancer.listeners.flatMap(listenerRules)) {
      await elb.send(
        new CreateRuleCommand({
          ListenerArn: site.listenerArn,
          Priority: rule.priority,
          // No site's state by itself: the first switch makes it one.
          Conditions: [{ Field: "host-header", HostHeaderConfig: { Values: ["new.sorry-server.invalid"] } }],
          Actions: [{ Type: "forward", TargetGroupArn }],
          Tags: [{ Key: RULE_TAG, Value: rule.key }],
        }),
      );
    }
  }
  await new AutoScalingClient(config).send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: name,
      MinSize: account.fleet?.minSize ?? 0,
      MaxSize: 6,
      LaunchTemplate: { LaunchTemplateName: name, Version: "1" },
      VPCZoneIdentifier: site.fleet.subnetIds.join(),
      TargetGroupARNs: groups,
    }),
  );
}
