"use strict";
/**
 * What bench/plain-cdktf.ts makes, with the AWS CDK. CloudFormation is not Terraform, so this is the nearest that
 * `cdk deploy` could take, and wherever there is a choice, the one that is faster for the AWS CDK:
 *
 * - L1 constructs: they are generated from the resources' schemas, as cdktf's providers are. The L2 `Distribution`
 *   would make an origin access control of its own for every site, and more constructs.
 * - CloudFormation has no resource for an object of S3. `BucketDeployment` would, with a Lambda function and its role,
 *   be unfair, so a site's objects are one custom resource, whose provider is taken to exist already. Their files are
 *   assets, once a stack.
 * - Versioning, encryption, ownership and the public access block are properties of the bucket; the certificate's
 *   validation record is the certificate's.
 * - Every stack is in us-east-1, where CloudFront wants its certificate: no stack needs another's.
 * - The app's settings are its defaults; CDK_VALIDATION=false (as `cdk synth --no-validation`) switches off the
 *   built-in check of the templates, which has no counterpart in a synth of cdktf. bench/synth.ts measures both.
 */
const { createHash } = require("node:crypto");
const { readFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { CfnCertificate } = require("aws-cdk-lib/aws-certificatemanager");
const { CfnDistribution, CfnOriginAccessControl } = require("aws-cdk-lib/aws-cloudfront");
const { CfnRecordSet } = require("aws-cdk-lib/aws-route53");
const { CfnBucket, CfnBucketPolicy } = require("aws-cdk-lib/aws-s3");
const { Asset } = require("aws-cdk-lib/aws-s3-assets");
const { App, CfnOutput, CfnResource, Fn, Stack } = require("aws-cdk-lib/core");

/** Route 53's zone id for all of CloudFront. */
const CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2";

const FILES = [
  { file: "index.html", contentType: "text/html; charset=utf-8" },
  { file: "index-503.json", contentType: "application/json" },
  { file: "index-503.txt", contentType: "text/plain; charset=utf-8" },
];

function createBucket(stack, { id, sorryDomain }) {
  const bucketName = `${sorryDomain.replaceAll(".", "-")}-${id}`;
  const bucket = new CfnBucket(stack, "Bucket", {
    bucketName,
    ownershipControls: { rules: [{ objectOwnership: "BucketOwnerEnforced" }] },
    versioningConfiguration: { status: "Enabled" },
    bucketEncryption: {
      serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    },
    publicAccessBlockConfiguration: {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
  });
  const arn = `arn:aws:s3:::${bucketName}`;
  const cloudFrontMay = (Action, Resource) => ({
    Effect: "Allow",
    Principal: { Service: "cloudfront.amazonaws.com" },
    Action,
    Resource,
    Condition: { ArnLike: { "AWS:SourceArn": `arn:aws:cloudfront::${id}:distribution/*` } },
  });
  new CfnBucketPolicy(stack, "BucketPolicy", {
    bucket: bucket.ref,
    policyDocument: {
      Version: "2012-10-17",
      Statement: [
        cloudFrontMay("s3:GetObject", `${arn}/*`),
        cloudFrontMay("s3:ListBucket", arn),
        {
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [arn, `${arn}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    },
  });
  return bucket;
}

/** As `shardOf` of modules/shards.ts. */
const shardOf = (siteName) => String(createHash("sha256").update(siteName).digest().readUInt32BE(0) % 16);

function createSite(stack, shared, { name, status }) {
  const alias = `${name}.${shared.sorryDomain}`;
  const page = new CfnResource(stack, `Page-${name}`, {
    type: "Custom::SorryPage",
    properties: {
      ServiceToken: shared.provider,
      Bucket: shared.bucket.ref,
      Objects: shared.files.map(({ file, asset, contentType }) => ({
        Key: `${name}/_sorry/${file}`,
        SourceBucket: asset.s3BucketName,
        SourceKey: asset.s3ObjectKey,
        ContentType: contentType,
        CacheControl: "max-age=10",
        Metadata: {
          "sorry-site": alias,
          ...(file === "index.html" ? { "sorry-retry-after": "7200" } : {}),
        },
      })),
    },
  });
  const distribution = new CfnDistribution(stack, `Distribution-${name}`, {
    distributionConfig: {
      enabled: true,
      comment: `Sorry page of ${alias}`,
      aliases: [alias],
      httpVersion: "http2and3",
      ipv6Enabled: true,
      origins: [
        {
          id: "pages",
          domainName: shared.bucket.attrRegionalDomainName,
          originPath: `/${name}`,
          originAccessControlId: shared.accessControlOf(name).attrId,
          s3OriginConfig: { originAccessIdentity: "" },
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
      customErrorResponses: [403, 404].map((errorCode) => ({
        errorCode,
        responseCode: status,
        responsePagePath: "/_sorry/index.html",
        errorCachingMinTtl: 10,
      })),
      restrictions: { geoRestriction: { restrictionType: "none" } },
      viewerCertificate: {
        acmCertificateArn: shared.certificate.ref,
        sslSupportMethod: "sni-only",
        minimumProtocolVersion: "TLSv1.2_2021",
      },
    },
  });
  distribution.addResourceDependency(page);
  for (const type of ["A", "AAAA"]) {
    new CfnRecordSet(stack, `Record${type}-${name}`, {
      hostedZoneName: `${shared.sorryDomain}.`,
      name: alias,
      type,
      aliasTarget: {
        dnsName: distribution.attrDomainName,
        hostedZoneId: CLOUDFRONT_ZONE,
        evaluateTargetHealth: false,
      },
    });
  }
  new CfnOutput(stack, `Id-${name}`, { value: distribution.attrId });
}

function createStack(app, account, folder) {
  const { name, id, sorryDomain, sites } = account;
  const stack = new Stack(app, name, { env: { account: id, region: "us-east-1" } });
  const certificate = new CfnCertificate(stack, "Certificate", {
    domainName: `*.${sorryDomain}`,
    validationMethod: "DNS",
    domainValidationOptions: [{ domainName: `*.${sorryDomain}`, hostedZoneId: "Z0123456789EXAMPLE" }],
  });
  const bucket = createBucket(stack, account);
  new CfnOutput(stack, "BucketName", { value: bucket.ref });

  const accessControls = new Map();
  const accessControlOf = (siteName) => {
    const shard = shardOf(siteName);
    const existing = accessControls.get(shard);
    if (existing !== undefined) return existing;
    const created = new CfnOriginAccessControl(stack, `OriginAccessControl${shard}`, {
      originAccessControlConfig: {
        name: `${sorryDomain.replaceAll(".", "-")}-${id}-${shard}`,
        description: `Pages of ${sorryDomain}`,
        originAccessControlOriginType: "s3",
        signingBehavior: "always",
        signingProtocol: "sigv4",
      },
    });
    accessControls.set(shard, created);
    return created;
  };
  // One page is every site's.
  const files = FILES.map((entry) => {
    const path = join(folder, entry.file === "index.html" ? sites[0].page : "forms", entry.file);
    return { ...entry, asset: new Asset(stack, `File-${entry.file}`, { path }) };
  });
  const provider = Fn.importValue("sorry-page-provider");
  const shared = { sorryDomain, certificate, bucket, accessControlOf, files, provider };
  for (const site of sites) createSite(stack, shared, site);
}

const accountsFile = process.env.SORRY_ACCOUNTS;
const app = new App();
for (const account of JSON.parse(readFileSync(accountsFile, "utf8"))) {
  createStack(app, account, dirname(accountsFile));
}
app.synth();
