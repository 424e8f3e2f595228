import type { AccountConfig, SiteConfig } from "../../accounts/types";
import { FLEET } from "../support/load-balancers";
import { SMALLEST } from "../support/platforms";
import { accountStack } from "../support/synthesized";

const site = (name: string): SiteConfig => ({
  name,
  domains: [`${name}.example.net`],
  page: "maintenance",
});

const stackOf = (...sites: SiteConfig[]) => accountStack({ ...SMALLEST, sites } satisfies AccountConfig);

/** All that Terraform would look at, by address. */
function resourcesOf(...sites: SiteConfig[]): ReadonlyMap<string, unknown> {
  const stack = stackOf(...sites);
  const types = Object.keys(stack.json.resource ?? {});
  return new Map(types.flatMap((type) => stack.all(type).map(({ address, body }) => [address, body])));
}

// A changed address destroys what is live and makes it anew; a site's distribution takes its alias with it.
it("the addresses of an account with one site are a contract", () => {
  expect(stackOf({ ...site("domain-a"), retryAfter: "2h" }).addresses.sort()).toEqual([
    "aws_acm_certificate.shared_certificate_08B25ADF",
    "aws_acm_certificate_validation.shared_certificate-validation_142C445B",
    "aws_cloudfront_distribution.sites_domain-a_distribution_75A4AC61",
    "aws_cloudfront_origin_access_control.shared_origin-access-control-09_2624C9B1",
    "aws_route53_record.shared_certificate-validation-record_AE7C2F62",
    "aws_route53_record.sites_domain-a_record-a_92C12AEF",
    "aws_route53_record.sites_domain-a_record-aaaa_E6924FD4",
    "aws_s3_bucket.shared_bucket_65FDEB71",
    "aws_s3_bucket_ownership_controls.shared_bucket-ownership_EE7A7C08",
    "aws_s3_bucket_policy.shared_bucket-policy_0534D95A",
    "aws_s3_bucket_public_access_block.shared_bucket-public-access-block_98044947",
    "aws_s3_bucket_server_side_encryption_configuration.shared_bucket-encryption_2FDF1D44",
    "aws_s3_bucket_versioning.shared_bucket-versioning_F93A9B88",
    "aws_s3_object.sites_domain-a_form-json_30517024",
    "aws_s3_object.sites_domain-a_form-text_79ED94D3",
    "aws_s3_object.sites_domain-a_page_45D31152",
  ]);
});

// A new launch template or auto scaling group is a fleet less, a new rule an outage.
it("so are those of its fleet and its load balancers", () => {
  const { addresses } = accountStack({
    ...SMALLEST,
    fleet: { ...FLEET, alarmTopicArn: "arn:aws:sns:ap-northeast-1:111111111111:alarms" },
    sites: [
      { ...site("domain-a"), httpsRedirect: "off" },
      { ...site("domain-b"), httpsRedirect: "off" },
    ],
    loadBalancers: [
      {
        type: "application",
        name: "web",
        listeners: [{ port: 443, original: "web", sites: ["domain-a"], staff: { cidrs: ["192.0.2.0/24"] } }],
      },
      { type: "classic", name: "legacy", sites: ["domain-b"] },
      {
        type: "network",
        name: "stream",
        clients: ["0.0.0.0/0"],
        targetGroups: [{ name: "stream", sites: ["domain-b"] }],
      },
    ],
  });
  expect(addresses.filter((address) => !/\.(?:shared|sites)_/.test(address)).sort()).toEqual([
    "aws_autoscaling_attachment.fleet_behind-web_3CB6220B",
    "aws_autoscaling_group.fleet_group_B839149E",
    "aws_autoscaling_policy.fleet_cpu_1D0D568D",
    "aws_cloudwatch_dashboard.fleet_alarms_dashboard_906B315A",
    "aws_cloudwatch_metric_alarm.fleet_alarms_baked_B1EB8F80",
    "aws_cloudwatch_metric_alarm.fleet_alarms_cpu_B8390319",
    "aws_cloudwatch_metric_alarm.fleet_alarms_no-figures_E1B7CE99",
    "aws_cloudwatch_metric_alarm.fleet_alarms_no-healthy-server-legacy-classic-_B4B54F2E",
    "aws_cloudwatch_metric_alarm.fleet_alarms_no-healthy-server-stream-stream_D94B57FF",
    "aws_cloudwatch_metric_alarm.fleet_alarms_no-healthy-server-web_5ED531C8",
    "aws_cloudwatch_metric_alarm.fleet_alarms_unknown-hosts_C6E69F7D",
    "aws_iam_instance_profile.fleet_role_instance-profile_E602426F",
    "aws_iam_role.fleet_role_589612D0",
    "aws_iam_role_policy.fleet_role_metrics_37065991",
    "aws_iam_role_policy.fleet_role_ssm_456FCCB3",
    "aws_launch_template.fleet_launch-template_3FB9E38C",
    "aws_lb_listener_rule.load-balancers_web_port-443_domain-a-sorry-0_957ACB15",
    "aws_lb_listener_rule.load-balancers_web_port-443_domain-a-staff-cidrs-0_A81BEBA1",
    "aws_lb_target_group.load-balancers_web_target-group_70BD840F",
    "aws_security_group.fleet_security-group_4AD9E46E",
    "aws_vpc_security_group_ingress_rule.fleet_from-0-0-0-0-0_BA908910",
    "aws_vpc_security_group_ingress_rule.fleet_from-load-balancers_10EA5A46",
  ]);
});

describe("another site", () => {
  const before = resourcesOf(site("domain-b"), site("domain-c"));
  // First in the list, so that an index in an address or a shard would show; one in a shard that is in use.
  const after = resourcesOf(site("domain-a"), site("domain-b"), site("domain-b2"), site("domain-c"));

  it("changes no other site's resources, nor the shared ones: the bucket policy among them", () => {
    expect(before.size).toBeGreaterThan(15);
    for (const [address, body] of before) expect([address, after.get(address)]).toEqual([address, body]);
  });

  it("adds its own resources alone", () => {
    const added = [...after.keys()].filter((address) => !before.has(address));
    const foreign = added.filter(
      (address) => !/\.sites_domain-(a|b2)_|\.shared_origin-access-control-/.test(address),
    );
    expect(foreign).toEqual([]);
    expect(added.filter((address) => address.startsWith("aws_cloudfront_distribution."))).toHaveLength(2);
  });
});

it("the order of the sites means nothing", () => {
  const [a, b, c] = [site("domain-a"), site("domain-b"), site("domain-c")];
  expect(resourcesOf(c, a, b)).toEqual(resourcesOf(a, b, c));
});

it("a site that leaves takes nothing of another's with it, be it the first of its shard", () => {
  // Both in shard 09.
  const both = resourcesOf(site("domain-a"), site("site-48"));
  const left = resourcesOf(site("site-48"));
  for (const [address, body] of left) expect([address, both.get(address)]).toEqual([address, body]);
  expect([...left.keys()].filter((address) => address.includes("origin-access-control"))).toEqual([
    "aws_cloudfront_origin_access_control.shared_origin-access-control-09_2624C9B1",
  ]);
});
