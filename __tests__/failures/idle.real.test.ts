import { setTimeout as sleep } from "node:timers/promises";
import { type FailingPath, useFailingPath } from "../support/failing-path";
import { BROKEN_PAGES } from "../support/failures";
import { until } from "../support/until";
import { expectOnly, expectTimes, kinds, recovers, watch } from "../support/watch";

/**
 * Sites whose page is older than nginx serves while it fetches a new one: a page is fresh for 4 seconds, and for 60 more
 * it is what users get meanwhile. After that they wait for the new one.
 */
const OLD_SECONDS = 65;

/** Kills nginx's workers while they wait for these sites' pages, which are new ones. */
async function killWorkersThatFetch(path: FailingPath, names: readonly string[]): Promise<void> {
  const sites = names.map((name) => path.live(name));
  for (const site of sites) {
    site.failure = () => undefined;
    site.page = { ...site.page, body: site.page.body.replace("version 1", "version 2") };
  }
  const asked = sites.map((site) => site.asked.length);
  // Who waits for a worker that is killed gets nothing; its load balancer asks another server.
  const asking = Promise.allSettled(names.map((name) => path.ask(name)));
  const isFetching = () => Promise.resolve(sites.every((site, i) => site.asked.length > (asked[i] ?? 0)));
  if (!(await until(2_000, isFetching))) throw new Error(`No worker fetches all of ${names.join(", ")}.`);
  for (const pid of path.workerPids()) process.kill(pid, "SIGKILL");
  await asking;
  for (const site of sites) site.failure = undefined;
}

const path = useFailingPath(["refreshed", "idle", "cold", "torn"]);

beforeAll(async () => {
  for (const name of ["refreshed", "idle", "torn"]) {
    if (!(await recovers(path, name))) throw new Error(`${name} never was any good.`);
  }
  const begun = performance.now();
  const untilSecond = (second: number) => sleep(second * 1_000 - (performance.now() - begun));
  // Not yet old: it is fetched behind the users' backs, and marked as being so.
  await untilSecond(OLD_SECONDS - 15);
  await killWorkersThatFetch(path, ["refreshed"]);
  await untilSecond(OLD_SECONDS);
});

test("a worker that is killed while it fetches a page leaves the old one for no longer than a minute", async () => {
  expect(await recovers(path, "refreshed")).toBe(true);
});

test("while an old page of another status never comes whole, the status is that of the page that is shown", async () => {
  const live = path.live("torn");
  const { page } = live;
  live.failure = BROKEN_PAGES["a page cut short"];
  live.page = { status: 502, body: page.body.replace("version 1", "version 2"), retryAfter: "99" };
  const { answers, edgeRequests } = await watch(path, "torn", 5_000);
  expect(edgeRequests).toBeGreaterThan(1);
  const seen = answers.map(({ status, headers, body }) =>
    JSON.stringify([status, headers["retry-after"], body.toString()]),
  );
  expect(kinds(seen)).toEqual([JSON.stringify([page.status, page.retryAfter, page.body])]);
  live.failure = undefined;
  expect(await recovers(path, "torn")).toBe(true);
});

test("a worker that is killed while users wait for a page leaves it to others", async () => {
  const names = ["idle", "cold"];
  await killWorkersThatFetch(path, names);
  const watches = await Promise.all(
    names.map(async (name) => {
      const { answers } = await watch(path, name, 6_000);
      return { name, answers, recovered: await recovers(path, name) };
    }),
  );
  for (const { name, answers, recovered } of watches) {
    expect({ name, recovered }).toEqual({ name, recovered: true });
    expectTimes(answers);
    expectOnly(await watch(path, name, 2_000), path.live(name).page);
  }
});
