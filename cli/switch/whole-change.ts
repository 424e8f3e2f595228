import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { DescribeInstancesCommand, type EC2Client } from "@aws-sdk/client-ec2";
import type { SwitchState } from "../../accounts/load-balancer";
import type { Account } from "../../accounts/types";
import { CommandError } from "../command-error";
import { list } from "../list";
import type { Access } from "./access";
import { keepCapacity } from "./capacity";
import type { Journal } from "./journal";
import { type OriginalServer, type Originals, isNone, remember, union } from "./originals";
import { type Patience, waitFor } from "./patience";
import { type PoolView, type WholeView, originalsText, viewPool } from "./whole";

/** How a pool is switched: at no time is it without a healthy server, and a run that ends midway is finished by another. */
interface Work {
  readonly access: Access;
  readonly account: Account;
  readonly whole: WholeView;
  readonly journal: Journal;
  readonly patience: Patience;
}

/** What a switch of a pool does, on a line. */
export function wholeText({ pool, present, remembered, isAttached }: WholeView, state: SwitchState): string {
  if (state === "off") {
    const back = union(remembered, present);
    return `${pool.title}: ${originalsText(back)} in, sorry servers out`;
  }
  return `${pool.title}: sorry servers ${isAttached ? "stay" : "in"}, ${originalsText(present)} out`;
}

/** Switches a pool to a state. */
export const switchWhole = (work: Work, state: SwitchState): Promise<void> =>
  state === "off" ? giveBack(work) : takeOver(work);

async function waitUntil(
  { access, account, whole, journal: { say }, patience }: Work,
  who: string,
  isSo: (view: PoolView) => boolean | Promise<boolean>,
): Promise<PoolView | undefined> {
  const seen = await waitFor({ patience, say, signal: access.signal }, async () => {
    const view = await viewPool(access, account, whole.pool);
    return (await isSo(view))
      ? { found: view }
      : { waitingFor: `a healthy ${who} behind ${whole.pool.title}` };
  });
  return "found" in seen ? seen.found : undefined;
}

/** Sorry servers in; once one is healthy, the others out. */
async function takeOver(work: Work): Promise<void> {
  const { access, account, whole, journal, patience } = work;
  const { pool, fleet, isAttached } = whole;
  // Before anything is changed: what is remembered and still there does no harm, the opposite would.
  const before = union(whole.remembered, whole.present);
  await remember(access.autoScaling, fleet, pool.key, before);
  if (!isNone(before)) journal.did(`${pool.title}: ${originalsText(before)} remembered`);
  if (!isAttached) {
    await pool.attach(fleet.name);
    journal.did(`${pool.title}: sorry servers in`);
  }
  const view = await waitUntil(work, "sorry server", async (now) => {
    await keepCapacity(access, account, now.fleet, journal);
    return now.healthy > 0;
  });
  if (view === undefined) {
    // Nobody is to get requests whom the load balancer finds ill, and who may replace servers for it.
    if (!isAttached) {
      await pool.detach(fleet.name);
      journal.did(`${pool.title}: sorry servers out again`);
      await rememberOnly(work, whole.remembered);
    }
    throw new CommandError(
      `accounts/${account.name}: no sorry server became healthy behind ${pool.title} in ${patience.seconds} seconds. ${isAttached ? "Nothing was taken out." : "They were taken out again."} See its health check, which must take 200.`,
    );
  }
  if (isNone(view.present)) return;
  await remember(access.autoScaling, view.fleet, pool.key, union(view.remembered, view.present));
  const { servers, groups } = view.present;
  for (const group of groups) {
    await pool.detach(group);
    journal.did(`${pool.title}: ${originalsText({ servers: [], groups: [group] })} out`);
  }
  if (servers.length === 0) return;
  await pool.deregister(servers);
  journal.did(`${pool.title}: ${originalsText({ servers, groups: [] })} out`);
}

