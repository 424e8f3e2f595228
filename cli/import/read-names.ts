import {
  ACMClient,
  type CertificateDetail,
  DescribeCertificateCommand,
  KeyAlgorithm,
  paginateListCertificates,
} from "@aws-sdk/client-acm";
import {
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandOutput,
  type ResourceRecordSet,
  Route53Client,
  paginateListHostedZones,
} from "@aws-sdk/client-route-53";
import { isWithin } from "../../accounts/host-name";
import { allPages } from "../aws/pages";
import type { FoundCertificate, FoundRecord } from "./found";

/** What names need: the certificates in us-east-1, the zone and its records. */

const withoutDot = (name = "") => name.replace(/\.$/, "").toLowerCase();

/** @param sharing the names that one record validates */
function certificateOf(detail: CertificateDetail, sharing: readonly string[]): FoundCertificate {
  const { DomainName = "", DomainValidationOptions: options = [] } = detail;
  const { Name: name, Value: value } =
    options.find((option) => sharing.includes(option.DomainName ?? ""))?.ResourceRecord ?? {};
  return {
    arn: detail.CertificateArn ?? "",
    domainName: DomainName,
    names: [...new Set([DomainName, ...(detail.SubjectAlternativeNames ?? [])])],
    isByDns:
      detail.Type === "AMAZON_ISSUED" &&
      options.length > 0 &&
      options.every((option) => option.ValidationMethod === "DNS"),
    notAfter: detail.NotAfter ?? new Date(0),
    ...(name === undefined || value === undefined
      ? {}
      : { record: { name: withoutDot(name), value: withoutDot(value) } }),
  };
}

/** The issued certificates that cover the sorry domain or its wildcard, of whatever key: one record validates both. */
export async function readCertificates(client: ACMClient, sorryDomain: string): Promise<FoundCertificate[]> {
  const sharing = [sorryDomain, `*.${sorryDomain}`];
  const input = {
    CertificateStatuses: ["ISSUED" as const],
    // ACM shows RSA's certificates alone to whoever does not ask for the others.
    Includes: { keyTypes: Object.values(KeyAlgorithm) },
  };
  const summaries = await allPages(
    paginateListCertificates({ client }, input),
    (page) => page.CertificateSummaryList,
  );
  const details = summaries
    .filter(({ DomainName, SubjectAlternativeNameSummaries: names = [] }) =>
      [DomainName ?? "", ...names].some((name) => sharing.includes(name)),
    )
    .map(async ({ CertificateArn }) => {
      const { Certificate } = await client.send(new DescribeCertificateCommand({ CertificateArn }));
      return Certificate === undefined ? [] : [certificateOf(Certificate, sharing)];
    });
  return (await Promise.all(details)).flat();
}

/** The ids of the public zones of this name. */
export async function readZoneIds(client: Route53Client, zoneName: string): Promise<string[]> {
  const zones = await allPages(paginateListHostedZones({ client }, {}), (page) => page.HostedZones);
  return zones
    .filter(({ Name, Config }) => withoutDot(Name) === zoneName && Config?.PrivateZone !== true)
    .map(({ Id = "" }) => Id.replace(/^\/hostedzone\//, ""));
}

const recordOf = ({
  Name,
  Type,
  SetIdentifier,
  AliasTarget,
  ResourceRecords = [],
}: ResourceRecordSet): FoundRecord => ({
  name: withoutDot(Name),
  type: Type ?? "",
  ...(SetIdentifier === undefined ? {} : { setIdentifier: SetIdentifier }),
  targets:
    AliasTarget === undefined
      ? ResourceRecords.map(({ Value }) => withoutDot(Value))
      : [withoutDot(AliasTarget.DNSName)],
});

/** The records at the sorry domain and below it. */
export async function readRecords(
  client: Route53Client,
  zoneId: string,
  sorryDomain: string,
): Promise<FoundRecord[]> {
  const all: ResourceRecordSet[] = [];
  let page: Partial<ListResourceRecordSetsCommandOutput> = {};
  do {
    const command = new ListResourceRecordSetsCommand({
      HostedZoneId: zoneId,
      StartRecordName: page.NextRecordName,
      StartRecordType: page.NextRecordType,
      StartRecordIdentifier: page.NextRecordIdentifier,
    });
    page = await client.send(command);
    all.push(...(page.ResourceRecordSets ?? []));
  } while (page.IsTruncated === true);
  return all.map(recordOf).filter(({ name }) => isWithin(name, sorryDomain));
}
