import { minSizeOf } from "../../accounts/fleet";
import { type SwitchState, sorryPercent } from "../../accounts/load-balancer";
import type { Account } from "../../accounts/types";
import { codeOf } from "../aws/fault";
import type { Access } from "./access";
import { type LiveFleet, setCapacity } from "./fleet";
import type { Journal } from "./journal";
import { type Patience, pause } from "./patience";
import { type AccountView, isAnyOn, strangersOf, viewAccount } from "./view";

const smallest = ({ fleet }: Account, isOn: boolean) => (fleet === undefined ? 0 : minSizeOf(fleet, isOn));

/** The smallest number of servers that is right once these sites are in a state. */
export function minSizeAfter(view: AccountView, sites: readonly string[], state: SwitchState): number {
  const { account, fleet } = view;
  // What somebody raised for a busy night stays until all is off.
  if (sorryPercent(state) > 0 || isAnyOn(view, sites))
    return Math.max(smallest(account, true), fleet.minSize);
  // What nobody can look at may be on.
  return Math.max(smallest(account, false), strangersOf(view).length > 0 ? fleet.minSize : 0);
}

const atLeast = ({ name }: LiveFleet, minSize: number) => `${name}: at least ${minSize} servers`;
const none = ({ name }: LiveFleet) => `${name}: no servers`;

/** What it takes to have a smallest number of servers, a line each. */
export const sizeText = (fleet: LiveFleet, minSize: number): string[] => [
  ...(fleet.minSize === minSize ? [] : [atLeast(fleet, minSize)]),
  ...(minSize > 0 || fleet.desired === 0 ? [] : [none(fleet)]),
];

/** Sets the smallest number of servers; AWS starts those that are missing. */
export async function setMinSize(
  { autoScaling }: Access,
  fleet: LiveFleet,
  minSize: number,
  journal: Journal,
): Promise<void> {
  if (fleet.minSize === minSize) return;
  await setCapacity(autoScaling, fleet, { MinSize: minSize });
  journal.did(atLeast(fleet, minSize));
}

function raise(access: Access, fleet: LiveFleet, minSize: number, journal: Journal): Promise<void> {
  journal.say("Somebody else switched at the same time, and there are too few servers: more are started.");
  return setMinSize(access, fleet, minSize, journal);
}

/** Keeps the servers that a switch waits for: others, who switch off, can't see that somebody waits. */
export async function keepCapacity(
  access: Access,
  account: Account,
  fleet: LiveFleet,
  journal: Journal,
): Promise<void> {
  const wanted = smallest(account, true);
  if (fleet.minSize < wanted) await raise(access, fleet, wanted, journal);
}

/**
 * Makes the number of servers right for what is on now, which others may have changed meanwhile. Who switches on changes
 * rules, then looks at the number of servers; who switches off lowers the smallest number, waits, then looks at the rules,
 * and ends servers last. So of two who do so at the same time one sees what the other did before a server is gone.
 *
 * @returns the account as it is then
 */
export async function fitCapacity(
  access: Access,
  view: AccountView,
  state: SwitchState,
  journal: Journal,
  patience: Patience,
): Promise<AccountView> {
  const look = () => viewAccount(access, view.account, view.ports);
  const wanted = minSizeAfter(view, [], state);
  if (sizeText(view.fleet, wanted).length === 0) return view;
  if (wanted > 0) {
    await (wanted > view.fleet.minSize ? raise : setMinSize)(access, view.fleet, wanted, journal);
    return look();
  }
  await setMinSize(access, view.fleet, 0, journal);
  // Longer than between two looks of somebody who waits for a server.
  await pause(patience.everyMilliseconds + 1_000, access.signal);
  const after = await look();
  const needed = minSizeAfter(after, [], state);
  if (needed > after.fleet.minSize) await raise(access, after.fleet, needed, journal);
  else if (after.fleet.minSize === 0) await endServers(access, after.fleet, journal);
  return look();
}

async function endServers({ autoScaling }: Access, fleet: LiveFleet, journal: Journal): Promise<void> {
  try {
    await setCapacity(autoScaling, fleet, { DesiredCapacity: 0 });
  } catch (error) {
    // AWS allows no fewer than the minimum, which somebody who needs servers has just raised.
    if (codeOf(error) === "ValidationError") return;
    throw error;
  }
  journal.did(none(fleet));
}
