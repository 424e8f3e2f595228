import type { AccountConfig, Site, SiteConfig } from "../../../accounts/types";

/** A host that a user may type for a site. */
export const hostOf = ({ domains }: Pick<Site, "domains">) => (domains[0] ?? "").replace("*", "www");

/** The accounts with one of their sites changed, or left out. */
export const changeSite = (
  accounts: readonly AccountConfig[],
  name: string,
  change: (site: SiteConfig) => readonly SiteConfig[],
): AccountConfig[] =>
  accounts.map((account) => ({
    ...account,
    sites: account.sites.flatMap((one) => (one.name === name ? change(one) : [one])),
  }));
