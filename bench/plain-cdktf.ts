import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { CloudfrontDistribution } from "@cdktf/provider-aws/lib/cloudfront-distribution";
import { CloudfrontOriginAccessControl } from "@cdktf/provider-aws/lib/cloudfront-origin-access-control";
import { DataAwsRoute53Zone } from "@cdktf/provider-aws/lib/data-aws-route53-zone";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { S3Object } from "@cdktf/provider-aws/lib/s3-object";
import { App, AssetType, Fn, LocalBackend, TerraformAsset, TerraformOutput, TerraformStack } from "cdktf";
import type { Account, Site } from "../accounts/types";
import { shardOf } from "../accounts/shards";

/**
 * The baseline: what the stacks of `npm run synth` hold, as one plain program: no constructs, no checks, no master
 * config, and each file of the page once in a stack. bench/synth.ts compares the resources of both, type by type.
 */

/** As the file of accounts has it, before `npm run synth` adds what it works out. */
type PlainAccount = Pick<Account, "name" | "id" | "region" | "sorryDomain"> & {
  readonly sites: readonly PlainSite[];
};
type PlainSite = Pick<Site, "name" | "page" | "status">;

/** What a stack's sites share. */
interface Shared {
  readonly sorryDomain: string;
  readonly zoneId: string;
  readonly certificateArn: string;
  readonly bucket: S3Bucket;
  /** Paths of the page's files in the stack. */
  readonly document: string;
  readonly json: string;
  readonly text: string;
  accessControlId(siteName: string): string;
}

function createCertificate(
  stack: TerraformStack,
  { sorryDomain }: PlainAccount,
  provider: AwsProvider,
  zoneId: string,
): string {
  const certificate = new AcmCertificate(stack, "certificate", {
    provider,
    domainName: `*.${sorryDomain}`,
    validationMethod: "DNS",
    lifecycle: { createBeforeDestroy: true },
  });
  const option = `tolist(${certificate.fqn}.domain_validation_options)[0]`;
  const record = new Route53Record(stack, "certificate-validation-record", {
    zoneId,
    name: `\${${option}.resource_record_name}`,
    type: `\${${option}.resource_record_type}`,
    records: [`\${${option}.resource_record_value}`],
    ttl: 60,
    allowOverwrite: true,
  });
  return new AcmCertificateValidation(stack, "certificate-validation", {
    provider,
    certificateArn: certificate.arn,
    validationRecordFqdns: [record.fqdn],
  }).certificateArn;
}

function bucketPolicy(name: string, accountId: string): string {
  const arn = `arn:aws:s3:::${name}`;
  const cloudFrontMay = (action: string, resource: string) => ({
    Effect: "Allow",
    Principal: { Service: "cloudfront.amazonaws.com" },
    Action: action,
    Resource: resource,
    Condition: { ArnLike: { "AWS:SourceArn": `arn:aws:cloudfront::${accountId}:distribution/*` } },
  });
  const onlyOverTls = {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [cloudFrontMay("s3:GetObject", `${arn}/*`), cloudFrontMay("s3:ListBucket", arn), onlyOverTls],
  });
}

