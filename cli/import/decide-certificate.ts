import { CERTIFICATE, VALIDATION_RECORD, recordId } from "../../accounts/imports";
import type { Account } from "../../accounts/types";
import { type Decision, decision } from "./decision";
import type { Found, FoundCertificate } from "./found";
import { isOfSites } from "./sites-distributions";
import { list } from "../list";

/** Why a certificate is not what the stack makes; Terraform would replace it. */
function unlike({ domainName, names, isByDns }: FoundCertificate): string | undefined {
  if (!isByDns) return "it was imported, or validated by e-mail, and does not renew itself";
  const others = names.filter((name) => name !== domainName);
  return others.length === 0 ? undefined : `it covers ${list(others)}, too`;
}

/** The certificate that most of the sites' distributions use; of several the one that is valid for longest. */
function preferred(certificates: readonly FoundCertificate[], uses: (arn: string) => number) {
  return [...certificates].sort(
    (a, b) =>
      uses(b.arn) - uses(a.arn) || b.notAfter.getTime() - a.notAfter.getTime() || (a.arn < b.arn ? -1 : 1),
  );
}

/** The wildcard certificate, and the record that validates it. */
export function decideCertificate(account: Pick<Account, "sites" | "sorryDomain">, found: Found): Decision {
  const ofSites = found.distributions.filter((one) => isOfSites(account, one));
  const uses = (arn: string) => ofSites.filter(({ certificateArn }) => certificateArn === arn).length;
  const wildcards = found.certificates.filter(({ domainName }) => domainName === `*.${account.sorryDomain}`);
  const [chosen, ...others] = preferred(
    wildcards.filter((one) => unlike(one) === undefined),
    uses,
  );
  const stays = [
    ...wildcards.flatMap((one) => {
      const reason = unlike(one);
      return reason === undefined ? [] : [`${one.arn} stays, as ${reason}. The stack has one of its own.`];
    }),
    ...others.map(({ arn }) =>
      chosen !== undefined && uses(chosen.arn) > uses(arn)
        ? `${arn} stays: the sites' distributions use ${chosen.arn}.`
        : `${arn} stays: ${chosen?.arn ?? ""} is valid for longer.`,
    ),
  ];
  const [zoneId] = found.zoneIds;
  const isThere = ({ record }: FoundCertificate) =>
    found.records.some(
      ({ name, type, setIdentifier }) =>
        name === record?.name && type === "CNAME" && setIdentifier === undefined,
    );
  const changes = found.certificates
    .filter((one) => one !== chosen && isThere(one))
    .map(
      ({ arn, record }) =>
        `The record ${record?.name ?? ""} validates ${arn}, too, and is the stack's then: after a destroy that certificate no longer renews itself.`,
    );
  if (chosen === undefined) return decision({ changes, stays });
  const { arn, record } = chosen;
  return decision({
    imports: [
      [CERTIFICATE, arn],
      ...(record !== undefined && zoneId !== undefined && isThere(chosen)
        ? [[VALIDATION_RECORD, recordId(zoneId, record.name, "CNAME")] as const]
        : []),
    ],
    changes,
    stays,
  });
}
