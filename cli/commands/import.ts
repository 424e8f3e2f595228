import { Command } from "commander";
import { stateBuckets } from "../../accounts/cross-checks";
import type { Account } from "../../accounts/types";
import { chooseAccounts, readPlatform } from "../accounts";
import { CommandError } from "../command-error";
import { readExisting } from "../import/read";
import { takeoverJson, takeoverText } from "../import/report";
import { takeoverOf } from "../import/takeover";

interface Flags {
  readonly account?: string;
  readonly bucket?: string;
  readonly json?: boolean;
}

function oneOf(accounts: readonly Account[], name: string | undefined): Account {
  const [account, other] = chooseAccounts(accounts, name);
  if (account !== undefined && other === undefined) return account;
  throw new CommandError("One account at a time, as each has its own credentials. Say which: --account.");
}

async function run({ account: name, bucket, json }: Flags): Promise<void> {
  const { accounts } = readPlatform();
  const account = oneOf(accounts, name);
  const wish = { named: bucket, stateBuckets: stateBuckets(accounts) };
  const takeover = takeoverOf(account, await readExisting(account, bucket), wish);
  console.log(
    json === true
      ? JSON.stringify(takeoverJson(takeover, account), null, 2)
      : takeoverText(takeover, account),
  );
  if (takeover.obstacles.length > 0) process.exitCode = 1;
}

/** `sorry import`. */
export const importCommand = (): Command =>
  new Command("import")
    .description(
      "Finds what an account has already (distributions, records, certificate, bucket), and says what to write into accounts/ so that its stack takes it over. Changes nothing.",
    )
    .option("--account <name>", "which account, where there are several")
    .option(
      "--bucket <name>",
      "the bucket to take over, rather than the one that the sites' distributions name",
    )
    .option("--json", "for programs")
    .action(run);
