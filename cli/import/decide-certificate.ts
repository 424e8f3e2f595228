import { CERTIFICATE, VALIDATION_RECORD, recordId } from "../../accounts/imports";
import type { Account } from "../../accounts/types";
import { type Decision, decision } from "./decision";
import type { Found, FoundCertificate } from "./found";

/** Why a certificate is not what the stack makes; Terraform would replace it. */
function unlike({ domainName, names, isByDns }: FoundCertificate): string | undefined {
  if (!isByDns) return "it was imported, or validated by e-mail, and does not renew itself";
  const others = names.filter((name) => name !== domainName);
  return others.length === 0 ? undefined : `it covers ${others.join(", ")}, too`;
}

/** The certificate that most of the sites' distributions use; of several the one that is valid for longest. */
function preferred(certificates: readonly FoundCertificate[], uses: (arn: string) => number) {
  return [...certificates].sort(
    (a, b) =>
      uses(b.arn) - uses(a.arn) || b.notAfter.getTime() - a.notAfter.getTime() || (a.arn < b.arn ? -1 : 1),
  );
}

/** The wildcard certificate, and the record that validates it. */
export function decideCertificate({ sites }: Pick<Account, "sites">, found: Found): Decision {
  const aliases = sites.map(({ alias }) => alias);
  const ofSites = found.distributions.filter((one) => one.aliases.some((alias) => aliases.includes(alias)));
  const uses = (arn: string) => ofSites.filter(({ certificateArn }) => certificateArn === arn).length;
  const [chosen, ...others] = preferred(
    found.certificates.filter((one) => unlike(one) === undefined),
    uses,
  );
  const stays = [
    ...found.certificates.flatMap((one) => {
      const reason = unlike(one);
      return reason === undefined ? [] : [`${one.arn} stays, as ${reason}. The stack has one of its own.`];
    }),
    ...others.map(({ arn }) =>
      chosen !== undefined && uses(chosen.arn) > uses(arn)
        ? `${arn} stays: the sites' distributions use ${chosen.arn}.`
        : `${arn} stays: ${chosen?.arn ?? ""} is valid for longer.`,
    ),
  ];
  if (chosen === undefined) return decision({ stays });
  const { arn, record } = chosen;
  const [zoneId] = found.zoneIds;
  const isThere =
    record !== undefined &&
    found.records.some(
      ({ name, type, setIdentifier }) =>
        name === record.name && type === "CNAME" && setIdentifier === undefined,
    );
  return decision({
    imports: [
      [CERTIFICATE, arn],
      ...(isThere && zoneId !== undefined
        ? [[VALIDATION_RECORD, recordId(zoneId, record.name, "CNAME")] as const]
        : []),
    ],
    stays,
  });
}
