import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type FailingPath, useFailingPath } from "../support/failing-path";
import { filesBelow } from "../support/files";
import { expectOnly, recovers, watch } from "../support/watch";

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
    expect(filesBelow(join(path.folder, "run", "answers"))).not.toEqual([]);
    emptyRunFolder(path);
    await path.startNginx();
    expectOnly(await watch(path, "master", 2_000), path.live("master").page);
  });
});
