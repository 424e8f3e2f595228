import {
  type CacheBehavior,
  CloudFrontClient,
  type DefaultCacheBehavior,
  type DistributionSummary,
  type Origin,
  paginateListDistributions,
  paginateListOriginAccessControls,
} from "@aws-sdk/client-cloudfront";
import { type Ask, allPages } from "./ask";
import type { FoundAccessControl, FoundDistribution, FoundOrigin } from "./found";

/**
 * A bucket by its own API: `NAME.s3.REGION.amazonaws.com`, the older forms of it, not `NAME.s3-website-…`.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
const BUCKET = /^(?<bucket>.+?)\.s3(?!-website)(?:[.-][a-z0-9-]+){0,2}\.amazonaws\.com$/;

function originOf({ DomainName = "", OriginAccessControlId, S3OriginConfig }: Origin): FoundOrigin {
  const isControlled = (OriginAccessControlId ?? "") !== "";
  const isIdentified = (S3OriginConfig?.OriginAccessIdentity ?? "") !== "";
  return {
    domainName: DomainName,
    bucket: BUCKET.exec(DomainName)?.groups?.["bucket"],
    access: isControlled ? "control" : isIdentified ? "identity" : "none",
  };
}

function behaviorExtras(behavior: DefaultCacheBehavior | CacheBehavior | undefined): string[] {
  const has = (id: string | undefined) => (id ?? "") !== "";
  return [
    ...((behavior?.FunctionAssociations?.Quantity ?? 0) > 0 ? ["its functions"] : []),
    ...((behavior?.LambdaFunctionAssociations?.Quantity ?? 0) > 0 ? ["its Lambda@Edge functions"] : []),
    ...(has(behavior?.ResponseHeadersPolicyId) ? ["its response headers policy"] : []),
    ...(has(behavior?.OriginRequestPolicyId) ? ["its origin request policy"] : []),
  ];
}

/** What Terraform takes away; its plan shows this and smaller things. */
function extrasOf(summary: DistributionSummary): string[] {
  const { WebACLId = "", CacheBehaviors, Origins, Restrictions, PriceClass } = summary;
  const geo = Restrictions?.GeoRestriction?.RestrictionType ?? "none";
  return [
    ...(WebACLId === "" ? [] : ["its web ACL"]),
    ...((CacheBehaviors?.Quantity ?? 0) > 0 ? ["its cache behaviors for single paths"] : []),
    ...((Origins?.Quantity ?? 1) > 1 ? ["its other origins"] : []),
    ...behaviorExtras(summary.DefaultCacheBehavior),
    ...(geo === "none" ? [] : ["its restriction to countries"]),
    ...((PriceClass ?? "PriceClass_All") === "PriceClass_All" ? [] : ["its price class"]),
  ];
}

const distributionOf = (summary: DistributionSummary): FoundDistribution => ({
  id: summary.Id ?? "",
  domainName: summary.DomainName ?? "",
  aliases: (summary.Aliases?.Items ?? []).map((alias) => alias.toLowerCase()),
  certificateArn: summary.ViewerCertificate?.ACMCertificateArn,
  origins: (summary.Origins?.Items ?? []).map(originOf),
  extras: extrasOf(summary),
});

/** The account's distributions. */
export async function readDistributions(client: CloudFrontClient, ask: Ask): Promise<FoundDistribution[]> {
  const summaries = await ask(
    "cloudfront:ListDistributions",
    allPages(paginateListDistributions({ client }, {}), (page) => page.DistributionList?.Items),
  );
  return summaries.map(distributionOf);
}

/** The account's origin access controls. */
export async function readAccessControls(client: CloudFrontClient, ask: Ask): Promise<FoundAccessControl[]> {
  const summaries = await ask(
    "cloudfront:ListOriginAccessControls",
    allPages(paginateListOriginAccessControls({ client }, {}), (page) => page.OriginAccessControlList?.Items),
  );
  return summaries.map(({ Id: id = "", Name: name = "" }) => ({ id, name }));
}
