import type { EdgeFault } from "./edge";
import type { RequestPath } from "./request-path";

/** One thing that can be broken, and how. */
export interface Switch {
  readonly id: string;
  readonly label: string;
  readonly positions: readonly SwitchPosition[];
}

export interface SwitchPosition {
  readonly id: string;
  readonly label: string;
  /** What is seen then. */
  readonly hint: string;
  readonly isOn: (path: RequestPath) => boolean;
  readonly turn: (path: RequestPath) => Promise<void> | void;
}

/** Longer than a sorry server waits for CloudFront, which is a second. */
const SLOW_MILLISECONDS = 1_500;

function edgePosition(id: string, label: string, hint: string, fault?: EdgeFault): SwitchPosition {
  return {
    ...{ id, label, hint },
    isOn: ({ edge }) => edge.fault?.kind === fault?.kind,
    turn: ({ edge }) => edge.setFault(fault),
  };
}

const STAYS =
  "The last good page goes on, as stale; a site that was not asked for before gets its copy from the image.";

export const SWITCHES: readonly Switch[] = [
  {
    id: "cloudfront",
    label: "CloudFront",
    positions: [
      edgePosition("up", "Works", "Pages come from CloudFront, and are kept for some seconds."),
      edgePosition("refuse", "Refuses", STAYS, { kind: "refuse" }),
      edgePosition("hang", "Hangs", `${STAYS} Nobody waits longer than a second.`, { kind: "hang" }),
      edgePosition("own-error", "Its own 503", `${STAYS} CloudFront's own error is never shown.`, {
        kind: "own-error",
        status: 503,
      }),
      edgePosition(
        "slow",
        "Slow",
        `It takes ${SLOW_MILLISECONDS / 1000} s, longer than a sorry server waits. ${STAYS}`,
        {
          kind: "slow",
          milliseconds: SLOW_MILLISECONDS,
        },
      ),
    ],
  },
  {
    id: "dns",
    label: "DNS",
    positions: [
      {
        ...{ id: "up", label: "Works", hint: "A sorry server keeps an address for ten seconds." },
        isOn: ({ dns }) => !dns.isSilent,
        turn: ({ dns }) => {
          dns.silence(false);
        },
      },
      {
        ...{ id: "dead", label: "Dead", hint: `After the ten seconds that an address is kept: ${STAYS}` },
        isOn: ({ dns }) => dns.isSilent,
        turn: ({ dns }) => {
          dns.silence(true);
        },
      },
    ],
  },
];

/** @returns false where there is no such position */
export async function turnSwitch(path: RequestPath, id: string, position: string): Promise<boolean> {
  const found = SWITCHES.find((item) => item.id === id)?.positions.find((item) => item.id === position);
  if (found === undefined) return false;
  await found.turn(path);
  return true;
}
