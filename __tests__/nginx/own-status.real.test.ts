import { useFailingPath } from "../support/failing-path";
import { expectOnly, recovers, watch } from "../support/watch";
import { until } from "../support/until";

/** nginx's cache times, and 2 s; CloudFront's come on top. */
const CHANGE_MILLISECONDS = 9_000;

const STATUSES = [500, 502, 503, 504, 404, 403];
const SIGNS = [
  { sign: "its mark, from CloudFront", server: "CloudFront", isMarked: true },
  { sign: "S3 alone", server: "AmazonS3", isMarked: false },
];
const cases = STATUSES.flatMap((status) =>
  SIGNS.map((sign, i) => ({ ...sign, status, name: `own-${status}-${i}` })),
);

const path = useFailingPath([...cases.map(({ name }) => name), "changing"]);

const followed = new Map<string, readonly boolean[]>();

// All at once, as each takes its seconds.
beforeAll(async () => {
  const following = cases.map(async ({ name, status, server, isMarked }) => {
    const live = path.live(name);
    Object.assign(live, { server, isMarked });
    live.page = { ...live.page, status };
    const isServed = await recovers(path, name);
    live.page = { ...live.page, body: live.page.body.replace("version 1", "version 2") };
    followed.set(name, [isServed, await recovers(path, name)]);
  });
  await Promise.all(following);
});

test.each(cases)(
  "a site whose own status is $status, known by $sign, is no failure, and its page's edits are followed",
  ({ name }) => {
    expect(followed.get(name)).toEqual([true, true]);
  },
);

test("a changed page, status and Retry-After reach the users of a site that is asked all the time", async () => {
  const live = path.live("changing");
  expectOnly(await watch(path, "changing", 3_000), live.page);
  live.page = { status: 502, body: "<!doctype html><title>2</title><p>Another page.</p>", retryAfter: "99" };
  const { body, status, retryAfter } = live.page;
  const hasArrived = async () => {
    const answer = await path.ask("changing");
    const json = await path.ask("changing", { headers: { Accept: "application/json" } });
    const seen = [answer.status, answer.body.toString(), answer.headers["retry-after"], json.status];
    return JSON.stringify(seen) === JSON.stringify([status, body, retryAfter, status]);
  };
  expect(await until(CHANGE_MILLISECONDS, hasArrived)).toBe(true);
  expectOnly(await watch(path, "changing", 3_000), live.page);
});

test("while CloudFront has no form for the page's status, it is made of the status alone", async () => {
  const { name = "", status = 0 } = cases.find((each) => each.status === 404) ?? {};
  const [json, text] = [
    await path.ask(name, { headers: { Accept: "application/json" } }),
    await path.ask(name, { headers: { Accept: "text/plain" } }),
  ];
  expect([json.status, text.status]).toEqual([status, status]);
  expect(JSON.parse(json.body.toString())).toEqual({ status, error: "Not Found", retryAfter: "77" });
  expect(text.headers["content-type"]).toBe("text/plain; charset=utf-8");
  expect(text.body.toString()).toBe("404 Not Found\n");
  expect([json.headers["retry-after"], text.headers["retry-after"]]).toEqual(["77", "77"]);
});
