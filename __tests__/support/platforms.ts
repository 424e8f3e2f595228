import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Account, AccountConfig, Platform, Site, SiteConfig } from "../../accounts/types";
import { checkPlatform } from "../../accounts/platform";

export const ROOT = join(__dirname, "..", "..");
export const SITE_CONTENT = join(ROOT, "site-content");

/** Pages for tests alone: `illustrated` has a picture that is too large to go into the page itself. */
export const TEST_CONTENT = join(__dirname, "site-content");

/** The smallest account that must work. */
export const SMALLEST = {
  name: "corporate",
  id: "111111111111",
  region: "ap-northeast-1",
  sorryDomain: "sorry.example.com",
  sites: [
    {
      name: "domain-a",
      domains: ["example.com", "*.example.com"],
      page: "maintenance",
      status: 503,
      retryAfter: "2h",
    },
  ],
} as const satisfies AccountConfig;

/** The smallest account with other fields, and its one site with other fields. */
export const accountConfig = (account: object = {}, site: object = {}) => ({
  ...SMALLEST,
  sites: [{ ...SMALLEST.sites[0], ...site }],
  ...account,
});

/** An account with a site of each name, all else alike: a site that nobody has asked for yet, for each test case. */
export const namedSites = (names: readonly string[], more: object = {}) =>
  accountConfig({
    sites: names.map((name) => ({
      ...SMALLEST.sites[0],
      name,
      domains: [`${name}.example.com`],
      ...more,
    })),
  });

/** `count` sites over `accounts` accounts, two domains each, as somebody would write them. */
export function manySites(count: number, accounts = 1): AccountConfig[] {
  return Array.from({ length: accounts }, (_, a) => ({
    name: `account-${a}`,
    id: String(100_000_000_000 + a),
    region: "eu-west-1",
    sorryDomain: `sorry-${a}.example.net`,
    // As many as a test likes, whatever AWS allows.
    quotas: { distributions: count, distributionsAnAccessControl: count, zoneRecords: 3 * count },
    sites: Array.from({ length: Math.ceil((count - a) / accounts) }, (_, s): SiteConfig => {
      const name = `site-${a}-${s}`;
      return {
        name,
        domains: [`${name}.example.com`, `*.${name}.example.com`],
        page: "maintenance",
        retryAfter: "2h",
      };
    }),
  }));
}

/** What people wrote, checked; throws where it has faults. */
export function platformOf(accounts: unknown): Platform {
  const { platform, faults } = checkPlatform(accounts, [SITE_CONTENT, TEST_CONTENT]);
  if (platform === undefined) throw new Error(JSON.stringify(faults, null, 2));
  return platform;
}

export const sitesOf = (platform: Platform): Site[] =>
  platform.accounts.flatMap(({ sites }: Account) => sites);

/** Writes a file of accounts for SORRY_ACCOUNTS. */
export function writeAccounts(folder: string, accounts: unknown): string {
  const file = join(folder, "accounts.json");
  writeFileSync(file, JSON.stringify(accounts));
  return file;
}
