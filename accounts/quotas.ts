import { z } from "zod";
import { type Fault, expected } from "./fault";
import { must, strict } from "./field";
import type { AccountDraft } from "./platform";
import { shardOf } from "./shards";

/**
 * How much of a thing AWS allows an account; where AWS has raised a quota, or other things of the account use some of
 * it, this is what is left for the sorry pages.
 */
export interface QuotasConfig {
  /** CloudFront distributions of the account, one a site. @default 500 */
  readonly distributions?: number;
  /** Distributions that share an origin access control; sites are spread over 16 of them. @default 100 */
  readonly distributionsAnAccessControl?: number;
  /** Records of the Route 53 zone: two a site, and one for the certificate. @default 10000 */
  readonly zoneRecords?: number;
}

export type Quotas = Required<QuotasConfig>;

/**
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html
 */
export const AWS_QUOTAS: Quotas = {
  distributions: 500,
  distributionsAnAccessControl: 100,
  zoneRecords: 10_000,
};

const quota = (what: string, fallback: number) => {
  const rule = must(`be how many ${what}, 1 to 1000000`, `Leave it out for AWS's ${fallback}.`);
  return z.int(rule).min(1, rule).max(1_000_000, rule).default(fallback);
};

/** The field of an account. */
export const quotas = strict(
  {
    distributions: quota("distributions there may be", AWS_QUOTAS.distributions),
    distributionsAnAccessControl: quota(
      "distributions an origin access control may have",
      AWS_QUOTAS.distributionsAnAccessControl,
    ),
    zoneRecords: quota("records of the zone may be the sorry pages'", AWS_QUOTAS.zoneRecords),
  },
  "an object of quotas",
  "Leave it out for AWS's own.",
);

/** From which part of a quota on somebody should ask AWS for more. */
const WARNING = 0.8;

/** So much of a quota is in use. */
interface Use {
  readonly account: string;
  readonly quota: keyof Quotas;
  /** What is counted, as in `CloudFront distributions of the account`. */
  readonly what: string;
  readonly used: number;
  readonly limit: number;
}

const largest = (counts: ReadonlyMap<string, number>) => Math.max(0, ...counts.values());

function count<T>(items: readonly T[], key: (item: T) => string, weight: (item: T) => number = () => 1) {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + weight(item));
  return counts;
}

const RECORDS_A_SITE = 2;
const RECORDS_A_CERTIFICATE = 1;

/** The account that holds the zone, and the zone's name: another account's zone may be several accounts' own. */
const zoneOf = ({ id, zone }: AccountDraft) =>
  `${zone?.roleArn?.split(":")[4] ?? id ?? ""} ${zone?.name ?? ""}`;

function usesOf(accounts: readonly AccountDraft[]): Use[] {
  const records = count(
    accounts,
    zoneOf,
    ({ sites }) => RECORDS_A_SITE * sites.length + RECORDS_A_CERTIFICATE,
  );
  return accounts.flatMap((draft): Use[] => {
    const { label: account, sites, zone } = draft;
    const limits = draft.quotas ?? AWS_QUOTAS;
    const shards = count(
      sites.flatMap(({ name }) => name ?? []),
      shardOf,
    );
    return [
      {
        account,
        quota: "distributions",
        what: "CloudFront distributions of the account",
        used: sites.length,
        limit: limits.distributions,
      },
      {
        account,
        quota: "distributionsAnAccessControl",
        what: "distributions of one origin access control",
        used: largest(shards),
        limit: limits.distributionsAnAccessControl,
      },
      {
        account,
        quota: "zoneRecords",
        what: `records of the zone ${zone?.name ?? ""}`,
        used: zone === undefined ? 0 : (records.get(zoneOf(draft)) ?? 0),
        limit: limits.zoneRecords,
      },
    ];
  });
}

/** What is past a quota, and what is near one: AWS would say the first in the middle of a deploy, and not the second. */
export function checkQuotas(accounts: readonly AccountDraft[]): {
  readonly faults: readonly Fault[];
  readonly notes: readonly string[];
} {
  const uses = usesOf(accounts);
  return {
    faults: uses
      .filter(({ used, limit }) => used > limit)
      .map(({ account, quota, what, used, limit }) => ({
        account,
        field: "sites",
        message: expected(
          `must need at most ${limit} ${what}`,
          used,
          `Move sites to another account, or have AWS raise the quota and say so in \`quotas.${quota}\`.`,
        ),
      })),
    notes: uses
      .filter(({ used, limit }) => used <= limit && used >= WARNING * limit)
      .map(
        ({ account, quota, what, used, limit }) =>
          `${account} needs ${used} of ${limit} ${what}. AWS raises a quota on request, which takes days; then say so in quotas.${quota}.`,
      ),
  };
}
