import { cachePolicyOf, errorTtl, objectTtl } from "../../preview/edge-ttl";

const optimized = cachePolicyOf("658327ea-f89d-4fab-a63d-7e88639e58f6");
const disabled = cachePolicyOf("4135ea2d-6df8-44a3-9df3-4b5a84be39ad");
const DAY = 24 * 3600;
const YEAR = 365 * DAY;

describe("how long CachingOptimized keeps an object", () => {
  test.each([
    ["nothing said: a day", undefined, DAY],
    ["nothing of time said: a day", "public", DAY],
    ["max-age", "max-age=10", 10],
    ["max-age among others", "public, max-age=300, immutable", 300],
    ["s-maxage before max-age", "max-age=10, s-maxage=60", 60],
    ["a quoted number", 'max-age="30"', 30],
    ["capitals", "Max-Age=20", 20],
    ["less than its minimum: a second", "max-age=0", 1],
    ["no-store: its minimum all the same", "no-store", 1],
    ["no-cache", "no-cache, max-age=60", 1],
    ["private", "private, max-age=60", 1],
    ["more than its maximum: a year", "max-age=99999999999", YEAR],
    ["no number: as if it was not there", "max-age=soon", DAY],
  ])("%s", (_, header, seconds) => {
    expect(objectTtl(optimized, header)).toBe(seconds);
  });
});

test("CachingDisabled keeps nothing", () => {
  expect(objectTtl(disabled, "max-age=60")).toBe(0);
  expect(errorTtl(disabled, 404, 10, undefined)).toBe(0);
});

test("a policy that is not known is refused, not guessed", () => {
  expect(() => cachePolicyOf("other")).toThrow("The cache policy other is not known here");
});

describe("how long an error of the origin is kept", () => {
  test.each([404, 414, 500, 501, 502, 503, 504])("%i: the distribution's minimum", (status) => {
    expect(errorTtl(optimized, status, 10, undefined)).toBe(10);
  });
  test.each([400, 403, 405, 412, 415])("%i: not at all, unless the origin says for how long", (status) => {
    expect(errorTtl(optimized, status, 10, undefined)).toBe(0);
    expect(errorTtl(optimized, status, 10, "no-transform")).toBe(0);
    expect(errorTtl(optimized, status, 10, "max-age=5")).toBe(10);
    expect(errorTtl(optimized, status, 10, "max-age=60")).toBe(60);
  });
  test.each([401, 416, 429])("%i: never", (status) => {
    expect(errorTtl(optimized, status, 10, "max-age=60")).toBe(0);
  });
  test("the longer of the minimum and what the error says", () => {
    expect(errorTtl(optimized, 404, 10, "max-age=60")).toBe(60);
    expect(errorTtl(optimized, 404, 10, "max-age=1")).toBe(10);
    expect(errorTtl(optimized, 404, 0, undefined)).toBe(0);
  });
  test("no-store counts for 404, not for 503", () => {
    expect(errorTtl(optimized, 404, 10, "no-store")).toBe(0);
    expect(errorTtl(optimized, 503, 10, "no-store")).toBe(10);
  });
});
