import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type FailingPath, useFailingPath } from "../support/failing-path";
import { filesBelow } from "../support/files";
import { expectAPage, recovers } from "../support/watch";

/** Overwrites all that nginx keeps; returns how many files that were. */
function spoilCache({ folder }: FailingPath): number {
  const run = join(folder, "run");
  const files = filesBelowCaches(run);
  for (const file of files) writeFileSync(join(run, file), Buffer.alloc(600, "garbage\0"));
  return files.length;
}
const filesBelowCaches = (run: string) =>
  ["pages", "answers"].flatMap((cache) => filesBelow(join(run, cache)).map((file) => join(cache, file)));

describe("cache files with a broken content", () => {
  const path = useFailingPath(["running", "restarted"]);

  test("while nginx runs, do no harm", async () => {
    expect(await recovers(path, "running")).toBe(true);
    expect(spoilCache(path)).toBeGreaterThan(1);
    await expectAPage(path, "running", 3_000);
    expect(await recovers(path, "running")).toBe(true);
  });

  test("before nginx starts, do no harm", async () => {
    expect(await recovers(path, "restarted")).toBe(true);
    await path.stopNginx();
    expect(spoilCache(path)).toBeGreaterThan(1);
    await path.startNginx();
    // A file that can't be read holds no lock, so the first body may be asked for before the new page is stored.
    await expectAPage(path, "restarted", 2_000);
    expect(await recovers(path, "restarted")).toBe(true);
  });
});
