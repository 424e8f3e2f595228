import { setTimeout as sleep } from "node:timers/promises";

/** Tries again and again until it comes true, for so long; false if it never did. */
export async function until(milliseconds: number, isTrue: () => Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  while (!(await isTrue())) {
    if (Date.now() > deadline) return false;
    await sleep(100);
  }
  return true;
}
