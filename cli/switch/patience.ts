import { setTimeout } from "node:timers/promises";

/** How long a switch waits for a server that is healthy, how often it looks, and how often it says so. */
export interface Patience {
  readonly seconds: number;
  readonly everyMilliseconds: number;
  readonly sayEveryMilliseconds: number;
}

/** A server starts in a minute or two, and two health checks in a row make it healthy. */
export const PATIENCE: Patience = { seconds: 300, everyMilliseconds: 2_000, sayEveryMilliseconds: 10_000 };

/** What somebody waited for, or what it is that they still wait for. */
export type Look<T> = { readonly found: T } | { readonly waitingFor: string };

/** Who waits, and who is told of it. */
export interface Waiting {
  readonly patience: Patience;
  readonly say: (line: string) => void;
  /** Ends the wait; its reason is thrown. */
  readonly signal?: AbortSignal;
}

/** Waits, unless it is aborted; then throws the reason. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal }).catch(() => undefined);
  signal?.throwIfAborted();
}

/**
 * Looks until there is something, or patience ends; says what it waits for at first, and again and again.
 *
 * @returns the last look
 */
export async function waitFor<T>(
  { patience: { seconds, everyMilliseconds, sayEveryMilliseconds }, say, signal }: Waiting,
  look: () => Promise<Look<T>>,
): Promise<Look<T>> {
  const start = Date.now();
  let said: number | undefined;
  for (;;) {
    const seen = await look();
    const waited = Date.now() - start;
    if ("found" in seen || waited > seconds * 1000) return seen;
    if (said === undefined) say(`Waiting for ${seen.waitingFor}`);
    else if (waited - said >= sayEveryMilliseconds) {
      say(`Waiting for ${seen.waitingFor}: ${Math.round(waited / 1000)} of ${seconds} seconds`);
    }
    if (said === undefined || waited - said >= sayEveryMilliseconds) said = waited;
    await pause(everyMilliseconds, signal);
  }
}
