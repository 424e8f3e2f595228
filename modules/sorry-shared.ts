import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { CloudfrontOriginAccessControl } from "@cdktf/provider-aws/lib/cloudfront-origin-access-control";
import { DataAwsRoute53Zone } from "@cdktf/provider-aws/lib/data-aws-route53-zone";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { type ITerraformDependable, type TerraformProvider, Token } from "cdktf";
import { Construct } from "constructs";
import { bucketNameOf } from "../accounts/bucket-name";
import { accountId, bucketName, sorryDomain, zoneName } from "../accounts/schema";
import { checkProps } from "./check-props";
import { shardOf } from "../accounts/shards";

export interface SorrySharedProps {
  /** The 12-digit id of the account that the stack deploys to; only its distributions may read the bucket. */
  readonly accountId: string;
  /** The subdomain for aliases, such as `sorry.example.com`; at most 62 characters. */
  readonly sorryDomain: string;
  /** A provider for us-east-1: CloudFront takes certificates from there only. */
  readonly usEast1Provider: TerraformProvider;
  /**
   * The name of the public Route 53 zone that holds the sorry domain.
   * @default the sorry domain
   */
  readonly zoneName?: string;
  /**
   * A provider for the account that holds the zone.
   * @default the stack's own
   */
  readonly zoneProvider?: TerraformProvider;
  /**
   * The bucket's name; at most 60 characters, so that the names of the origin access controls fit CloudFront's 64.
   * @default `pages-`, the sorry domain with hyphens for its dots, and the account id
   */
  readonly bucketName?: string;
}

/** What the sites of one sorry domain share, as {@link SorryDistribution} needs it. */
export interface SorrySharedResources {
  readonly sorryDomain: string;
  /** The ARN of a certificate in us-east-1 for `*.SORRY-DOMAIN`; of one that is **validated**, not just asked for. */
  readonly certificateArn: string;
  readonly bucketName: string;
  readonly bucketRegionalDomainName: string;
  /** The zone for the aliases' records. */
  readonly zoneId: string;
  /** A provider for the account that holds the zone. @default the stack's own */
  readonly zoneProvider?: TerraformProvider;
  /** What lets CloudFront read the bucket; distributions come after it and go before it. @default nothing */
  readonly bucketPolicy?: ITerraformDependable;
  /** What keeps the versions of the bucket's objects; pages come after it and go before it. @default nothing */
  readonly bucketVersioning?: ITerraformDependable;
  /** The id of the origin access control that the site's distribution uses. */
  originAccessControlId(siteName: string): string;
}

/**
 * What the sites of one sorry domain share: the wildcard certificate and its DNS validation, the private bucket of
 * pages, and the origin access controls by which CloudFront alone reads it. One an account.
 */
export class SorryShared extends Construct implements SorrySharedResources {
  readonly sorryDomain: string;
  readonly certificateArn: string;
  readonly bucketName: string;
  readonly bucketRegionalDomainName: string;
  readonly zoneId: string;
  readonly zoneProvider?: TerraformProvider;
  readonly bucketPolicy: ITerraformDependable;
  readonly bucketVersioning: ITerraformDependable;
  /** The bucket's ARN. */
  readonly bucketArn: string;

  private readonly originAccessControls = new Map<string, CloudfrontOriginAccessControl>();

  constructor(scope: Construct, id: string, props: SorrySharedProps) {
    super(scope, id);
    checkProps(this, {
      accountId: [accountId, props.accountId],
      sorryDomain: [sorryDomain, props.sorryDomain],
      zoneName: [zoneName, props.zoneName],
      bucketName: [bucketName, props.bucketName],
    });
    const name = props.bucketName ?? defaultBucketName(this, props);
    this.sorryDomain = props.sorryDomain;
    this.zoneProvider = props.zoneProvider;

    const zone = new DataAwsRoute53Zone(this, "zone", {
      provider: props.zoneProvider,
      name: props.zoneName ?? props.sorryDomain,
      privateZone: false,
    });
    this.zoneId = zone.zoneId;
    this.certificateArn = this.createCertificate(props);

    const { bucket, policy, versioning } = this.createBucket(name, props.accountId);
    this.bucketPolicy = policy;
    this.bucketVersioning = versioning;
    this.bucketName = bucket.bucket;
    this.bucketArn = bucket.arn;
    this.bucketRegionalDomainName = bucket.bucketRegionalDomainName;
  }

