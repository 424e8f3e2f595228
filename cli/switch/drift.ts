import { isAnySwitchedOn, minSizeOf } from "../../accounts/fleet";
import { list } from "../list";
import { type AccountView, listenerName, strangersOf } from "./view";
import { originalsText } from "./whole";

/** Where AWS is not as accounts/ says, a line each. */
export function driftOf(view: AccountView): string[] {
  const { account, fleet, listeners, wholes, absent } = view;
  const wanted = account.fleet && minSizeOf(account.fleet, isAnySwitchedOn(account.switch));
  return [
    ...(wanted === undefined || wanted === fleet.minSize
      ? []
      : [`${fleet.name} has ${fleet.minSize} servers at least, accounts/ says ${wanted}`]),
    ...absent.map(({ text }) => text),
    // What could not be looked at may be what accounts/ names.
    ...(absent.length > 0 ? [] : strangersOf(view)).map(
      (reference) => `${fleet.name} stands behind ${reference}, accounts/ says nothing of it`,
    ),
    ...listeners.flatMap((listener) => {
      const at = listenerName(listener);
      return [
        ...listener.sites
          .filter(({ wanted: state, now }) => state !== now)
          .map(({ name, wanted: state, now }) => `${at} ${name} is ${now}, accounts/ says ${state}`),
        ...listener.foreign.map(
          ({ priority, conditions }) =>
            `${at} has a rule of somebody else's among the sorry servers' priorities: ${priority} (${conditions.join(", ")})`,
        ),
        ...listener.stale.map(
          ({ key = "", priority }) =>
            `${at} has the rule ${key} at ${priority}, accounts/ asks for none such`,
        ),
      ];
    }),
    ...wholes.flatMap(({ pool, wanted: state, now, servers, present, sites, obstacles }) => [
      ...(state === now
        ? []
        : [
            `${pool.title} (${list(sites)}) is ${now}, accounts/ says ${state}; in it: ${servers} sorry servers; of the web site: ${originalsText(present)}`,
          ]),
      ...obstacles.map((obstacle) => `${pool.title} can't be switched as a whole: ${obstacle}`),
    ]),
  ];
}
