import { type Fault, expected } from "./fault";
import { lineageOf, wildcardsAbove } from "./host-name";
import type { AccountDraft } from "./platform";
import type { Account, Backend, PageUse, Site } from "./types";

/** What could be read of a site; `site` only where nothing in it was at fault. */
export interface SiteDraft {
  readonly account: string;
  readonly label: string;
  readonly name?: string;
  readonly alias?: string;
  readonly domains: readonly { readonly index: number; readonly name: string }[];
  /** Where its page was found. */
  readonly pageUse?: PageUse;
  readonly site?: Site;
}

const DIFFERENT_NAME = "Rename one of them.";

/** Reports every value after its first owner. */
function findTwins<T>(
  items: readonly T[],
  key: (item: T) => string | undefined,
  fault: (item: T, value: string, first: T) => Fault,
): Fault[] {
  const owners = new Map<string, T>();
  return items.flatMap((item) => {
    const value = key(item);
    if (value === undefined) return [];
    const first = owners.get(value);
    if (first === undefined) owners.set(value, item);
    return first === undefined ? [] : [fault(item, value, first)];
  });
}

/** Where a backend keeps its state; undefined for local files, whose name is the account's. */
function stateOf(backend: Backend | undefined): string | undefined {
  switch (backend?.type) {
    case "terraform-cloud":
      return `${backend.hostname}/${backend.organization}/${backend.workspace}`;
    case "s3":
      return `s3://${backend.bucket}/${backend.key}`;
    default:
      return undefined;
  }
}

/** The buckets that hold a state. */
export const stateBuckets = (accounts: readonly { readonly backend?: Backend }[]): string[] =>
  accounts.flatMap(({ backend }) => (backend?.type === "s3" ? [backend.bucket] : []));

const siteAt = ({ account, label }: SiteDraft) => ({ account, site: label });
const siteName = ({ account, label }: SiteDraft) => `${account}/${label}`;

/** What can only be seen across sites and accounts: names, aliases and domains given twice, and loops. */
export function crossChecks(accounts: readonly AccountDraft[]): Fault[] {
  const sites = accounts.flatMap((account) => account.sites);
  const domains = sites.flatMap((site) => site.domains.map((domain) => ({ site, ...domain })));
  const sorryDomains = new Set(accounts.flatMap(({ sorryDomain }) => sorryDomain ?? []));
  return [
    ...findTwins(
      accounts,
      ({ label }) => (label.startsWith("[") ? undefined : label),
      ({ label }) => ({
        account: label,
        field: "name",
        message: expected("must name one account only", label, DIFFERENT_NAME),
      }),
    ),
    ...findTwins(
      accounts,
      ({ id }) => id,
      ({ label }, id, first) => ({
        account: label,
        field: "id",
        message: expected(
          `must stand in one entry only (accounts/${first.label} has it)`,
          id,
          "Put the sites of one AWS account into one entry.",
        ),
      }),
    ),
    ...findTwins(
      accounts,
      ({ backend }) => stateOf(backend),
      ({ label }, state, first) => ({
        account: label,
        field: "backend",
        message: expected(
          `must not share its state with accounts/${first.label}`,
          state,
          "Give each account a workspace or a key of its own.",
        ),
      }),
    ),
    ...findTwins(
      accounts,
      ({ bucket }) => bucket,
      ({ label }, bucket, first) => ({
        account: label,
        field: "bucket",
        message: expected(
          `must be a bucket of its own (accounts/${first.label} has it)`,
          bucket,
          "Leave it out for a name from the sorry domain and the account id.",
        ),
      }),
    ),
    ...accounts.flatMap(({ label, bucket }) => {
      const owner = accounts.find((one) => bucket !== undefined && stateBuckets([one]).includes(bucket));
      if (owner === undefined) return [];
      const whose = owner.label === label ? "" : ` of accounts/${owner.label}`;
      const fix = "Leave it out, or name another: it goes with everything in it when the stack is destroyed.";
      const message = expected(`must not be the bucket of the state${whose}`, bucket, fix);
      return [{ account: label, field: "bucket", message }];
    }),
    ...sites.flatMap((site) => {
      if (site.alias === undefined || !sorryDomains.has(site.alias)) return [];
      const rule = "must not give an alias that is an account's sorry domain";
      return [{ ...siteAt(site), field: "name", message: expected(rule, site.alias, DIFFERENT_NAME) }];
    }),
    ...findTwins(
      sites,
      // Where the sorry domain is at fault there are no aliases, but still no two sites of one name in one account.
      ({ alias, account, name }) => alias ?? (name && `${account}/${name}`),
      (site, _, first) => ({
        ...siteAt(site),
        field: "name",
        message: expected(
          `must give an alias of its own (site ${siteName(first)} has it)`,
          site.alias ?? site.name,
          DIFFERENT_NAME,
        ),
      }),
    ),
    ...findTwins(
      domains,
      ({ name }) => name,
      ({ site, index, name }, _, first) => ({
        ...siteAt(site),
        field: `domains[${index}]`,
        message:
          site === first.site
            ? expected("must stand in the list once", name, "Take one of them out.")
            : expected(
                `must belong to one site only (site ${siteName(first.site)} has it)`,
                name,
                "Take it out of one of the two.",
              ),
      }),
    ),
    ...domains.flatMap(({ site, index, name }) => {
      const loop = lineageOf(name.replace(/^\*\./, "")).find((one) => sorryDomains.has(one));
      if (loop === undefined) return [];
      const rule = `must not be ${loop} or below it: aliases live there, and a sorry server that answers for an alias asks itself`;
      return [
        {
          ...siteAt(site),
          field: `domains[${index}]`,
          message: expected(rule, name, "Name the domain that users type."),
        },
      ];
    }),
  ];
}

/** A sentence for every domain that stands within another site's wildcard: right, if it was meant. */
export function overlapNotes(accounts: readonly Account[]): string[] {
  const sites = accounts.flatMap((account) => account.sites);
  const owners = new Map(sites.flatMap((site) => site.domains.map((domain) => [domain, site] as const)));
  return sites.flatMap((site) =>
    site.domains.flatMap((domain) => {
      const wildcard = wildcardsAbove(domain).find((candidate) => owners.has(candidate));
      const other = wildcard === undefined ? undefined : owners.get(wildcard);
      if (wildcard === undefined || other === undefined || other === site) return [];
      return [
        `${domain} goes to site ${site.account}/${site.name}, the rest of ${wildcard} to ${other.account}/${other.name}.`,
      ];
    }),
  );
}
