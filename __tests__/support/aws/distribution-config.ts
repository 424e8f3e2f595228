import type { DistributionConfig } from "@aws-sdk/client-cloudfront";

let configs = 0;

/** The smallest distribution that CloudFront takes, with other members. */
export const distributionConfig = (more: Partial<DistributionConfig> = {}): DistributionConfig => ({
  CallerReference: `reference-${configs++}`,
  Comment: "",
  Enabled: true,
  Origins: {
    Quantity: 1,
    Items: [
      {
        Id: "pages",
        DomainName: "pages.s3.eu-west-1.amazonaws.com",
        OriginPath: "/domain-a",
        S3OriginConfig: { OriginAccessIdentity: "" },
      },
    ],
  },
  DefaultCacheBehavior: {
    TargetOriginId: "pages",
    ViewerProtocolPolicy: "https-only",
    CachePolicyId: "658327ea-f89d-4fab-a63d-7e88639e58f6",
  },
  ...more,
});
