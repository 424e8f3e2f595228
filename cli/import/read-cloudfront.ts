import {
  type CacheBehavior,
  CloudFrontClient,
  type DefaultCacheBehavior,
  type DistributionSummary,
  type Origin,
  paginateListDistributions,
  paginateListOriginAccessControls,
} from "@aws-sdk/client-cloudfront";
import { allPages } from "../aws/pages";
import type { FoundAccessControl, FoundDistribution, FoundOrigin } from "./found";

const REGION = "[a-z]+(?:-[a-z]+)+-[0-9]+";

/**
 * A bucket by its own API, `NAME.s3.REGION.amazonaws.com` and the other forms of it, or by its web site,
 * `NAME.s3-website-REGION.amazonaws.com`; no access point.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html
 */
const BUCKET = new RegExp(
  `^(?<bucket>.+?)\\.s3(?:(?<website>-website)[.-]${REGION}|(?:\\.dualstack)?\\.${REGION}|-${REGION})?\\.amazonaws\\.com$`,
);

function originOf({ DomainName = "", OriginAccessControlId, S3OriginConfig }: Origin): FoundOrigin {
  const isControlled = (OriginAccessControlId ?? "") !== "";
  const isIdentified = (S3OriginConfig?.OriginAccessIdentity ?? "") !== "";
  const { bucket, website } = BUCKET.exec(DomainName)?.groups ?? {};
  return {
    domainName: DomainName,
    bucket,
    isWebsite: website !== undefined,
    access: isControlled ? "control" : isIdentified ? "identity" : "none",
  };
}

const HTTPS_ONLY = "https-only";
const READING: readonly string[] = ["GET", "HEAD"];

function behaviorExtras(behavior: DefaultCacheBehavior | CacheBehavior | undefined): string[] {
  const has = (id: string | undefined) => (id ?? "") !== "";
  return [
    ...((behavior?.FunctionAssociations?.Quantity ?? 0) > 0 ? ["its functions"] : []),
    ...((behavior?.LambdaFunctionAssociations?.Quantity ?? 0) > 0 ? ["its Lambda@Edge functions"] : []),
    ...(has(behavior?.ResponseHeadersPolicyId) ? ["its response headers policy"] : []),
    ...(has(behavior?.OriginRequestPolicyId) ? ["its origin request policy"] : []),
    ...((behavior?.ViewerProtocolPolicy ?? HTTPS_ONLY) === HTTPS_ONLY ? [] : ["its plain HTTP"]),
    ...((behavior?.AllowedMethods?.Items ?? []).every((method) => READING.includes(method))
      ? []
      : ["methods other than GET and HEAD"]),
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

/** What CloudFront says of a distribution. */
export const foundDistribution = (summary: DistributionSummary): FoundDistribution => ({
  id: summary.Id ?? "",
  domainName: summary.DomainName ?? "",
  aliases: (summary.Aliases?.Items ?? []).map((alias) => alias.toLowerCase()),
  certificateArn: summary.ViewerCertificate?.ACMCertificateArn,
  origins: (summary.Origins?.Items ?? []).map(originOf),
  extras: extrasOf(summary),
});

/** The account's distributions. */
export async function readDistributions(client: CloudFrontClient): Promise<FoundDistribution[]> {
  const summaries = await allPages(
    paginateListDistributions({ client }, {}),
    (page) => page.DistributionList?.Items,
  );
  return summaries.map(foundDistribution);
}

/** The account's origin access controls. */
export async function readAccessControls(client: CloudFrontClient): Promise<FoundAccessControl[]> {
  const summaries = await allPages(
    paginateListOriginAccessControls({ client }, {}),
    (page) => page.OriginAccessControlList?.Items,
  );
  return summaries.map(({ Id: id = "", Name: name = "" }) => ({ id, name }));
}
