import type { Element } from "./xml";

/** One of AWS's own cache policies. Times in seconds. */
interface ManagedPolicy {
  readonly id: string;
  readonly name: string;
  readonly minTtl: number;
  readonly defaultTtl: number;
  readonly maxTtl: number;
  /** Whether gzip and brotli are kept apart, and asked for. */
  readonly encodings: boolean;
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html */
export const MANAGED_CACHE_POLICIES: readonly ManagedPolicy[] = [
  {
    id: "658327ea-f89d-4fab-a63d-7e88639e58f6",
    name: "Managed-CachingOptimized",
    minTtl: 1,
    defaultTtl: 86_400,
    maxTtl: 31_536_000,
    encodings: true,
  },
  {
    id: "b2884449-e4de-46a7-ac36-70bc7f1ddd6d",
    name: "Managed-CachingOptimizedForUncompressedObjects",
    minTtl: 1,
    defaultTtl: 86_400,
    maxTtl: 31_536_000,
    encodings: false,
  },
  {
    id: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
    name: "Managed-CachingDisabled",
    minTtl: 0,
    defaultTtl: 0,
    maxTtl: 0,
    encodings: false,
  },
];

/** As GetCachePolicy and ListCachePolicies show it. */
export function cachePolicyXml(policy: ManagedPolicy): Element {
  return {
    Id: policy.id,
    LastModifiedTime: "2020-07-22T00:00:00Z",
    CachePolicyConfig: {
      Comment: "",
      Name: policy.name,
      DefaultTTL: String(policy.defaultTtl),
      MaxTTL: String(policy.maxTtl),
      MinTTL: String(policy.minTtl),
      ParametersInCacheKeyAndForwardedToOrigin: {
        EnableAcceptEncodingGzip: String(policy.encodings),
        EnableAcceptEncodingBrotli: String(policy.encodings),
        HeadersConfig: { HeaderBehavior: "none" },
        CookiesConfig: { CookieBehavior: "none" },
        QueryStringsConfig: { QueryStringBehavior: "none" },
      },
    },
  };
}
