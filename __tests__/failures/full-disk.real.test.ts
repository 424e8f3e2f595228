import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type FailingPath, BAKED, useFailingPath } from "../support/failing-path";
import { expectAPage, expectOnly, recovers, watch } from "../support/watch";

/** Mounting is root's. Others make do with folders that nothing can be written to. */
const isRoot = process.getuid?.() === 0;
const cacheFolders = ({ folder }: FailingPath) =>
  ["pages", "answers"].map((name) => join(folder, "run", name));

/** Gives each cache a small disk of its own. */
function mountDisks(path: FailingPath): void {
  for (const target of cacheFolders(path)) {
    mkdirSync(target, { recursive: true });
    if (isRoot) execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m,mode=777", "tmpfs", target]);
  }
}

function fillDisks(path: FailingPath): void {
  for (const target of cacheFolders(path)) {
    if (!isRoot) chmodSync(target, 0o500);
    else expect(() => appendWithoutEnd(join(target, "ballast"))).toThrow("ENOSPC");
  }
}
function appendWithoutEnd(file: string): never {
  for (;;) writeFileSync(file, Buffer.alloc(4_096), { flag: "a" });
}

function unmountDisks(path: FailingPath): void {
  for (const target of cacheFolders(path)) {
    if (!isRoot) chmodSync(target, 0o700);
    else if (readFileSync("/proc/mounts", "utf8").includes(` ${target} `))
      execFileSync("umount", ["-l", target]);
  }
}

describe("a cache disk that is full from the start", () => {
  // Before the hook that removes the folder.
  afterAll(() => {
    unmountDisks(path);
  });
  const path = useFailingPath(["full", "down"], (unstarted) => {
    mountDisks(unstarted);
    fillDisks(unstarted);
  });

  test("still lets users have a page under the site's status", () => expectAPage(path, "full", 6_000));

  test("lets them have the baked copy while CloudFront fails", async () => {
    path.live("down").failure = (_socket, _page, reset) => {
      reset();
    };
    expectOnly(await watch(path, "down", 3_000), BAKED);
  });
});

describe("a cache disk that fills up", () => {
  afterAll(() => {
    unmountDisks(path);
  });
  const path = useFailingPath(["full", "down"], mountDisks);

  test("still lets users have a page under the site's status, also while CloudFront fails", async () => {
    for (const name of ["full", "down"]) expect(await recovers(path, name)).toBe(true);
    fillDisks(path);
    path.live("down").failure = (_socket, _page, reset) => {
      reset();
    };
    await Promise.all(["full", "down"].map((name) => expectAPage(path, name, 6_000)));
  });
});
