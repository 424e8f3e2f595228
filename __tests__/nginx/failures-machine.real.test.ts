import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { BAKED, type FailingPath, useFailingPath } from "../support/failing-path";
import { filesBelow } from "../support/files";
import { FIRST_MILLISECONDS, expectOnly, recovers, watch } from "../support/watch";

/** Overwrites all that nginx keeps; returns how many files that were. */
function spoilCache({ folder }: FailingPath): number {
  const run = join(folder, "run");
  const files = filesBelowCaches(run);
  for (const file of files) writeFileSync(join(run, file), Buffer.alloc(600, "garbage\0"));
  return files.length;
}
const filesBelowCaches = (run: string) =>
  ["pages", "answers"].flatMap((cache) => filesBelow(join(run, cache)).map((file) => join(cache, file)));

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

describe("cache files with a broken content", () => {
  const path = useFailingPath(["running", "restarted"]);

  test("while nginx runs, do no harm", async () => {
    expect(await recovers(path, "running")).toBe(true);
    expect(spoilCache(path)).toBeGreaterThan(1);
    const { page } = path.live("running");
    const { answers } = await watch(path, "running", 3_000);
    const known = [page, BAKED].map(({ status, body }) => `${status} ${body}`);
    const seen = answers.map(({ status, body }) => `${status} ${body.toString()}`);
    expect(seen.filter((answer) => !known.includes(answer))).toEqual([]);
    expect(Math.max(...answers.map(({ milliseconds }) => milliseconds))).toBeLessThan(FIRST_MILLISECONDS);
    expect(await recovers(path, "running")).toBe(true);
  });

  test("before nginx starts, do no harm", async () => {
    expect(await recovers(path, "restarted")).toBe(true);
    await path.stopNginx();
    expect(spoilCache(path)).toBeGreaterThan(1);
    await path.startNginx();
    expectOnly(await watch(path, "restarted", 2_000), path.live("restarted").page);
  });
});

describe("processes that are killed", () => {
  const path = useFailingPath(["worker", "master"]);

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

  test("the master and all: nginx starts again once its run folder is emptied", async () => {
    expect(await recovers(path, "master")).toBe(true);
    const master = path.masterPid();
    const all = [master, ...path.workerPids(master)];
    for (const pid of all) process.kill(pid, "SIGKILL");
    while (!all.every(isGone)) await sleep(20);
    await path.stopNginx();
    expect(filesBelowCaches(join(path.folder, "run"))).not.toEqual([]);
    emptyRunFolder(path);
    await path.startNginx();
    expectOnly(await watch(path, "master", 2_000), path.live("master").page);
  });
});
