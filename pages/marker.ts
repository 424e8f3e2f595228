/**
 * What S3 keeps beside a site's page and CloudFront hands on with it, so that a sorry server can tell the site's own
 * page from an error of CloudFront's, and need not know the site's Retry-After.
 */

/** Metadata with the site's alias: the mark of its page. A header `x-amz-meta-sorry-site`. */
export const SITE_METADATA = "sorry-site";

/** Metadata with the value for Retry-After. A header `x-amz-meta-sorry-retry-after`. */
export const RETRY_AFTER_METADATA = "sorry-retry-after";

/** Metadata with the value for Strict-Transport-Security. A header `x-amz-meta-sorry-hsts`. */
export const HSTS_METADATA = "sorry-hsts";

/** Metadata that says `off` where clients that ask for JSON get the page. A header `x-amz-meta-sorry-json`. */
export const JSON_METADATA = "sorry-json";

/** The value of Strict-Transport-Security for so many seconds. */
export function hstsHeader(seconds: number | string | undefined): string | undefined {
  return seconds === undefined ? undefined : `max-age=${seconds}`;
}

/** What a site says beside its page. */
export interface PageFacts {
  /** The site's host name at CloudFront. */
  readonly alias: string;
  /** The value of Retry-After. @default none */
  readonly retryAfter?: string;
  /** For how long browsers are to insist on HTTPS. @default no such header */
  readonly hstsSeconds?: number | string;
  /** Whether clients that ask for JSON get JSON. @default true */
  readonly json?: boolean;
}

/** The metadata of a site's page object; its keys are lower case, as S3 returns them. */
export function pageMetadata({
  alias,
  retryAfter,
  hstsSeconds,
  json = true,
}: PageFacts): Record<string, string> {
  const hsts = hstsHeader(hstsSeconds);
  return {
    [SITE_METADATA]: alias,
    ...(retryAfter === undefined ? {} : { [RETRY_AFTER_METADATA]: retryAfter }),
    ...(hsts === undefined ? {} : { [HSTS_METADATA]: hsts }),
    ...(json ? {} : { [JSON_METADATA]: "off" }),
  };
}
