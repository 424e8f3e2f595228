import { readCacheControl } from "./cache-control";

/** A cache policy's limits, in seconds. */
export interface CachePolicy {
  readonly minTtl: number;
  readonly defaultTtl: number;
  readonly maxTtl: number;
  /** Whether it lets CloudFront compress what it keeps. */
  readonly isCompressing: boolean;
}

const YEAR = 365 * 24 * 3600;

/**
 * The managed policies whose key is the path alone, by id.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
 */
const MANAGED: Readonly<Record<string, CachePolicy>> = {
  // CachingOptimized
  "658327ea-f89d-4fab-a63d-7e88639e58f6": {
    minTtl: 1,
    defaultTtl: 24 * 3600,
    maxTtl: YEAR,
    isCompressing: true,
  },
  // CachingDisabled: keeps nothing, error pages included
  "4135ea2d-6df8-44a3-9df3-4b5a84be39ad": { minTtl: 0, defaultTtl: 0, maxTtl: 0, isCompressing: false },
};

/** @throws Error for a policy that this edge can't follow: it never guesses */
export function cachePolicyOf(id: string): CachePolicy {
  const policy = MANAGED[id];
  if (policy !== undefined) return policy;
  throw new Error(
    `The cache policy ${id} is not known here: the edge knows CachingOptimized and CachingDisabled.`,
  );
}

const within = (seconds: number, { minTtl, maxTtl }: Pick<CachePolicy, "minTtl" | "maxTtl">) =>
  Math.min(Math.max(seconds, minTtl), maxTtl);

/**
 * For how many seconds an object is kept. A minimum above 0 holds even for `no-store`.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html
 */
export function objectTtl(policy: CachePolicy, cacheControl: string | undefined): number {
  const { seconds, isForbidden } = readCacheControl(cacheControl);
  if (isForbidden) return policy.minTtl;
  return within(seconds ?? policy.defaultTtl, policy);
}

/** Kept whatever the origin says, as to 404 and the others that `no-store` concerns. */
const ALWAYS_KEPT = [404, 414, 500, 501, 502, 503, 504];
const NO_STORE_COUNTS = [404, 410, 414, 501];
/** Kept only if the origin said for how long. */
const KEPT_IF_TOLD = [400, 403, 405, 412, 415];

/** CloudFront's own minimum where a distribution says nothing of a status. */
export const DEFAULT_ERROR_TTL = 10;

/**
 * For how many seconds an error of the origin is kept: the longer of the distribution's minimum and what the error
 * itself says.
 *
 * @param cacheControl of the origin's error; S3's have none
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html#HTTPStatusCodes-cached-errors
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages-expiration.html
 */
export function errorTtl(
  policy: CachePolicy,
  status: number,
  minTtl: number,
  cacheControl: string | undefined,
): number {
  const { seconds, isForbidden } = readCacheControl(cacheControl);
  if (KEPT_IF_TOLD.includes(status) && seconds === undefined) return 0;
  if (![...ALWAYS_KEPT, ...KEPT_IF_TOLD].includes(status)) return 0;
  if (isForbidden && NO_STORE_COUNTS.includes(status)) return 0;
  return Math.min(Math.max(seconds ?? 0, minTtl), policy.maxTtl);
}
