import type { Account } from "../../accounts/types";
import type { FoundDistribution } from "./found";

type WithSites = Pick<Account, "sites">;

/** Whether a distribution answers for a site of the account. */
export function isOfSites({ sites }: WithSites, { aliases }: FoundDistribution): boolean {
  return sites.some(({ alias }) => aliases.includes(alias));
}

/** The buckets that the sites' distributions read, by name. */
export function originBuckets(account: WithSites, distributions: readonly FoundDistribution[]): string[] {
  const ofSites = distributions.filter((one) => isOfSites(account, one));
  return [...new Set(ofSites.flatMap(({ origins }) => origins.flatMap(({ bucket }) => bucket ?? [])))];
}
