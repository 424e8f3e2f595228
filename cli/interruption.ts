import { CommandError, EXIT_CODES } from "./command-error";

/** The signals by which a person (Ctrl-C), a machine, or a terminal that is closed ends a command. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
type Signal = (typeof SIGNALS)[number];

/** A command that somebody ended. */
export class Interruption extends CommandError {
  /** @param open the action that AWS had been asked for and had given no answer to, if it changes something */
  constructor(
    readonly signal: Signal,
    readonly open?: string,
  ) {
    super(`Ended by ${signal}. Nothing was changed.`, EXIT_CODES[signal]);
  }
}

/** npm hands on to its command the Ctrl-C that the terminal gave to both: one key, two signals. */
const SAME_KEY_MILLISECONDS = 1000;

/**
 * Does what can be ended between two steps, but not in the middle of one: the first signal aborts, the next ends the
 * process at once.
 *
 * @param work is given what aborts, with an {@link Interruption} as the reason
 */
export async function interruptible(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  let first = 0;
  const stop = (name: Signal) => {
    if (controller.signal.aborted) {
      if (Date.now() - first > SAME_KEY_MILLISECONDS) process.exit(EXIT_CODES[name]);
      return;
    }
    first = Date.now();
    controller.abort(new Interruption(name));
  };
  for (const name of SIGNALS) process.on(name, stop);
  try {
    await work(controller.signal);
  } finally {
    for (const name of SIGNALS) process.off(name, stop);
  }
}
