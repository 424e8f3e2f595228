import { accessControlOf, bucketPart, BUCKET_PARTS } from "../../accounts/imports";
import { bucketName } from "../../accounts/schema";
import { shardOf } from "../../accounts/shards";
import type { Account } from "../../accounts/types";
import { CommandError } from "../command-error";
import { type Decision, decision } from "./decision";
import type { Found, FoundBucket, FoundDistribution, FoundOrigin } from "./found";
import { isOfSites, originBuckets } from "./sites-distributions";
import { list } from "../list";

/** A decision on the bucket of pages, and its name. */
export interface BucketDecision extends Decision {
  readonly bucket: string;
}

/** What somebody wants of buckets. */
export interface BucketWish {
  /** The name of the bucket to take over, rather than the one that distributions name. */
  readonly named?: string;
  /** Those that hold a state of Terraform's, of whichever account. */
  readonly stateBuckets: readonly string[];
}

type Wanting = Pick<Account, "name" | "bucket" | "region" | "sites">;

/** Why Terraform can't have the bucket at all. */
function impossible(
  { name, owner, region }: FoundBucket,
  account: Wanting,
  stateBuckets: readonly string[],
): string[] {
  return [
    ...(stateBuckets.includes(name)
      ? ["it holds Terraform's state, and would be emptied when the stack is destroyed"]
      : []),
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
function unwise({ name, lifecycleRules }: FoundBucket, account: Wanting, { distributions }: Found): string[] {
  const shutOut = "the new policy shuts that out before CloudFront has changed over";
  const reading = (how: (origin: FoundOrigin) => boolean) =>
    distributions.filter(({ origins }) => origins.some((one) => one.bucket === name && how(one)));
  const reason = (readers: readonly FoundDistribution[], whose: string, how: string) => {
    const reads = readers.length === 1 ? "reads" : "read";
    return readers.length === 0 ? [] : [`${list(readers.map(({ id }) => id))} ${whose}${reads} it${how}`];
  };
  const rules = lifecycleRules.filter(({ prefix }) =>
    account.sites.some((site) => `${site.name}/`.startsWith(prefix) || prefix.startsWith(`${site.name}/`)),
  );
  return [
    ...reason(
      reading(() => true).filter((one) => !isOfSites(account, one)),
      "of no site here ",
      ", too",
    ),
    ...reason(
      reading(({ access, isWebsite }) => access !== "control" && !isWebsite),
      "",
      ` without an origin access control, and ${shutOut}`,
    ),
    ...reason(
      reading(({ isWebsite }) => isWebsite),
      "",
      ` through its website endpoint, and ${shutOut}`,
    ),
    ...(rules.length === 0
      ? []
      : [
          `its lifecycle rules (${list(rules.map((rule) => rule.name))}) delete or move what is in it after a time, the pages too`,
        ]),
  ];
}

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
          : [`It holds ${list(others)}, which no site of accounts/ shows; that stays in it.`]),
        ...warnings.map((warning) => `Beware, the bucket ${name}: ${warning}.`),
      ],
    }),
    bucket: name,
  };
}

/** The bucket that somebody named. */
function decideNamed(
  name: string,
  account: Wanting,
  found: Found,
  stateBuckets: readonly string[],
): BucketDecision {
  const bucket = found.buckets.find((one) => one.name === name);
  const reasons = bucket === undefined ? ["nobody looked at it"] : impossible(bucket, account, stateBuckets);
  if (bucket === undefined || reasons.length > 0) {
    throw new CommandError(`--bucket ${name}: it can't be taken over: ${reasons.join("; ")}.`);
  }
  return taken(bucket, account, found, unwise(bucket, account, found));
}

/** The bucket of the sites' distributions, where there is one and nobody misses anything. */
function decideByOrigins(account: Wanting, found: Found, stateBuckets: readonly string[]): BucketDecision {
  const names = originBuckets(account, found.distributions);
  const buckets = found.buckets.filter(({ name }) => names.includes(name));
  const made = `The stack makes ${account.bucket}, and puts the pages into it`;
  const [only, another] = buckets;
  if (only !== undefined && another === undefined) {
    const hard = impossible(only, account, stateBuckets);
    const reasons = [...hard, ...unwise(only, account, found)];
    if (reasons.length === 0) return taken(only, account, found, []);
    const anyway = hard.length === 0 ? ` --bucket ${only.name} takes it over all the same.` : "";
    const stays = [`The bucket ${only.name} stays: ${reasons.join("; ")}. ${made}.${anyway}`];
    return { ...decision({ stays }), bucket: account.bucket };
  }
  const several = `The buckets ${list(names)} stay, as an account's sites share one. ${made}; --bucket takes over one of them.`;
  return { ...decision({ stays: buckets.length === 0 ? [] : [several] }), bucket: account.bucket };
}

/**
 * The bucket of pages, its settings, and the origin access controls that are named after it.
 *
 * @throws {@link CommandError} where the named one can't be taken over
 */
export function decideBucket(
  account: Wanting,
  found: Found,
  { named, stateBuckets }: BucketWish,
): BucketDecision {
  if (named !== undefined) return decideNamed(named, account, found, stateBuckets);
  const own = found.buckets.find(({ name }) => name === account.bucket);
  if (own === undefined || own.owner === "nobody") return decideByOrigins(account, found, stateBuckets);
  const reasons = impossible(own, account, stateBuckets);
  if (reasons.length === 0) return taken(own, account, found, unwise(own, account, found));
  const obstacle = `The bucket ${own.name} can't be made, as there is one, nor taken over: ${reasons.join("; ")}. Name another by \`bucket\`.`;
  return { ...decision({ obstacles: [obstacle] }), bucket: own.name };
}
