/** What Terraform does in AWS for each type of resource, as far as the stacks have it. */

/** Whose permissions they are, by the names that AWS knows things by. */
export interface Scope {
  readonly accountId: string;
  readonly region: string;
  readonly sorryDomain: string;
  readonly bucket: string;
  /** What the fleet's own names begin with, without the hyphen. */
  readonly fleet: string;
}

export interface Permission {
  readonly actions: readonly string[];
  /** ARNs; `*` only where AWS knows no resource of the action, or another account's. */
  readonly resources: readonly string[];
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

type PermissionsOf = (scope: Scope) => readonly Permission[];

/** `GetA GetB` of `s3` -> `s3:GetA`, `s3:GetB`. */
const of = (service: string, actions: string) => actions.split(" ").map((action) => `${service}:${action}`);

const anywhere = (service: string, actions: string): Permission => ({
  actions: of(service, actions),
  resources: ["*"],
});

const bucket =
  (actions: string): PermissionsOf =>
  (scope) => [{ actions: of("s3", actions), resources: [`arn:aws:s3:::${scope.bucket}`] }];

const ec2 = ({ region, accountId }: Scope, ...types: readonly string[]) =>
  types.map((type) => `arn:aws:ec2:${region}:${accountId}:${type}/*`);

const elb = ({ region, accountId }: Scope, ...types: readonly string[]) =>
  types.map((type) => `arn:aws:elasticloadbalancing:${region}:${accountId}:${type}`);

const iam = ({ accountId, fleet }: Scope, type: string) => {
  // The provider cuts a prefix to 38 characters, and puts 26 of its own behind it.
  return [`arn:aws:iam::${accountId}:${type}/${`${fleet}-`.slice(0, 38)}*`];
};

const autoScalingGroup = ({ region, accountId, fleet }: Scope) => [
  `arn:aws:autoscaling:${region}:${accountId}:autoScalingGroup:*:autoScalingGroupName/${fleet}`,
];

const alarms = ({ region, accountId, fleet }: Scope) => [
  `arn:aws:cloudwatch:${region}:${accountId}:alarm:${fleet}: *`,
];

/** The roles by which AWS's own services work in the account; made once, by whoever first needs them. */
const serviceLinkedRole = ({ accountId }: Scope, service: string): Permission => ({
  actions: ["iam:CreateServiceLinkedRole"],
  resources: [`arn:aws:iam::${accountId}:role/aws-service-role/${service}/*`],
  condition: { StringEquals: { "iam:AWSServiceName": service } },
});

const ZONES = ["arn:aws:route53:::hostedzone/*"];

/**
 * By Terraform's type; a data source as `data.TYPE`.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const PERMISSIONS: Readonly<Record<string, PermissionsOf>> = {
  aws_acm_certificate: ({ accountId, sorryDomain }) => [
    {
      actions: ["acm:RequestCertificate"],
      resources: ["*"],
      condition: {
        "ForAllValues:StringEquals": { "acm:DomainNames": [`*.${sorryDomain}`] },
        StringEquals: { "acm:ValidationMethod": "DNS" },
      },
    },
    {
      actions: of(
        "acm",
        "DescribeCertificate DeleteCertificate UpdateCertificateOptions ListTagsForCertificate AddTagsToCertificate RemoveTagsFromCertificate",
      ),
      resources: [`arn:aws:acm:us-east-1:${accountId}:certificate/*`],
    },
  ],
  aws_acm_certificate_validation: ({ accountId }) => [
    { actions: ["acm:DescribeCertificate"], resources: [`arn:aws:acm:us-east-1:${accountId}:certificate/*`] },
  ],
  aws_cloudfront_distribution: ({ accountId }) => [
    {
      actions: of(
        "cloudfront",
        "CreateDistribution CreateDistributionWithTags GetDistribution UpdateDistribution DeleteDistribution ListTagsForResource TagResource UntagResource",
      ),
      resources: [`arn:aws:cloudfront::${accountId}:distribution/*`],
    },
  ],
  aws_cloudfront_origin_access_control: ({ accountId }) => [
    anywhere("cloudfront", "CreateOriginAccessControl"),
    {
      actions: of("cloudfront", "GetOriginAccessControl UpdateOriginAccessControl DeleteOriginAccessControl"),
      resources: [`arn:aws:cloudfront::${accountId}:origin-access-control/*`],
    },
  ],
  aws_route53_record: ({ sorryDomain }) => [
    {
      actions: ["route53:ChangeResourceRecordSets"],
      resources: ZONES,
      // Of the zone, whatever else is in it, only what is below the sorry domain.
      condition: {
        "ForAllValues:StringLike": {
          "route53:ChangeResourceRecordSetsNormalizedRecordNames": [`*.${sorryDomain}`],
        },
      },
    },
    { actions: of("route53", "GetHostedZone ListResourceRecordSets"), resources: ZONES },
    { actions: ["route53:GetChange"], resources: ["arn:aws:route53:::change/*"] },
  ],
  "data.aws_route53_zone": () => [
    anywhere("route53", "ListHostedZones ListHostedZonesByName"),
    { actions: of("route53", "GetHostedZone ListTagsForResource"), resources: ZONES },
  ],
  aws_s3_bucket: ({ bucket: name }) => [
    {
      actions: of(
        "s3",
        "CreateBucket DeleteBucket ListBucket ListBucketVersions GetBucketLocation GetBucketPolicy GetBucketAcl GetBucketCORS GetBucketWebsite GetBucketVersioning GetAccelerateConfiguration GetBucketRequestPayment GetBucketLogging GetLifecycleConfiguration GetReplicationConfiguration GetEncryptionConfiguration GetBucketObjectLockConfiguration GetBucketTagging PutBucketTagging",
      ),
      resources: [`arn:aws:s3:::${name}`],
    },
    // A bucket that goes is emptied.
    { actions: of("s3", "DeleteObject DeleteObjectVersion"), resources: [`arn:aws:s3:::${name}/*`] },
  ],
  aws_s3_bucket_ownership_controls: bucket("GetBucketOwnershipControls PutBucketOwnershipControls"),
  aws_s3_bucket_policy: bucket("GetBucketPolicy PutBucketPolicy DeleteBucketPolicy"),
  aws_s3_bucket_public_access_block: bucket("GetBucketPublicAccessBlock PutBucketPublicAccessBlock"),
  aws_s3_bucket_server_side_encryption_configuration: bucket(
    "GetEncryptionConfiguration PutEncryptionConfiguration",
  ),
  aws_s3_bucket_versioning: bucket("GetBucketVersioning PutBucketVersioning"),
  aws_s3_object: ({ bucket: name }) => [
    {
      actions: of(
        "s3",
        "GetObject GetObjectVersion PutObject DeleteObject DeleteObjectVersion GetObjectTagging PutObjectTagging",
      ),
      resources: [`arn:aws:s3:::${name}/*`],
    },
    { actions: of("s3", "ListBucket ListBucketVersions"), resources: [`arn:aws:s3:::${name}`] },
  ],
  aws_security_group: (scope) => [
    {
      actions: of(
        "ec2",
        "CreateSecurityGroup DeleteSecurityGroup AuthorizeSecurityGroupEgress RevokeSecurityGroupEgress RevokeSecurityGroupIngress CreateTags DeleteTags",
      ),
      resources: ec2(scope, "security-group", "security-group-rule", "vpc"),
    },
    anywhere("ec2", "DescribeSecurityGroups DescribeSecurityGroupRules DescribeNetworkInterfaces"),
  ],
  aws_vpc_security_group_ingress_rule: (scope) => [
    {
      actions: of(
        "ec2",
        "AuthorizeSecurityGroupIngress RevokeSecurityGroupIngress ModifySecurityGroupRules CreateTags DeleteTags",
      ),
      resources: ec2(scope, "security-group", "security-group-rule"),
    },
    anywhere("ec2", "DescribeSecurityGroupRules"),
  ],
  aws_launch_template: (scope) => [
    {
      actions: of(
        "ec2",
        "CreateLaunchTemplate CreateLaunchTemplateVersion ModifyLaunchTemplate DeleteLaunchTemplate CreateTags DeleteTags",
      ),
      resources: ec2(scope, "launch-template"),
    },
    anywhere("ec2", "DescribeLaunchTemplates DescribeLaunchTemplateVersions"),
  ],
  aws_autoscaling_group: (scope) => [
    {
      actions: of(
        "autoscaling",
        "CreateAutoScalingGroup UpdateAutoScalingGroup DeleteAutoScalingGroup StartInstanceRefresh CancelInstanceRefresh EnableMetricsCollection DisableMetricsCollection CreateOrUpdateTags DeleteTags",
      ),
      resources: autoScalingGroup(scope),
    },
    anywhere(
      "autoscaling",
      "DescribeAutoScalingGroups DescribeInstanceRefreshes DescribeScalingActivities DescribeLoadBalancerTargetGroups DescribeTrafficSources DescribeWarmPool",
    ),
    anywhere("elasticloadbalancing", "DescribeTargetHealth"),
    // Auto Scaling asks whether its caller could start what the launch template says, and from a template alone.
    {
      actions: ["ec2:RunInstances"],
      resources: ["*"],
      condition: { ArnLike: { "ec2:LaunchTemplate": ec2(scope, "launch-template") } },
    },
    {
      actions: ["ec2:CreateTags"],
      resources: ec2(scope, "instance", "volume"),
      condition: { StringEquals: { "ec2:CreateAction": "RunInstances" } },
    },
    serviceLinkedRole(scope, "autoscaling.amazonaws.com"),
  ],
  aws_autoscaling_attachment: (scope) => [
    {
      actions: of("autoscaling", "AttachLoadBalancerTargetGroups DetachLoadBalancerTargetGroups"),
      resources: autoScalingGroup(scope),
    },
    anywhere("autoscaling", "DescribeAutoScalingGroups"),
  ],
  aws_autoscaling_policy: (scope) => [
    { actions: of("autoscaling", "PutScalingPolicy DeletePolicy"), resources: autoScalingGroup(scope) },
    anywhere("autoscaling", "DescribePolicies"),
  ],
  aws_iam_role: (scope) => [
    {
      actions: of(
        "iam",
        "CreateRole GetRole UpdateRole UpdateRoleDescription UpdateAssumeRolePolicy DeleteRole TagRole UntagRole ListRolePolicies ListAttachedRolePolicies ListInstanceProfilesForRole",
      ),
      resources: iam(scope, "role"),
    },
    {
      actions: ["iam:PassRole"],
      resources: iam(scope, "role"),
      condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
    },
  ],
  aws_iam_role_policy: (scope) => [
    { actions: of("iam", "GetRolePolicy PutRolePolicy DeleteRolePolicy"), resources: iam(scope, "role") },
  ],
  aws_iam_instance_profile: (scope) => [
    {
      actions: of(
        "iam",
        "CreateInstanceProfile GetInstanceProfile DeleteInstanceProfile AddRoleToInstanceProfile RemoveRoleFromInstanceProfile TagInstanceProfile UntagInstanceProfile",
      ),
      resources: iam(scope, "instance-profile"),
    },
  ],
  aws_cloudwatch_metric_alarm: (scope) => [
    {
      actions: of(
        "cloudwatch",
        "PutMetricAlarm DeleteAlarms DescribeAlarms ListTagsForResource TagResource UntagResource",
      ),
      resources: alarms(scope),
    },
  ],
  aws_cloudwatch_dashboard: ({ accountId, fleet }) => [
    {
      actions: of("cloudwatch", "PutDashboard GetDashboard DeleteDashboards"),
      resources: [`arn:aws:cloudwatch::${accountId}:dashboard/${fleet}`],
    },
  ],
  aws_lb_target_group: (scope) => [
    {
      actions: of(
        "elasticloadbalancing",
        "CreateTargetGroup ModifyTargetGroup ModifyTargetGroupAttributes DeleteTargetGroup AddTags RemoveTags",
      ),
      resources: elb(scope, "targetgroup/*/*"),
    },
    anywhere("elasticloadbalancing", "DescribeTargetGroups DescribeTargetGroupAttributes DescribeTags"),
  ],
  aws_lb_listener_rule: (scope) => [
    {
      actions: of(
        "elasticloadbalancing",
        "CreateRule ModifyRule DeleteRule SetRulePriorities AddTags RemoveTags",
      ),
      resources: elb(scope, "listener/app/*/*/*", "listener-rule/app/*/*/*/*"),
    },
    anywhere("elasticloadbalancing", "DescribeRules DescribeListeners DescribeTags"),
  ],
  "data.aws_lb": () => [
    anywhere("elasticloadbalancing", "DescribeLoadBalancers DescribeLoadBalancerAttributes DescribeTags"),
  ],
  "data.aws_elb": () => [
    anywhere("elasticloadbalancing", "DescribeLoadBalancers DescribeLoadBalancerAttributes DescribeTags"),
  ],
  "data.aws_lb_listener": () => [
    anywhere("elasticloadbalancing", "DescribeListeners DescribeListenerAttributes DescribeTags"),
  ],
  "data.aws_lb_target_group": () => [
    anywhere("elasticloadbalancing", "DescribeTargetGroups DescribeTargetGroupAttributes DescribeTags"),
  ],
  "data.aws_ami_ids": () => [anywhere("ec2", "DescribeImages")],
};
