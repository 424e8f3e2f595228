/** How long a switch waits for a server that is healthy, and how often it looks. */
export interface Patience {
  readonly seconds: number;
  readonly everyMilliseconds: number;
}

/** A server starts in a minute or two, and two health checks in a row make it healthy. */
export const PATIENCE: Patience = { seconds: 300, everyMilliseconds: 3_000 };

/**
 * Looks until there is something, or patience ends.
 *
 * @param look is told whether it looks for the first time
 */
export async function waitFor<T>(
  { seconds, everyMilliseconds }: Patience,
  look: (isFirst: boolean) => Promise<T | undefined>,
): Promise<T | undefined> {
  const deadline = Date.now() + seconds * 1000;
  for (let isFirst = true; ; isFirst = false) {
    const found = await look(isFirst);
    if (found !== undefined || Date.now() > deadline) return found;
    await new Promise((resolve) => setTimeout(resolve, everyMilliseconds));
  }
}
