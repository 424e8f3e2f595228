import { Command } from "commander";
import { chooseAccounts, readPlatform } from "../accounts";
import { enterAccount } from "../switch/access";
import { driftOf } from "../switch/drift";
import { EXIT_CODES } from "../command-error";
import { viewAccount } from "../switch/view";
import { pc } from "../terminal";
import { NOTHING_TO_SWITCH, NO_FLEET, withFleets } from "./status";

async function run({ account: name, json }: { account?: string; json?: boolean }): Promise<void> {
  const drifts: { account: string; drift: readonly string[] }[] = [];
  const withoutLoadBalancers: string[] = [];
  const { accounts, ports } = readPlatform();
  for (const account of withFleets(chooseAccounts(accounts, name))) {
    const access = await enterAccount(account);
    if (account.loadBalancers.length === 0) withoutLoadBalancers.push(account.name);
    drifts.push({ account: account.name, drift: driftOf(await viewAccount(access, account, ports)) });
  }
  const hasDrift = drifts.some(({ drift }) => drift.length > 0);
  if (json === true) {
    console.log(JSON.stringify(drifts, null, 2));
  } else {
    for (const { account, drift } of drifts) {
      for (const line of drift) console.log(pc.yellow(`${account}: ${line}`));
    }
    for (const account of withoutLoadBalancers) console.log(`${account}: ${NOTHING_TO_SWITCH}`);
    if (drifts.length === 0) console.log(NO_FLEET);
    else if (!hasDrift && withoutLoadBalancers.length < drifts.length)
      console.log("AWS is as accounts/ says.");
  }
  if (hasDrift) process.exitCode = EXIT_CODES.drift;
}

/** `sorry diff`. */
export const diffCommand = (): Command =>
  new Command("diff")
    .description("Names where AWS is not as accounts/ says; then the exit code is 2. Changes nothing.")
    .option("--account <name>", "this account only")
    .option("--json", "for programs")
    .action(run);