/** The web site's servers in; once one is healthy, the sorry servers out. */
async function giveBack(work: Work): Promise<void> {
  const { access, account, whole, journal, patience } = work;
  const { pool, fleet, remembered, present } = whole;
  const { running, starting } = await startedOf(work, remembered.servers);
  const gone = remembered.servers.filter((server) => ![...running, ...starting].includes(server));
  if (gone.length > 0) {
    journal.say(`${pool.title}: no longer running, so left out: ${list(gone.map(({ id }) => id))}`);
  }
  const groups: string[] = [];
  for (const group of remembered.groups) {
    if (await exists(access, group)) groups.push(group);
    else journal.say(`${pool.title}: the auto scaling group ${group} no longer exists, so it is left out`);
  }
  const late = list(starting.map(({ id }) => id));
  const isNobodyBack = isNone(union({ servers: running, groups }, present));
  if (isNobodyBack && starting.length > 0) {
    throw new CommandError(
      `accounts/${account.name}: the servers that served ${pool.title} did not start in ${patience.seconds} seconds: ${late}. Run it again; until then users get the sorry page.`,
    );
  }
  if (isNobodyBack) {
    throw new CommandError(
      `accounts/${account.name}: none of the servers that served ${pool.title} is left. Register the web site's servers there, then run this again; until then users get the sorry page.`,
    );
  }
  for (const group of groups) {
    await pool.attach(group);
    journal.did(`${pool.title}: ${originalsText({ servers: [], groups: [group] })} in`);
  }
  if (running.length > 0) {
    await pool.register(running);
    journal.did(`${pool.title}: ${originalsText({ servers: running, groups: [] })} in`);
  }
  if ((await waitUntil(work, "server of the web site", (view) => view.healthyOriginals > 0)) === undefined) {
    throw new CommandError(
      `accounts/${account.name}: no server of the web site became healthy behind ${pool.title} in ${patience.seconds} seconds. The sorry servers stay, so users get the sorry page. Find out why, then run this again.`,
    );
  }
  await pool.detach(fleet.name);
  journal.did(`${pool.title}: sorry servers out`);
  await rememberOnly(work, { servers: starting, groups: [] });
  if (starting.length > 0) {
    throw new CommandError(
      `accounts/${account.name}: ${pool.title} has the web site's servers again, but for those that did not start in ${patience.seconds} seconds: ${late}. Run it again once they run.`,
    );
  }
}

/** In place of all that is remembered of the pool now: tags may have come since. */
async function rememberOnly({ access, account, whole: { pool } }: Work, originals: Originals): Promise<void> {
  const { fleet } = await viewPool(access, account, pool);
  await remember(access.autoScaling, fleet, pool.key, originals);
}

/** Which of the servers run, and which start still. AWS takes none of the latter into a pool, so they are waited for. */
async function startedOf(
  { access: { ec2, signal }, journal: { say }, patience }: Work,
  servers: readonly OriginalServer[],
): Promise<{ running: OriginalServer[]; starting: OriginalServer[] }> {
  let running: OriginalServer[] = [];
  let starting: OriginalServer[] = [];
  if (servers.length === 0) return { running, starting };
  await waitFor({ patience, say, signal }, async () => {
    const states = await statesOf(ec2, servers);
    running = servers.filter(({ id }) => states.get(id) === "running");
    starting = servers.filter(({ id }) => states.get(id) === "pending");
    return starting.length === 0
      ? { found: true }
      : { waitingFor: `${list(starting.map(({ id }) => id))} to start` };
  });
  return { running, starting };
}

/** The states of the servers that run, or are about to, by their ids. */
async function statesOf(ec2: EC2Client, servers: readonly OriginalServer[]): Promise<Map<string, string>> {
  const { Reservations: reservations = [] } = await ec2.send(
    new DescribeInstancesCommand({
      // A filter: to ask for the ids of instances that are long gone would be an error.
      Filters: [
        { Name: "instance-id", Values: servers.map(({ id }) => id) },
        { Name: "instance-state-name", Values: ["pending", "running"] },
      ],
    }),
  );
  return new Map(
    reservations.flatMap(({ Instances: all = [] }) =>
      all.map(({ InstanceId: id = "", State: { Name: name = "" } = {} }): [string, string] => [id, name]),
    ),
  );
}

async function exists({ autoScaling }: Access, name: string): Promise<boolean> {
  const { AutoScalingGroups: found = [] } = await autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
  );
  return found.length > 0;
}
