import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import type { FailingPath } from "../failing-path";
import { BROKEN_PAGES, FAILURES } from "../failures";
import type { PageHistory } from "./page-history";

const EVERY_FAILURE = { ...FAILURES, ...BROKEN_PAGES };

/** What may happen to a site, to all of CloudFront, or to nginx. */
const EVENTS = {
  "its edge fails": 3,
  "its edge is well": 3,
  "it has a new page": 2,
  "a worker is killed": 1,
  "all workers are killed": 1,
  "nginx reloads": 1,
  "CloudFront refuses connections": 1,
  "CloudFront is silent": 1,
} as const;
type Event = keyof typeof EVENTS;

/** One of them, for whom, and how long nothing else happens. */
interface Happening {
  readonly event: Event;
  readonly name: string;
  readonly failure: string;
  readonly status: number;
  readonly pauseMilliseconds: number;
}

const LONGEST_PAUSE_MILLISECONDS = 1_700;
const OUTAGE_MILLISECONDS = 2_500;

/** As many as fill so many seconds, always the same for a seed. */
function happenings(names: readonly string[], seconds: number, seed: number): Happening[] {
  const arbitrary = fc.record({
    event: fc.oneof(
      ...Object.entries(EVENTS).map(([event, weight]) => ({
        weight,
        arbitrary: fc.constant(event as Event),
      })),
    ),
    name: fc.constantFrom(...names),
    failure: fc.constantFrom(...Object.keys(EVERY_FAILURE)),
    status: fc.constantFrom(403, 404, 500, 503),
    pauseMilliseconds: fc.integer({ min: 200, max: LONGEST_PAUSE_MILLISECONDS }),
  });
  return fc.sample(arbitrary, { seed, numRuns: seconds * 5 });
}

function kill(path: FailingPath, isDoomed: (index: number) => boolean): void {
  for (const pid of path.workerPids().filter((_, i) => isDoomed(i))) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      // It was on its way out already.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

/** Lets things happen for so many seconds; at the end CloudFront is well, and what happened is returned, a line each. */
export async function chaos(
  path: FailingPath,
  pages: PageHistory,
  { seconds, seed }: { seconds: number; seed: number },
): Promise<string[]> {
  const begun = performance.now();
  const log: string[] = [];
  for (const { event, name, failure, status, pauseMilliseconds } of happenings(pages.names, seconds, seed)) {
    if (performance.now() - begun > seconds * 1_000) break;
    log.push(
      `${((performance.now() - begun) / 1_000).toFixed(1)} s, ${name}: ${event} (${failure}, ${status})`,
    );
    const live = path.live(name);
    switch (event) {
      case "its edge fails":
        live.failure = EVERY_FAILURE[failure];
        break;
      case "its edge is well":
        live.failure = undefined;
        break;
      case "it has a new page":
        live.page = pages.next(name, status);
        break;
      case "a worker is killed":
        kill(path, (i) => i === 0);
        break;
      case "all workers are killed":
        kill(path, () => true);
        break;
      case "nginx reloads":
        process.kill(path.masterPid(), "SIGHUP");
        break;
      case "CloudFront refuses connections":
        await path.edge.close();
        await sleep(OUTAGE_MILLISECONDS);
        await path.edge.reopen();
        break;
      case "CloudFront is silent":
        path.edge.silence(true);
        await sleep(OUTAGE_MILLISECONDS);
        path.edge.silence(false);
    }
    await sleep(pauseMilliseconds);
  }
  for (const name of pages.names) path.live(name).failure = undefined;
  return log;
}
