import { createHash } from "node:crypto";

/**
 * How many origin access controls a sorry domain's sites are spread over. CloudFront allows 100 distributions an
 * origin access control, and 500 an account: over 16, the fullest of 500 sites' shards holds about 45.
 * A fixed number: another one would move sites to other shards.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
 */
export const SHARDS = 16;

/** A site's shard, `00` to `15`; it follows from the name alone, so that no site moves when another comes or goes. */
export function shardOf(siteName: string): string {
  const first = createHash("sha256").update(siteName).digest().readUInt32BE(0);
  return String(first % SHARDS).padStart(2, "0");
}
