import { ACMClient } from "@aws-sdk/client-acm";
import { CloudFrontClient } from "@aws-sdk/client-cloudfront";
import { Route53Client } from "@aws-sdk/client-route-53";
import { S3Client } from "@aws-sdk/client-s3";
import type { Account } from "../../accounts/types";
import { asRole, clientConfigOf } from "../switch/access";
import { askerFor } from "./ask";
import type { Found } from "./found";
import { readBucket } from "./read-bucket";
import { readAccessControls, readDistributions } from "./read-cloudfront";
import { readCertificates, readRecords, readZoneIds } from "./read-names";
import { originBuckets } from "./sites-distributions";

/** The region that CloudFront takes certificates from. */
const US_EAST_1 = "us-east-1";

/**
 * What exists that the account's stack might take over. Reads only.
 *
 * @param bucket a bucket to look at besides those that distributions name
 */
export async function readExisting(account: Account, bucket: string | undefined): Promise<Found> {
  const { name, region, zone, sorryDomain } = account;
  const config = await clientConfigOf(account);
  const ask = askerFor(name);
  const cloudFront = new CloudFrontClient({ ...config, region: US_EAST_1 });
  const zoneRole = zone.roleArn === undefined ? {} : asRole({ roleArn: zone.roleArn }, region);
  const route53 = new Route53Client({ ...config, ...zoneRole });
  const [distributions, accessControls, certificates, zoneIds] = await Promise.all([
    readDistributions(cloudFront, ask),
    readAccessControls(cloudFront, ask),
    readCertificates(new ACMClient({ ...config, region: US_EAST_1 }), sorryDomain, ask),
    readZoneIds(route53, zone.name, ask),
  ]);
  const [zoneId, otherZone] = zoneIds;
  const records =
    zoneId === undefined || otherZone !== undefined
      ? []
      : await readRecords(route53, zoneId, sorryDomain, ask);
  const s3 = new S3Client({ ...config, followRegionRedirects: true });
  const names = [...new Set([bucket ?? account.bucket, ...originBuckets(account, distributions)])];
  const buckets = await Promise.all(names.map((one) => readBucket(s3, one, account.id, ask)));
  return { zoneIds, records, distributions, accessControls, certificates, buckets };
}
