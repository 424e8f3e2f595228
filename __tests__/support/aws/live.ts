import { ACMClient, DescribeCertificateCommand } from "@aws-sdk/client-acm";
import {
  CloudFrontClient,
  type DistributionConfig,
  type DistributionSummary,
  GetDistributionConfigCommand,
  paginateListDistributions,
} from "@aws-sdk/client-cloudfront";
import {
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  Route53Client,
} from "@aws-sdk/client-route-53";
import {
  GetBucketPolicyCommand,
  GetObjectCommand,
  ListBucketsCommand,
  NoSuchKey,
  S3Client,
} from "@aws-sdk/client-s3";
import { readUnderPolicy } from "../../../preview/bucket-policy";
import type { Distribution, ObjectStore, StoredObject } from "../../../preview/distribution";
import type { Session } from "./emulated-aws";

/** What is deployed in AWS, as the edge asks for it: read anew each time, through AWS's own SDK. */
export class LiveAws {
  private readonly s3s: readonly S3Client[];

  constructor(private readonly sessions: readonly Session[]) {
    this.s3s = sessions.map(({ clientConfig }) => new S3Client(clientConfig("us-east-1")));
  }

  /** Every account's distributions. */
  async distributions(): Promise<Distribution[]> {
    return (await Promise.all(this.sessions.map(distributionsOf))).flat();
  }

  readonly objects: ObjectStore = {
    get: async (bucket, key, reader) => {
      for (const s3 of this.s3s) {
        const { Buckets: buckets = [] } = await s3.send(new ListBucketsCommand({}));
        if (!buckets.some(({ Name }) => Name === bucket)) continue;
        const policy = await policyOf(s3, bucket);
        return readUnderPolicy(policy, bucket, key, reader, await objectOf(s3, bucket, key));
      }
      return "NoSuchBucket";
    },
  };

  /** The host names whose A record leads to a distribution. */
  async dnsNames(): Promise<string[]> {
    const targets = (await Promise.all(this.sessions.map(summariesOf)))
      .flat()
      .map(({ DomainName }) => DomainName);
    const records = (await Promise.all(this.sessions.map(recordsOf))).flat();
    return records
      .filter(({ Type, AliasTarget }) => Type === "A" && targets.includes(withoutDot(AliasTarget?.DNSName)))
      .map(({ Name }) => withoutDot(Name));
  }
}

const withoutDot = (name = "") => name.replace(/\.$/, "");

export async function summariesOf({ clientConfig }: Session): Promise<DistributionSummary[]> {
  const client = new CloudFrontClient(clientConfig("us-east-1"));
  const summaries: DistributionSummary[] = [];
  for await (const { DistributionList: page } of paginateListDistributions({ client }, {})) {
    summaries.push(...(page?.Items ?? []));
  }
  return summaries;
}

/** All records of all the account's zones, but those that a zone is born with. */
export async function recordsOf({ clientConfig }: Session): Promise<ResourceRecordSet[]> {
  const client = new Route53Client(clientConfig("us-east-1"));
  const { HostedZones: zones = [] } = await client.send(new ListHostedZonesCommand({}));
  const records: ResourceRecordSet[] = [];
  for (const { Id: HostedZoneId } of zones) {
    const page = await client.send(new ListResourceRecordSetsCommand({ HostedZoneId }));
    if (page.IsTruncated === true) throw new Error("More records than a test's zone has.");
    records.push(...(page.ResourceRecordSets ?? []));
  }
  return records.filter(({ Type }) => Type !== "NS" && Type !== "SOA");
}

async function distributionsOf(session: Session): Promise<Distribution[]> {
  const client = new CloudFrontClient(session.clientConfig("us-east-1"));
  const summaries = await summariesOf(session);
  return Promise.all(
    summaries.map(async ({ Id, ARN }) => {
      const { DistributionConfig: config } = await client.send(new GetDistributionConfigCommand({ Id }));
      if (Id === undefined || ARN === undefined || config === undefined) throw new Error("no distribution");
      return { id: Id, arn: ARN, ...(await fromConfig(session, config)) };
    }),
  );
}

const BUCKET_HOST = /^(.+)\.s3(?:\.[a-z0-9-]+)?\.amazonaws\.com$/;

async function fromConfig(
  session: Session,
  config: DistributionConfig,
): Promise<Omit<Distribution, "id" | "arn">> {
  const [origin, ...otherOrigins] = config.Origins?.Items ?? [];
  const behavior = config.DefaultCacheBehavior;
  const bucket = BUCKET_HOST.exec(origin?.DomainName ?? "")?.[1];
  const cachePolicyId = behavior?.CachePolicyId;
  if (
    origin === undefined ||
    bucket === undefined ||
    cachePolicyId === undefined ||
    otherOrigins.length > 0
  ) {
    throw new Error(`${config.Comment ?? ""}: the edge can follow one bucket as the only origin.`);
  }
  if (behavior?.CachePolicyId === undefined || behavior.ViewerProtocolPolicy === undefined) {
    throw new Error(`${config.Comment ?? ""}: the edge can follow cache policies, and no forwarded values.`);
  }
  const arn = config.ViewerCertificate?.ACMCertificateArn;
  return {
    aliases: config.Aliases?.Items ?? [],
    enabled: config.Enabled ?? false,
    origin: {
      bucket,
      path: origin.OriginPath ?? "",
      hasAccessControl: (origin.OriginAccessControlId ?? "") !== "",
    },
    ...(config.DefaultRootObject === "" ? {} : { defaultRootObject: config.DefaultRootObject }),
    allowedMethods: behavior.AllowedMethods?.Items ?? ["GET", "HEAD"],
    viewerProtocolPolicy: behavior.ViewerProtocolPolicy,
    cachePolicyId: behavior.CachePolicyId,
    compress: behavior.Compress ?? false,
    customErrorResponses: (config.CustomErrorResponses?.Items ?? []).map((response) => ({
      errorCode: response.ErrorCode ?? 0,
      ...(response.ResponsePagePath === undefined
        ? {}
        : { responseCode: Number(response.ResponseCode), responsePagePath: response.ResponsePagePath }),
      errorCachingMinTtl: response.ErrorCachingMinTTL ?? 10,
    })),
    certificateNames: arn === undefined ? [] : await certificateNames(session, arn),
    minimumProtocolVersion: config.ViewerCertificate?.MinimumProtocolVersion ?? "TLSv1",
  };
}

async function certificateNames({ clientConfig }: Session, CertificateArn: string): Promise<string[]> {
  const acm = new ACMClient(clientConfig("us-east-1"));
  const { Certificate: found } = await acm.send(new DescribeCertificateCommand({ CertificateArn }));
  return found?.SubjectAlternativeNames ?? [];
}

async function policyOf(s3: S3Client, Bucket: string): Promise<string | undefined> {
  try {
    return (await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy;
  } catch (error) {
    if ((error as Error).name === "NoSuchBucketPolicy") return undefined;
    throw error;
  }
}

async function objectOf(s3: S3Client, Bucket: string, Key: string): Promise<StoredObject | undefined> {
  // The bucket itself, which no object is.
  if (Key === "") return undefined;
  try {
    const found = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return {
      body: Buffer.from((await found.Body?.transformToByteArray()) ?? []),
      contentType: found.ContentType ?? "binary/octet-stream",
      ...(found.CacheControl === undefined ? {} : { cacheControl: found.CacheControl }),
      etag: found.ETag ?? "",
      lastModified: found.LastModified ?? new Date(0),
      metadata: found.Metadata ?? {},
    };
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}
