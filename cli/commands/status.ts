import { Command } from "commander";
import type { Account } from "../../accounts/types";
import { AwsFault } from "../aws/fault";
import { chooseAccounts, readPlatform } from "../accounts";
import { enterAccount } from "../switch/access";
import { subnetsWithoutEgress } from "../switch/fleet";
import { driftOf } from "../switch/drift";
import { type AccountView, listenerName, viewAccount } from "../switch/view";
import { pc, table } from "../terminal";
import { askEach, printJson } from "./ask-each";

/** An account as `sorry status` tells it. */
interface Status {
  readonly view: AccountView;
  /** Subnets of the fleet from which CloudFront can't be reached; what AWS said where they can't be looked at. */
  readonly withoutEgress: readonly string[] | AwsFault;
}

/** What is said where there is nothing to look at. */
export const NO_FLEET = "No account has sorry servers: give one a `fleet` in accounts/.";
export const NOTHING_TO_SWITCH = "No load balancer is switched here.";

/** The accounts that have something to switch. */
export const withFleets = (accounts: readonly Account[]): readonly Account[] =>
  accounts.filter(({ fleet }) => fleet !== undefined);

async function statusOf(account: Account, ports: readonly number[]): Promise<Status> {
  const access = await enterAccount(account);
  const view = await viewAccount(access, account, ports);
  if (account.fleet === undefined) return { view, withoutEgress: [] };
  try {
    return { view, withoutEgress: await subnetsWithoutEgress(access.ec2, account.fleet) };
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error;
    // A hint, for which nobody is to miss the rest.
    return { view, withoutEgress: error };
  }
}

/** What stands in `--json`, and nothing that AWS alone understands. */
export function statusJson({ account, fleet, listeners, wholes, absent }: AccountView) {
  const { name, minSize, maxSize, desired, inService } = fleet;
  return {
    account: account.name,
    id: account.id,
    fleet: { name, minSize, maxSize, desired, inService },
    listeners: listeners.map(({ loadBalancer, port, healthy, servers, sites, foreign, stale }) => ({
      loadBalancer,
      port,
      healthy,
      servers,
      sites: sites.map(({ name, wanted, now }) => ({ name, wanted, now })),
      foreign: foreign.map(({ priority }) => priority),
      stale: stale.map(({ key }) => key),
    })),
    wholes: wholes.map(({ pool, sites, wanted, now, healthy, servers, present, remembered, obstacles }) => ({
      name: pool.title,
      healthy,
      servers,
      sites: sites.map((site) => ({ name: site, wanted, now })),
      present,
      remembered,
      obstacles,
    })),
    absent: absent.map(({ text }) => text),
  };
}

/** What each listener does, a site a row. */
export function statusText(view: AccountView): string {
  const { account, fleet, listeners, wholes } = view;
  const rows = [
    ...listeners.flatMap((listener) =>
      listener.sites.map(({ name, wanted, now }) => [
        listenerName(listener),
        name,
        now,
        wanted,
        `${listener.healthy} of ${listener.servers}`,
      ]),
    ),
    ...wholes.flatMap(({ pool, sites, now, wanted, healthy, servers }) =>
      sites.map((site) => [pool.title, site, now, wanted, `${healthy} of ${servers}`]),
    ),
  ];
  return [
    pc.bold(`${account.name} (${account.id}, ${account.region})`),
    `  ${fleet.name}: ${fleet.inService} in service, ${fleet.desired} wanted (${fleet.minSize} to ${fleet.maxSize})`,
    "",
    ...(rows.length === 0
      ? [`  ${NOTHING_TO_SWITCH}`]
      : [table([["LOAD BALANCER", "SITE", "NOW", "ACCOUNTS/", "HEALTHY SERVERS"], ...rows])]),
  ].join("\n");
}

async function run({ account: name, json }: { account?: string; json?: boolean }): Promise<void> {
  const platform = readPlatform();
  const accounts = withFleets(chooseAccounts(platform.accounts, name));
  const {
    answers: all,
    failures,
    exitCode,
  } = await askEach(accounts, (account) => statusOf(account, platform.ports));
  if (exitCode !== undefined) process.exitCode = exitCode;
  if (json === true) {
    const answers = all.map(({ view, withoutEgress }) => ({
      ...statusJson(view),
      withoutEgress: withoutEgress instanceof AwsFault ? { error: withoutEgress.message } : withoutEgress,
    }));
    printJson({ answers, failures });
    return;
  }
  if (accounts.length === 0) console.log(NO_FLEET);
  for (const { view, withoutEgress } of all) {
    console.log(statusText(view));
    for (const line of driftOf(view)) console.log(pc.yellow(`  ${line}`));
    if (withoutEgress instanceof AwsFault) {
      console.log(
        pc.yellow(`  The subnets' way to the internet could not be looked at. ${withoutEgress.message}`),
      );
      console.log();
      continue;
    }
    for (const subnet of withoutEgress) {
      console.log(
        pc.yellow(
          `  ${subnet} has no way to the internet: servers started there never reach CloudFront. Route 0.0.0.0/0 to a NAT gateway, or to an internet gateway and let the subnet give public addresses on launch.`,
        ),
      );
    }
    console.log();
  }
}

/** `sorry status`. */
export const statusCommand = (): Command =>
  new Command("status")
    .description(
      "Shows what every listener does now, and whether the sorry servers are well. Changes nothing.",
    )
    .option("--account <name>", "this account only")
    .option("--json", "for programs")
    .action(run);
