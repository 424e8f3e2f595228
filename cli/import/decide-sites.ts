import { distributionOf, recordId, recordOf } from "../../accounts/imports";
import type { Account, Site } from "../../accounts/types";
import { type Decision, decision, merged } from "./decision";
import type { Found, FoundDistribution, FoundRecord } from "./found";
import { list } from "../list";

/** CloudFront's own names. */
const isCloudFront = (target: string) => target.endsWith(".cloudfront.net");

function decideDistribution({ name, alias }: Site, found: Found): Decision {
  const own = found.distributions.find(({ aliases }) => aliases.includes(alias));
  if (own === undefined) return decideWithout(alias, found);
  const others = own.aliases.filter((one) => one !== alias);
  if (others.length > 0) {
    return decision({
      obstacles: [
        `${own.id} answers for ${alias} and for ${list(others)}: a site's distribution answers for its alias alone, and Terraform would take the others from it. Give those a distribution of their own first.`,
      ],
    });
  }
  const lost = own.extras.length === 0 ? "" : ` It loses ${own.extras.join(", ")}.`;
  return decision({
    imports: [[distributionOf(name), own.id]],
    changes: [
      `${own.id} (${alias}) shows the page of site ${name} under its status, from its bucket.${lost}`,
    ],
  });
}

/** No distribution of the account has the alias; one of another account's may. */
function decideWithout(alias: string, { distributions, records }: Found): Decision {
  const isOwn = (target: string) => distributions.some(({ domainName }) => domainName === target);
  const foreign = records
    .filter(({ name }) => name === alias)
    .flatMap(({ targets }) => targets)
    .find((target) => isCloudFront(target) && !isOwn(target));
  if (foreign !== undefined) {
    return decision({
      obstacles: [
        `${alias} is the alias of ${foreign}, which is no distribution of this account: CloudFront refuses it to a second one (CNAMEAlreadyExists). Take the alias out of that distribution just before the deploy. Until that has made the new one, only servers of the golden image have a page, their copy of it: docs/migration.md says how to go without a gap.`,
      ],
    });
  }
  const parent = `*.${alias.split(".").slice(1).join(".")}`;
  const wild = distributions.find(({ aliases }) => aliases.includes(parent));
  if (wild === undefined) return decision({});
  return decision({
    stays: [
      `${wild.id} answers for ${parent} still, but no longer for ${alias}: CloudFront prefers the exact name.`,
    ],
  });
}

const RECORD_TYPES = ["A", "AAAA"] as const;

function decideRecord(site: Site, record: FoundRecord, zoneId: string, own?: FoundDistribution): Decision {
  const { name, type, setIdentifier, targets } = record;
  if (setIdentifier !== undefined) {
    return decision({
      obstacles: [
        `The ${type} record of ${name} has a routing policy (${setIdentifier}), and Route 53 takes no plain one beside it. Make it a simple record first.`,
      ],
    });
  }
  const target = targets.join(", ");
  if (type === "CNAME") {
    const replacement =
      own === undefined
        ? "Delete it just before the deploy"
        : `Make it an A alias of ${own.domainName} first, in one change`;
    return decision({
      obstacles: [
        `${name} is a CNAME of ${target}, and Route 53 takes no A record beside it. ${replacement} (docs/migration.md).`,
      ],
    });
  }
  const known = RECORD_TYPES.find((one) => one === type);
  if (known === undefined) return decision({});
  return decision({
    imports: [[recordOf(site.name, known), recordId(zoneId, name, type)]],
    changes:
      target === own?.domainName
        ? []
        : [`The ${type} record of ${name} leads to the site's distribution, no longer to ${target}.`],
  });
}

/** Each site's distribution, and the records of its alias. */
export function decideSites({ sites, zone }: Pick<Account, "sites" | "zone">, found: Found): Decision {
  const [zoneId, otherZone] = found.zoneIds;
  const zones = otherZone === undefined ? "is no public zone" : `are ${found.zoneIds.length} public zones`;
  const isOne = zoneId !== undefined && otherZone === undefined;
  return merged([
    isOne
      ? decision({})
      : decision({
          obstacles: [
            `There ${zones} ${zone.name} in Route 53, and Terraform needs one for the records. ${zoneId === undefined ? "Make it, or name another by `zone`." : "Delete those that the domain's name servers don't name."}`,
          ],
        }),
    ...sites.flatMap((site) => {
      const own = found.distributions.find(({ aliases }) => aliases.includes(site.alias));
      const records = found.records.filter(({ name }) => name === site.alias);
      return [
        decideDistribution(site, found),
        ...(zoneId === undefined ? [] : records.map((record) => decideRecord(site, record, zoneId, own))),
      ];
    }),
  ]);
}
