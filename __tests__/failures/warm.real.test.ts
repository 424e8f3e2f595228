import { hostOf, useFailingPath } from "../support/failing-path";
import { BROKEN_PAGES, FAILURES } from "../support/failures";
import { type Watch, expectNothingForeign, expectOnly, recovers, watch } from "../support/watch";

/** Each of these was asked for, and had a good page, before its edge begins to fail. */
const ALL = { ...FAILURES, ...BROKEN_PAGES };
const names = new Map(Object.keys(ALL).map((failure, i) => [failure, `warm-${i}`]));

const path = useFailingPath([...names.values(), "healthy"]);

interface Seen {
  readonly watch: Watch;
  readonly recovered: boolean;
}
const seen = new Map<string, Seen>();

/** Longer than a page counts as fresh, so that the failure is met. */
const WATCH_MILLISECONDS = 8_000;

beforeAll(async () => {
  const watching = [...names].map(async ([failure, name]) => {
    if (!(await recovers(path, name))) throw new Error(`${hostOf(name)} never was any good.`);
    const live = path.live(name);
    const good = live.page;
    live.failure = ALL[failure];
    // Half of this one would be another page than the last good one.
    live.page = { ...good, body: good.body.replace("version 1", "version 2") };
    const watched = await watch(path, name, WATCH_MILLISECONDS);
    live.failure = undefined;
    seen.set(failure, { watch: watched, recovered: await recovers(path, name) });
  });
  await Promise.all(watching);
});

const of = (failure: string): Seen => {
  const found = seen.get(failure);
  if (found === undefined) throw new Error(`${failure} was not seen.`);
  return found;
};

describe.each([...names])("at an edge that begins to fail: %s", (failure, name) => {
  test("the user keeps the last good page and its status, in time, and the edge is left in peace", () => {
    const { page } = path.live(name);
    const good = { ...page, body: page.body.replace("version 2", "version 1") };
    expect(of(failure).watch.edgeRequests).toBeGreaterThan(0);
    expectOnly(of(failure).watch, good);
  });

  test("nothing foreign shows", () => {
    for (const answer of of(failure).watch.answers) expectNothingForeign(answer);
  });

  test("the next good page comes within ten seconds of its being there", () => {
    expect(of(failure).recovered).toBe(true);
  });
});

test("a site whose edge is well gets its live page", async () => {
  expectOnly(await watch(path, "healthy", 2_000), path.live("healthy").page);
});
