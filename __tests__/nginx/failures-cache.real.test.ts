import { writeFileSync } from "node:fs";
import { join } from "node:path";
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
