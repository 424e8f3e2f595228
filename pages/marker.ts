/**
 * What S3 keeps beside a site's page and CloudFront hands on with it, so that a sorry server can tell the site's own
 * page from an error of CloudFront's, and need not know the site's Retry-After.
 */

/** Metadata with the site's alias: the mark of its page. A header `x-amz-meta-sorry-site`. */
export const SITE_METADATA = "sorry-site";

/** Metadata with the value for Retry-After. A header `x-amz-meta-sorry-retry-after`. */
export const RETRY_AFTER_METADATA = "sorry-retry-after";

/** The metadata of a site's page object; its keys are lower case, as S3 returns them. */
export function pageMetadata(alias: string, retryAfter?: string): Record<string, string> {
  return {
    [SITE_METADATA]: alias,
    ...(retryAfter === undefined ? {} : { [RETRY_AFTER_METADATA]: retryAfter }),
  };
}
