import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type FailingPath, useFailingPath } from "../support/failing-path";
import { filesBelow } from "../support/files";
import { until } from "../support/until";
import { expectOnly, expectTimes, recovers, watch } from "../support/watch";

/** As systemd does for a RuntimeDirectory before it starts a service. */
const emptyRunFolder = ({ folder }: FailingPath) => {
  rmSync(join(folder, "run"), { recursive: true });
};

const isGone = (pid: number) => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};

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

describe("processes that are killed", () => {
  const path = useFailingPath(["worker", "refreshed", "idle", "cold", "master"]);

  const watchAndRecover = async (name: string) => {
    const watched = await watch(path, name, 6_000);
    return { name, watched, recovered: await recovers(path, name) };
  };

  test("a worker: another serves the next requests, with the pages that were kept", async () => {
    expect(await recovers(path, "worker")).toBe(true);
    path.live("worker").failure = (_socket, _page, reset) => {
      reset();
    };
    const before = path.workerPids();
    for (const pid of before) process.kill(pid, "SIGKILL");
    expectOnly(await watch(path, "worker", 3_000), path.live("worker").page);
    expect(path.workerPids().filter((pid) => before.includes(pid))).toEqual([]);
  });

  test("a worker that fetches a page: another fetches it, and no site keeps its old one for longer than a minute", async () => {
    for (const name of ["refreshed", "idle"]) expect(await recovers(path, name)).toBe(true);
    const begun = performance.now();
    const untilSecond = (second: number) => sleep(second * 1_000 - (performance.now() - begun));
    // A page is fresh for 4 seconds, and for 60 more it is served while it is fetched anew.
    await untilSecond(50);
    await killWorkersThatFetch(path, ["refreshed"]);
    await untilSecond(65);
    expect(await recovers(path, "refreshed")).toBe(true);
    await killWorkersThatFetch(path, ["idle", "cold"]);
    for (const { name, watched, recovered } of await Promise.all(["idle", "cold"].map(watchAndRecover))) {
      expect({ name, recovered }).toEqual({ name, recovered: true });
      expectTimes(watched.answers);
      expectOnly(await watch(path, name, 2_000), path.live(name).page);
    }
  });

  test("the master and all: nginx starts again once its run folder is emptied", async () => {
    expect(await recovers(path, "master")).toBe(true);
    const master = path.masterPid();
    const all = [master, ...path.workerPids(master)];
    for (const pid of all) process.kill(pid, "SIGKILL");
    while (!all.every(isGone)) await sleep(20);
    await path.stopNginx();
    expect(filesBelow(join(path.folder, "run", "answers"))).not.toEqual([]);
    emptyRunFolder(path);
    await path.startNginx();
    expectOnly(await watch(path, "master", 2_000), path.live("master").page);
  });
});
