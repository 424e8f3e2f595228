import { domainToUnicode } from "node:url";
import type { Artifacts } from "./artifacts";

/** A domain as it is asked for here. */
export interface PreviewDomain {
  /** As in the master config: A-labels, maybe with a wildcard. */
  readonly name: string;
  /** As people write it. */
  readonly shown: string;
  /** A host that it answers for: of a wildcard, one of its names. */
  readonly host: string;
}

export interface PreviewSite {
  readonly account: string;
  readonly name: string;
  readonly alias: string;
  /** Exact names first. */
  readonly domains: readonly PreviewDomain[];
}

export interface PreviewAccount {
  readonly name: string;
  readonly id: string;
  readonly region: string;
  readonly sites: readonly PreviewSite[];
}

/** Of a wildcard's names, the first that is no other site's. */
function hostOf(name: string, taken: ReadonlySet<string>): string {
  if (!name.startsWith("*.")) return name;
  for (let i = 1; ; i++) {
    const host = `anything${i === 1 ? "" : i}${name.slice(1)}`;
    if (!taken.has(host)) return host;
  }
}

function previewDomain(name: string, taken: ReadonlySet<string>): PreviewDomain {
  const host = hostOf(name, taken);
  const shown = name.startsWith("*.") ? `*.${domainToUnicode(name.slice(2))}` : domainToUnicode(name);
  return { name, shown, host };
}

/** The sites of all accounts, with the domains that nginx sends to each. */
export function previewAccounts({ stacks, domains }: Artifacts): PreviewAccount[] {
  const taken = new Set([...domains.values()].flat());
  return stacks.map(({ account, accountId, region, sites }) => ({
    name: account,
    id: accountId,
    region,
    sites: [...sites].map(([name, alias]) => {
      const own = (domains.get(alias) ?? []).map((domain) => previewDomain(domain, taken));
      const isWild = (domain: PreviewDomain) => domain.name.startsWith("*.");
      return {
        account,
        name,
        alias,
        domains: [...own.filter((domain) => !isWild(domain)), ...own.filter(isWild)],
      };
    }),
  }));
}

const SUFFIX = ".localhost";

/** Where a browser on this machine sees a host's page: every name below localhost is this machine. */
export const previewUrl = (host: string, port: number, path = "/"): string =>
  `http://${host}${SUFFIX}:${port}${path}`;

/** The host that a user of the preview means: without its port, and without what leads here. */
export function meantHost(host: string): string {
  const name = host.toLowerCase().replace(/:\d+$/, "").replace(/\.$/, "");
  return name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : name;
}
