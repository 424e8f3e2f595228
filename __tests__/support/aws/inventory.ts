import { ACMClient, paginateListCertificates } from "@aws-sdk/client-acm";
import { CloudFrontClient, paginateListOriginAccessControls } from "@aws-sdk/client-cloudfront";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import type { Session } from "./emulated-aws";
import { recordsOf, summariesOf } from "./live";

/** All that there is in an account of what a stack makes, a line each, sorted. */
export async function inventoryOf(session: Session): Promise<string[]> {
  const config = session.clientConfig("us-east-1");
  const lines: string[] = [];
  for (const { Aliases } of await summariesOf(session)) {
    lines.push(`distribution ${(Aliases?.Items ?? []).join()}`);
  }
  const cloudFront = { client: new CloudFrontClient(config) };
  for await (const { OriginAccessControlList: page } of paginateListOriginAccessControls(cloudFront, {})) {
    for (const { Name = "" } of page?.Items ?? []) lines.push(`origin access control ${Name}`);
  }
  for await (const page of paginateListCertificates({ client: new ACMClient(config) }, {})) {
    for (const { DomainName = "" } of page.CertificateSummaryList ?? [])
      lines.push(`certificate ${DomainName}`);
  }
  const { Buckets: buckets = [] } = await new S3Client(config).send(new ListBucketsCommand({}));
  for (const { Name = "" } of buckets) lines.push(`bucket ${Name}`);
  for (const { Name = "", Type = "" } of await recordsOf(session)) lines.push(`record ${Type} ${Name}`);
  return lines.sort();
}