function createBucket(stack: TerraformStack, { id, sorryDomain }: PlainAccount): S3Bucket {
  const name = `${sorryDomain.replaceAll(".", "-")}-${id}`;
  const resource = new S3Bucket(stack, "pages", { bucket: name, forceDestroy: true });
  const bucket = resource.id;
  new S3BucketOwnershipControls(stack, "ownership", {
    bucket,
    rule: { objectOwnership: "BucketOwnerEnforced" },
  });
  new S3BucketVersioningA(stack, "versioning", { bucket, versioningConfiguration: { status: "Enabled" } });
  new S3BucketServerSideEncryptionConfigurationA(stack, "encryption", {
    bucket,
    rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
  });
  const publicAccessBlock = new S3BucketPublicAccessBlock(stack, "public-access-block", {
    bucket,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  new S3BucketPolicy(stack, "policy", {
    bucket,
    policy: bucketPolicy(name, id),
    dependsOn: [publicAccessBlock],
  });
  return resource;
}

/** An origin access control a shard, as they come into use. */
function accessControls(stack: TerraformStack, sorryDomain: string, bucket: S3Bucket) {
  const byShard = new Map<string, CloudfrontOriginAccessControl>();
  return (siteName: string): string => {
    const shard = shardOf(siteName);
    const existing = byShard.get(shard);
    if (existing !== undefined) return existing.id;
    const created = new CloudfrontOriginAccessControl(stack, `origin-access-control-${shard}`, {
      name: `${bucket.bucket}-${shard}`,
      description: `Pages of ${sorryDomain}`,
      originAccessControlOriginType: "s3",
      signingBehavior: "always",
      signingProtocol: "sigv4",
    });
    byShard.set(shard, created);
    return created.id;
  };
}

function createSite(stack: TerraformStack, shared: Shared, { name, status }: PlainSite) {
  const { bucket } = shared.bucket;
  const alias = `${name}.${shared.sorryDomain}`;
  const page = new S3Object(stack, `page-${name}`, {
    bucket,
    key: `${name}/_sorry/index.html`,
    source: shared.document,
    etag: Fn.filemd5(shared.document),
    contentType: "text/html; charset=utf-8",
    cacheControl: "max-age=10",
    metadata: { "sorry-site": alias, "sorry-retry-after": "7200" },
    overrideProvider: { defaultTags: { tags: {} } },
  });
  for (const [form, source] of [
    ["json", shared.json],
    ["txt", shared.text],
  ] as const) {
    new S3Object(stack, `${form}-${name}`, {
      bucket,
      key: `${name}/_sorry/index-503.${form}`,
      source,
      etag: Fn.filemd5(source),
      contentType: form === "json" ? "application/json" : "text/plain; charset=utf-8",
      cacheControl: "max-age=10",
      metadata: { "sorry-site": alias },
      overrideProvider: { defaultTags: { tags: {} } },
    });
  }
  const distribution = new CloudfrontDistribution(stack, `distribution-${name}`, {
    enabled: true,
    comment: `Sorry page of ${alias}`,
    aliases: [alias],
    httpVersion: "http2and3",
    isIpv6Enabled: true,
    origin: [
      {
        originId: "pages",
        domainName: shared.bucket.bucketRegionalDomainName,
        originPath: `/${name}`,
        originAccessControlId: shared.accessControlId(name),
      },
    ],
    defaultCacheBehavior: {
      targetOriginId: "pages",
      allowedMethods: ["GET", "HEAD"],
      cachedMethods: ["GET", "HEAD"],
      cachePolicyId: "658327ea-f89d-4fab-a63d-7e88639e58f6",
      compress: true,
      viewerProtocolPolicy: "https-only",
    },
    customErrorResponse: [403, 404].map((errorCode) => ({
      errorCode,
      responseCode: status,
      responsePagePath: "/_sorry/index.html",
      errorCachingMinTtl: 10,
    })),
    dependsOn: [page],
    restrictions: { geoRestriction: { restrictionType: "none" } },
    viewerCertificate: {
      acmCertificateArn: shared.certificateArn,
      sslSupportMethod: "sni-only",
      minimumProtocolVersion: "TLSv1.2_2021",
    },
  });
  for (const type of ["A", "AAAA"]) {
    new Route53Record(stack, `record-${type}-${name}`, {
      zoneId: shared.zoneId,
      name: alias,
      type,
      alias: {
        name: distribution.domainName,
        zoneId: distribution.hostedZoneId,
        evaluateTargetHealth: false,
      },
    });
  }
  return { alias, id: distribution.id };
}

function createStack(app: App, account: PlainAccount, folder: string): void {
  const { name, id, region, sorryDomain, sites } = account;
  const stack = new TerraformStack(app, name);
  new LocalBackend(stack, { path: `../../../terraform.${name}.tfstate` });
  const allowedAccountIds = [id];
  new AwsProvider(stack, "aws", { region, allowedAccountIds });
  const usEast1 = new AwsProvider(stack, "aws-us-east-1", {
    region: "us-east-1",
    alias: "us-east-1",
    allowedAccountIds,
  });
  const { zoneId } = new DataAwsRoute53Zone(stack, "zone", { name: sorryDomain, privateZone: false });
  const bucket = createBucket(stack, account);
  const file = (path: string) =>
    new TerraformAsset(stack, basename(path), { path: join(folder, path), type: AssetType.FILE }).path;
  const shared: Shared = {
    sorryDomain,
    zoneId,
    certificateArn: createCertificate(stack, account, usEast1, zoneId),
    bucket,
    // One page is every site's.
    document: file(join(sites[0]?.page ?? "", "index.html")),
    json: file(join("forms", "index-503.json")),
    text: file(join("forms", "index-503.txt")),
    accessControlId: accessControls(stack, sorryDomain, bucket),
  };
  const distributions = sites.map((site) => [site.name, createSite(stack, shared, site)] as const);
  new TerraformOutput(stack, "bucket", { value: bucket.bucket });
  new TerraformOutput(stack, "distributions", { value: Object.fromEntries(distributions) });
}

const accountsFile = process.env["SORRY_ACCOUNTS"] ?? "";
const app = new App();
for (const account of JSON.parse(readFileSync(accountsFile, "utf8")) as PlainAccount[]) {
  createStack(app, account, dirname(accountsFile));
}
app.synth();
