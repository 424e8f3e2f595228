import { ACMClient } from "@aws-sdk/client-acm";
import { CloudFrontClient } from "@aws-sdk/client-cloudfront";
import { Route53Client } from "@aws-sdk/client-route-53";
import { S3Client } from "@aws-sdk/client-s3";
import type { Account } from "../../accounts/types";
import { watched } from "../aws/client";
import { asRole, callerOf, clientConfigOf } from "../switch/access";
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
  const { zone, sorryDomain } = account;
  const caller = callerOf(account, "AWS's policy ReadOnlyAccess is enough to look, see docs/migration.md");
  const config = await clientConfigOf(account, caller);
  const cloudFront = watched(new CloudFrontClient({ ...config, region: US_EAST_1 }), caller);
  const route53 =
    zone.roleArn === undefined
      ? watched(new Route53Client(config), caller)
      : watched(new Route53Client({ ...config, ...asRole({ roleArn: zone.roleArn }, config) }), {
          ...caller,
          roleArn: zone.roleArn,
        });
  const acm = watched(new ACMClient({ ...config, region: US_EAST_1 }), caller);
  const [distributions, accessControls, certificates, zoneIds] = await Promise.all([
    readDistributions(cloudFront),
    readAccessControls(cloudFront),
    readCertificates(acm, sorryDomain),
    readZoneIds(route53, zone.name),
  ]);
  const [zoneId, otherZone] = zoneIds;
  const records =
    zoneId === undefined || otherZone !== undefined ? [] : await readRecords(route53, zoneId, sorryDomain);
  const s3 = watched(new S3Client({ ...config, followRegionRedirects: true }), caller);
  const names = [...new Set([bucket ?? account.bucket, ...originBuckets(account, distributions)])];
  const buckets = await Promise.all(names.map((one) => readBucket(s3, one, account.id)));
  return { zoneIds, records, distributions, accessControls, certificates, buckets };
}
