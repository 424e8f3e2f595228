import { BAKED, type TimedAnswer, useFailingPath } from "../support/failing-path";
import { BROKEN_PAGES, FAILURES } from "../support/failures";
import { type Watch, expectNothingForeign, expectOnly, expectTimes, recovers, watch } from "../support/watch";

/** Nobody has asked for any of these sites when its edge begins to fail; one site for each failure. */
const nameOf = (list: Readonly<Record<string, unknown>>, prefix: string) =>
  new Map(Object.keys(list).map((failure, i) => [failure, `${prefix}-${i}`]));
const failing = nameOf(FAILURES, "failing");
const broken = nameOf(BROKEN_PAGES, "broken");
const all = new Map([...failing, ...broken]);

const path = useFailingPath([...all.values(), "healthy", "slow"]);
const watches = new Map<string, Watch>();
const recovered = new Map<string, boolean>();
let healthy: Watch | undefined;

// All at once, as each failure has a site of its own and takes its seconds.
beforeAll(async () => {
  const watching = [...all].map(async ([failure, name]) => {
    path.live(name).failure = FAILURES[failure] ?? BROKEN_PAGES[failure];
    watches.set(failure, await watch(path, name, 5_000));
    path.live(name).failure = undefined;
    recovered.set(failure, await recovers(path, name));
  });
  healthy = await watch(path, "healthy", 5_000);
  await Promise.all(watching);
});

const watched = (failure: string): Watch => {
  const found = watches.get(failure);
  if (found === undefined) throw new Error(`${failure} was not watched.`);
  return found;
};

describe.each([...failing])("at an edge that was never any good: %s", (failure) => {
  test("the user gets the baked copy under the baked status, in time, and the edge is left in peace", () => {
    expect(watched(failure).edgeRequests).toBeGreaterThan(0);
    expectOnly(watched(failure), BAKED);
  });

  test("nothing foreign shows", () => {
    for (const answer of watched(failure).answers) expectNothingForeign(answer);
  });

  test("the live page comes within ten seconds once it is there", () => {
    expect(recovered.get(failure)).toBe(true);
  });
});

describe.each([...broken])("at an edge that was never any good: %s", (failure, name) => {
  const isWhole = ({ body }: TimedAnswer) => body.toString() === BAKED.body;

  test("the user gets the whole baked copy, and what was cut is never kept", () => {
    const { answers, edgeRequests, seconds } = watched(failure);
    expect(answers.filter((answer) => !isWhole(answer))).toEqual([]);
    expect(edgeRequests).toBeGreaterThan(1);
    expect(edgeRequests).toBeLessThanOrEqual(seconds + 1);
  });

  test("the status is the one that the page's head has told, or the baked one", () => {
    const statuses = watched(failure).answers.map(({ status }) => status);
    const known = [path.live(name).page.status, BAKED.status];
    expect(statuses.filter((status) => status === undefined || !known.includes(status))).toEqual([]);
  });

  test("only the first user waits, as the next answers are made while others are served the last one", () => {
    expectTimes(watched(failure).answers);
  });

  test("the live page comes within ten seconds once it is there", () => {
    expect(recovered.get(failure)).toBe(true);
  });
});

test("a site whose edge is well gets its live page meanwhile", () => {
  if (healthy === undefined) throw new Error("It was not watched.");
  expectOnly(healthy, path.live("healthy").page);
});

test("a first byte after 0.7 s is no failure", async () => {
  path.live("slow").failure = (socket, page) => void setTimeout(() => socket.end(page), 700);
  expectOnly(await watch(path, "slow", 5_000), path.live("slow").page);
});
