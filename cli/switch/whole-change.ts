import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { DescribeInstancesCommand, type EC2Client } from "@aws-sdk/client-ec2";
import type { SwitchState } from "../../accounts/load-balancer";
import type { Account } from "../../accounts/types";
import { CommandError } from "../command-error";
import type { Access } from "./access";
import { NOTHING, type OriginalServer, isNone, remember, union } from "./originals";
import { type Patience, waitFor } from "./patience";
import { type PoolView, type WholeView, originalsText, viewPool } from "./whole";

/** How a pool is switched: at no time is it without a healthy server, and a run that ends midway is finished by another. */
interface Work {
  readonly access: Access;
  readonly account: Account;
  readonly whole: WholeView;
  readonly say: (line: string) => void;
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

const waitUntil = (
  { access, account, whole, say, patience }: Work,
  who: string,
  isSo: (view: PoolView) => boolean,
) =>
  waitFor(patience, async (isFirst) => {
    const view = await viewPool(access, account, whole.pool);
    if (isSo(view)) return view;
    if (isFirst) say(`Waiting for a healthy ${who} behind ${whole.pool.title}`);
    return undefined;
  });

/** Sorry servers in; once one is healthy, the others out. */
async function takeOver(work: Work): Promise<void> {
  const { access, account, whole, say, patience } = work;
  const { pool, fleet, isAttached } = whole;
  // Before anything is changed: what is remembered and still there does no harm, the opposite would.
  await remember(access.autoScaling, fleet, pool.key, union(whole.remembered, whole.present));
  if (!isAttached) {
    await pool.attach(fleet.name);
    say(`${pool.title}: sorry servers in`);
  }
  const view = await waitUntil(work, "sorry server", ({ healthy }) => healthy > 0);
  if (view === undefined) {
    // A server that a load balancer finds ill is replaced, again and again, and serves nobody meanwhile.
    if (!isAttached) {
      await pool.detach(fleet.name);
      await forget(work);
    }
    throw new CommandError(
      `accounts/${account.name}: no sorry server became healthy behind ${pool.title} in ${patience.seconds} seconds. ${isAttached ? "Nothing was taken out." : "They were taken out again."} See its health check, which must take 200.`,
    );
  }
  if (isNone(view.present)) return;
  await remember(access.autoScaling, view.fleet, pool.key, union(view.remembered, view.present));
  for (const group of view.present.groups) await pool.detach(group);
  await pool.deregister(view.present.servers);
  say(`${pool.title}: ${originalsText(view.present)} out`);
}

/** The web site's servers in; once one is healthy, the sorry servers out. */
async function giveBack(work: Work): Promise<void> {
  const { access, account, whole, say, patience } = work;
  const { pool, fleet, remembered, present } = whole;
  const running = await runningOf(access.ec2, remembered.servers);
  const gone = remembered.servers.filter((server) => !running.includes(server));
  if (gone.length > 0) {
    say(`${pool.title}: no longer running, so left out: ${gone.map(({ id }) => id).join(", ")}`);
  }
  const groups: string[] = [];
  for (const group of remembered.groups) {
    if (await exists(access, group)) groups.push(group);
    else say(`${pool.title}: the auto scaling group ${group} no longer exists, so it is left out`);
  }
  if (isNone(union({ servers: running, groups }, present))) {
    throw new CommandError(
      `accounts/${account.name}: none of the servers that served ${pool.title} is left. Register the web site's servers there, then run this again; until then users get the sorry page.`,
    );
  }
  for (const group of groups) await pool.attach(group);
  await pool.register(running);
  const back = { servers: running, groups };
  if (!isNone(back)) say(`${pool.title}: ${originalsText(back)} in`);
  if ((await waitUntil(work, "server of the web site", (view) => view.healthyOriginals > 0)) === undefined) {
    throw new CommandError(
      `accounts/${account.name}: no server of the web site became healthy behind ${pool.title} in ${patience.seconds} seconds. The sorry servers stay, so users get the sorry page. Find out why, then run this again.`,
    );
  }
  await pool.detach(fleet.name);
  await forget(work);
  say(`${pool.title}: sorry servers out`);
}

/** As it is remembered now: tags may have come since. */
async function forget({ access, account, whole: { pool } }: Work): Promise<void> {
  const { fleet } = await viewPool(access, account, pool);
  await remember(access.autoScaling, fleet, pool.key, NOTHING);
}

async function runningOf(ec2: EC2Client, servers: readonly OriginalServer[]): Promise<OriginalServer[]> {
  if (servers.length === 0) return [];
  const { Reservations: reservations = [] } = await ec2.send(
    new DescribeInstancesCommand({
      // A filter: to ask for the ids of instances that are long gone would be an error.
      Filters: [
        { Name: "instance-id", Values: servers.map(({ id }) => id) },
        { Name: "instance-state-name", Values: ["pending", "running"] },
      ],
    }),
  );
  const found = new Set(
    reservations.flatMap(({ Instances: all = [] }) => all.map(({ InstanceId: id }) => id)),
  );
  return servers.filter(({ id }) => found.has(id));
}

async function exists({ autoScaling }: Access, name: string): Promise<boolean> {
  const { AutoScalingGroups: found = [] } = await autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
  );
  return found.length > 0;
}