  originAccessControlId(siteName: string): string {
    if (Token.isUnresolved(siteName)) {
      throw new Error(
        `${this.node.path}: a site's name must be known when the stack is synthesized, got a token. Write it out: its shard follows from it.`,
      );
    }
    const shard = shardOf(siteName);
    const existing = this.originAccessControls.get(shard);
    if (existing !== undefined) return existing.id;
    const created = new CloudfrontOriginAccessControl(this, `origin-access-control-${shard}`, {
      name: `${this.bucketName}-${shard}`,
      description: `Pages of ${this.sorryDomain}`,
      originAccessControlOriginType: "s3",
      signingBehavior: "always",
      signingProtocol: "sigv4",
    });
    this.originAccessControls.set(shard, created);
    return created.id;
  }

  private createCertificate({ usEast1Provider }: SorrySharedProps): string {
    const certificate = new AcmCertificate(this, "certificate", {
      provider: usEast1Provider,
      domainName: `*.${this.sorryDomain}`,
      validationMethod: "DNS",
      // Distributions hold on to the old one until the new one is in place.
      lifecycle: { createBeforeDestroy: true },
    });
    // One name, so one record; known before the certificate exists, unlike for_each over the set.
    const option = `tolist(${certificate.fqn}.domain_validation_options)[0]`;
    const record = new Route53Record(this, "certificate-validation-record", {
      provider: this.zoneProvider,
      zoneId: this.zoneId,
      name: `\${${option}.resource_record_name}`,
      type: `\${${option}.resource_record_type}`,
      records: [`\${${option}.resource_record_value}`],
      ttl: 60,
      // ACM asks for the same record again when it makes the certificate anew.
      allowOverwrite: true,
    });
    const validation = new AcmCertificateValidation(this, "certificate-validation", {
      provider: usEast1Provider,
      certificateArn: certificate.arn,
      validationRecordFqdns: [record.fqdn],
    });
    return validation.certificateArn;
  }

  private createBucket(name: string, account: string) {
    const bucket = new S3Bucket(this, "bucket", {
      bucket: name,
      // Every object in it comes from Git; a stack that is destroyed must leave nothing behind.
      forceDestroy: true,
    });
    new S3BucketOwnershipControls(this, "bucket-ownership", {
      bucket: bucket.id,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    const versioning = new S3BucketVersioningA(this, "bucket-versioning", {
      bucket: bucket.id,
      versioningConfiguration: { status: "Enabled" },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, "bucket-encryption", {
      bucket: bucket.id,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
    const publicAccessBlock = new S3BucketPublicAccessBlock(this, "bucket-public-access-block", {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const policy = new S3BucketPolicy(this, "bucket-policy", {
      bucket: bucket.id,
      policy: bucketPolicy(name, account),
      // S3 refuses the two calls at once.
      dependsOn: [publicAccessBlock],
    });
    return { bucket, policy, versioning };
  }
}

/**
 * CloudFront of this account may read, whatever the distribution, so that the policy is the same for every set of
 * sites. ListBucket makes S3 answer 404 for a missing key rather than 403, which CloudFront would not cache; no
 * listing can be asked for, as every distribution's origin path is a folder.
 */
function bucketPolicy(bucket: string, account: string): string {
  const arn = `arn:aws:s3:::${bucket}`;
  const ofThisAccount = { ArnLike: { "AWS:SourceArn": `arn:aws:cloudfront::${account}:distribution/*` } };
  const cloudFront = { Service: "cloudfront.amazonaws.com" };
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "CloudFrontReads",
        Effect: "Allow",
        Principal: cloudFront,
        Action: "s3:GetObject",
        Resource: `${arn}/*`,
        Condition: ofThisAccount,
      },
      {
        Sid: "CloudFrontLearnsWhatIsMissing",
        Effect: "Allow",
        Principal: cloudFront,
        Action: "s3:ListBucket",
        Resource: arn,
        Condition: ofThisAccount,
      },
      {
        Sid: "OnlyOverTls",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
}

function defaultBucketName(scope: Construct, props: SorrySharedProps): string {
  const { sorryDomain: domain, accountId: account } = props;
  if (Token.isUnresolved(domain) || Token.isUnresolved(account)) {
    throw new Error(
      `${scope.node.path}: \`bucketName\` must be given where \`sorryDomain\` or \`accountId\` is a token, got nothing. Choose a name.`,
    );
  }
  return bucketNameOf(domain, account);
}
