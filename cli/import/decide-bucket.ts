import { accessControlOf, bucketPart, BUCKET_PARTS } from "../../accounts/imports";
import { bucketName } from "../../accounts/schema";
import { shardOf } from "../../accounts/shards";
import type { Account } from "../../accounts/types";
import { CommandError } from "../command-error";
import { type Decision, decision } from "./decision";
import type { Found, FoundBucket } from "./found";
import { originBuckets } from "./read";

/** A decision on the bucket of pages, and its name. */
export interface BucketDecision extends Decision {
  readonly bucket: string;
}

type Wanting = Pick<Account, "name" | "bucket" | "region" | "sites">;

/** Why Terraform can't have the bucket at all. */
function impossible({ name, owner, region }: FoundBucket, account: Wanting): string[] {
  return [
    ...(owner === "nobody" ? ["there is no such bucket"] : []),
    ...(owner === "somebody else" ? ["it is another account's, or these credentials may not see it"] : []),
    ...(owner === "account" && region !== account.region
      ? [`it is in ${region ?? ""}, the stack in ${account.region}`]
      : []),
    ...(bucketName.safeParse(name).success
      ? []
      : ["its name has dots, or is too long, for the names made of it"]),
  ];
}

/** Why somebody would miss something while CloudFront changes over, or later. */
function unwise({ name }: FoundBucket, { sites }: Wanting, { distributions }: Found): string[] {
  const aliases = sites.map(({ alias }) => alias);
  const readers = distributions.filter(({ origins }) => origins.some(({ bucket }) => bucket === name));
  const isOfSite = ({ aliases: own }: { readonly aliases: readonly string[] }) =>
    own.some((alias) => aliases.includes(alias));
  const others = readers.filter((one) => !isOfSite(one)).map(({ id }) => id);
  const shutOut = readers
    .filter(({ origins }) => origins.some(({ bucket, access }) => bucket === name && access !== "control"))
    .map(({ id }) => id);
  return [
    ...(others.length === 0 ? [] : [`${others.join(", ")} of no site here reads it, too`]),
    ...(shutOut.length === 0
      ? []
      : [
          `${shutOut.join(", ")} reads it without an origin access control, and the new policy shuts that out before CloudFront has changed over`,
        ]),
  ];
}

const SHOWN_ENTRIES = 5;

function taken(
  bucket: FoundBucket,
  account: Wanting,
  found: Found,
  warnings: readonly string[],
): BucketDecision {
  const { name, settings, entries } = bucket;
  const parts = BUCKET_PARTS.filter((part) => part === "bucket" || settings.includes(part));
  const folders = account.sites.map((site) => `${site.name}/`);
  const others = entries.filter((entry) => !folders.includes(entry));
  const rest = others.length > SHOWN_ENTRIES ? ` and ${others.length - SHOWN_ENTRIES} more` : "";
  const shards = [...new Set(account.sites.map((site) => shardOf(site.name)))].sort();
  const controls = shards.flatMap((shard) =>
    found.accessControls
      .filter((control) => control.name === `${name}-${shard}`)
      .map(({ id }) => [accessControlOf(shard), id] as const),
  );
  return {
    ...decision({
      imports: [...parts.map((part) => [bucketPart(part), name] as const), ...controls],
      changes: [
        `The bucket ${name} gets the stack's policy: only CloudFront of this account reads it. It keeps versions, and is deleted with everything in it when the stack is destroyed.`,
        ...(others.length === 0
          ? []
          : [
              `It holds ${others.slice(0, SHOWN_ENTRIES).join(", ")}${rest}, which no site of accounts/ shows; that stays in it.`,
            ]),
        ...warnings.map((warning) => `Beware, the bucket ${name}: ${warning}.`),
      ],
    }),
    bucket: name,
  };
}

/** The bucket that somebody named. */
function decideNamed(name: string, account: Wanting, found: Found): BucketDecision {
  const bucket = found.buckets.find((one) => one.name === name);
  const reasons = bucket === undefined ? ["nobody looked at it"] : impossible(bucket, account);
  if (bucket === undefined || reasons.length > 0) {
    throw new CommandError(`--bucket ${name}: it can't be taken over: ${reasons.join("; ")}.`);
  }
  return taken(bucket, account, found, unwise(bucket, account, found));
}

/** The bucket of the sites' distributions, where there is one and nobody misses anything. */
function decideByOrigins(account: Wanting, found: Found): BucketDecision {
  const names = originBuckets(account, found.distributions);
  const buckets = found.buckets.filter(({ name }) => names.includes(name));
  const made = `The stack makes ${account.bucket}, and puts the pages into it`;
  const [only, another] = buckets;
  if (only !== undefined && another === undefined) {
    const hard = impossible(only, account);
    const reasons = [...hard, ...unwise(only, account, found)];
    if (reasons.length === 0) return taken(only, account, found, []);
    const anyway = hard.length === 0 ? ` --bucket ${only.name} takes it over all the same.` : "";
    const stays = [`The bucket ${only.name} stays: ${reasons.join("; ")}. ${made}.${anyway}`];
    return { ...decision({ stays }), bucket: account.bucket };
  }
  const several = `The buckets ${names.join(", ")} stay, as an account's sites share one. ${made}; --bucket takes over one of them.`;
  return { ...decision({ stays: buckets.length === 0 ? [] : [several] }), bucket: account.bucket };
}

/**
 * The bucket of pages, its settings, and the origin access controls that are named after it.
 *
 * @param named the name of a bucket to take over
 * @throws {@link CommandError} where that one can't be
 */
export function decideBucket(account: Wanting, found: Found, named?: string): BucketDecision {
  if (named !== undefined) return decideNamed(named, account, found);
  const own = found.buckets.find(({ name }) => name === account.bucket);
  if (own === undefined || own.owner === "nobody") return decideByOrigins(account, found);
  const reasons = impossible(own, account);
  if (reasons.length === 0) return taken(own, account, found, unwise(own, account, found));
  const obstacle = `The bucket ${own.name} can't be made, as there is one, nor taken over: ${reasons.join("; ")}. Name another by \`bucket\`.`;
  return { ...decision({ obstacles: [obstacle] }), bucket: own.name };
}
