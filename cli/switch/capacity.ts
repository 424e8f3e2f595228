import { minSizeOf } from "../../accounts/fleet";
import { type SwitchState, sorryPercent } from "../../accounts/load-balancer";
import type { Account } from "../../accounts/types";
import { CommandError } from "../command-error";
import type { Access } from "./access";
import { type LiveFleet, setMinSize } from "./fleet";
import type { Journal } from "./journal";
import { type AccountView, isAnyOn, viewAccount } from "./view";

/** How many servers there are to be at least, on a line. */
export const sizeText = ({ name }: LiveFleet, minSize: number) => `${name}: at least ${minSize} servers`;

const smallest = ({ fleet }: Account, isOn: boolean) => (fleet === undefined ? 0 : minSizeOf(fleet, isOn));

/** The smallest number of servers that is right once these sites are in a state. */
export function minSizeAfter(view: AccountView, sites: readonly string[], state: SwitchState): number {
  const { account, listeners, wholes } = view;
  const others = {
    listeners: listeners.map((listener) => ({
      ...listener,
      sites: listener.sites.filter(({ name }) => !sites.includes(name)),
    })),
    wholes: wholes.filter(({ sites: together }) => !together.some((site) => sites.includes(site))),
  };
  return smallest(account, sorryPercent(state) > 0 || isAnyOn(others));
}

/** Sets the smallest number of servers. */
export async function resize(
  { autoScaling }: Access,
  fleet: LiveFleet,
  minSize: number,
  journal: Journal,
): Promise<void> {
  await setMinSize(autoScaling, fleet, minSize);
  journal.did(sizeText(fleet, minSize));
}

function raise(access: Access, fleet: LiveFleet, minSize: number, journal: Journal): Promise<void> {
  journal.say("Somebody else switched at the same time, and there are too few servers: more are started.");
  return resize(access, fleet, minSize, journal);
}

/** Keeps the servers that a switch of rules waits for: others, who switch off, can't see that somebody waits. */
export async function keepCapacity(
  access: Access,
  { account, fleet }: AccountView,
  journal: Journal,
): Promise<void> {
  const wanted = smallest(account, true);
  if (fleet.minSize < wanted) await raise(access, fleet, wanted, journal);
}

/** Somebody else may switch at the same time, but not for ever. */
const MOST_LOOKS = 5;

/**
 * Makes the number of servers right for what is on now, which others may have changed meanwhile. Whoever switches first
 * changes rules and then looks, so that of two who do so at the same time one sees what the other did: no site is left on
 * without servers.
 *
 * @returns the account as it is then
 */
export async function fitCapacity(
  access: Access,
  view: AccountView,
  { sites, state }: { readonly sites: readonly string[]; readonly state: SwitchState },
  journal: Journal,
): Promise<AccountView> {
  let after = view;
  for (let look = 0; look < MOST_LOOKS; look++) {
    const { fleet } = after;
    const wanted = minSizeAfter(after, sites, state);
    if (wanted > fleet.minSize) await raise(access, fleet, wanted, journal);
    // It is lowered once: who raises it after that is about to switch on.
    else if (wanted < fleet.minSize && look === 0) await resize(access, fleet, wanted, journal);
    else return after;
    after = await viewAccount(access, after.account, after.ports);
  }
  throw new CommandError(
    `Somebody else changes the number of servers of ${view.fleet.name} at the same time. Run it again.`,
  );
}
