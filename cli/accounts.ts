import { join } from "node:path";
import { closest } from "../accounts/closest";
import { PlatformError } from "../accounts/fault";
import { loadAccounts } from "../accounts/load";
import type { Account, Platform } from "../accounts/types";
import { CommandError } from "./command-error";
import { list } from "./list";

const ROOT = join(__dirname, "..");

/** Where accounts are read from: SORRY_ACCOUNTS, else the repository's own. */
export const accountsFile = (): string => process.env["SORRY_ACCOUNTS"] ?? join(ROOT, "accounts", "index.ts");

/**
 * The checked platform.
 *
 * @throws {@link PlatformError} with all faults
 */
export function readPlatform(): Platform {
  const { platform, faults } = loadAccounts(accountsFile(), join(ROOT, "site-content"));
  if (platform === undefined) throw new PlatformError(faults);
  return platform;
}

/** The account of this name, or all of them. */
export function chooseAccounts(accounts: readonly Account[], name: string | undefined): readonly Account[] {
  if (name === undefined) return accounts;
  const found = accounts.filter((account) => account.name === name);
  if (found.length > 0) return found;
  throw new CommandError(
    `There is no account ${name} in accounts/. There is: ${list(accounts.map((one) => one.name))}.`,
  );
}

/** The one account that has all of these sites: a switch is one account's at a time. */
export function accountOfSites(
  accounts: readonly Account[],
  sites: readonly string[],
  name: string | undefined,
): Account {
  const chosen = chooseAccounts(accounts, name);
  const has = (account: Account, site: string) => account.sites.some((one) => one.name === site);
  for (const site of sites) {
    if (chosen.some((account) => has(account, site))) continue;
    const known = chosen.flatMap((account) => account.sites.map((one) => one.name));
    const where = name === undefined ? "accounts/" : `accounts/${name}`;
    const near = closest(site, known);
    const meant = near === undefined ? "" : ` Did you mean ${near}?`;
    throw new CommandError(`There is no site ${site} in ${where}.${meant} There is: ${list(known)}.`);
  }
  const [account, other] = chosen.filter((one) => sites.every((site) => has(one, site)));
  if (account === undefined) {
    const owners = sites.map((site) => `${site} is of ${chosen.find((one) => has(one, site))?.name ?? ""}`);
    throw new CommandError(`One account at a time: ${list(owners)}.`);
  }
  if (other !== undefined) {
    throw new CommandError(
      `${account.name} and ${other.name} both have ${list(sites)}. Say which: --account.`,
    );
  }
  return account;
}
