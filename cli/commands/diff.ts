import { Command } from "commander";
import { chooseAccounts, readPlatform } from "../accounts";
import { enterAccount } from "../switch/access";
import { driftOf } from "../switch/drift";
import { EXIT_CODES } from "../command-error";
import { viewAccount } from "../switch/view";
import { pc } from "../terminal";
import { askEach, printJson } from "./ask-each";
import { NOTHING_TO_SWITCH, NO_FLEET, withFleets } from "./status";

async function run({ account: name, json }: { account?: string; json?: boolean }): Promise<void> {
  const platform = readPlatform();
  const accounts = withFleets(chooseAccounts(platform.accounts, name));
  const {
    answers: drifts,
    failures,
    exitCode,
  } = await askEach(accounts, async (account) => {
    const view = await viewAccount(await enterAccount(account), account, platform.ports);
    return { account: account.name, drift: driftOf(view) };
  });
  const hasDrift = drifts.some(({ drift }) => drift.length > 0);
  // What could not be asked may be as accounts/ says, or not.
  if (exitCode !== undefined) process.exitCode = exitCode;
  else if (hasDrift) process.exitCode = EXIT_CODES.drift;
  if (json === true) {
    printJson({ answers: drifts, failures });
    return;
  }
  for (const { account, drift } of drifts) {
    for (const line of drift) console.log(pc.yellow(`${account}: ${line}`));
  }
  const idle = accounts.filter(({ loadBalancers }) => loadBalancers.length === 0);
  for (const account of idle) console.log(`${account.name}: ${NOTHING_TO_SWITCH}`);
  if (accounts.length === 0) console.log(NO_FLEET);
  else if (exitCode === undefined && !hasDrift && idle.length < accounts.length)
    console.log("AWS is as accounts/ says.");
}

/** `sorry diff`. */
export const diffCommand = (): Command =>
  new Command("diff")
    .description("Names where AWS is not as accounts/ says; then the exit code is 2. Changes nothing.")
    .option("--account <name>", "this account only")
    .option("--json", "for programs")
    .action(run);
