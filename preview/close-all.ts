import { messageOf } from "./message-of";

/**
 * Runs what was started last first, and all of it whatever fails.
 *
 * @throws Error with each failure's message
 */
export async function closeAll(closers: readonly (() => Promise<void> | void)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of [...closers].reverse()) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length === 0) return;
  throw new AggregateError(failures, `Not all of it could be stopped: ${failures.map(messageOf).join("; ")}`);
}
