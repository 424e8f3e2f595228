import { SHARDS, shardOf } from "../../accounts/shards";

/** CloudFront's quota of distributions an origin access control. */
const QUOTA = 100;

const FIVE_HUNDRED = Array.from({ length: 500 }, (_, i) => i);

it.each<[string, (i: number) => string]>([
  ["numbered", (i) => `site-${i}`],
  ["with zeros", (i) => `shop${String(i).padStart(4, "0")}`],
  ["of one beginning", (i) => `the-long-name-of-a-department-and-its-site-number-${i}`],
  ["of one ending", (i) => `${i}-example-com`],
  ["short", (i) => i.toString(36)],
])("500 sites with names %s fit, far from CloudFront's quota", (_, nameOf) => {
  const sites = new Map<string, number>();
  for (const i of FIVE_HUNDRED) {
    const shard = shardOf(nameOf(i));
    sites.set(shard, (sites.get(shard) ?? 0) + 1);
  }
  expect(sites.size).toBe(SHARDS);
  expect(Math.max(...sites.values())).toBeLessThan(QUOTA / 2);
});

// Another shard would change the distributions of sites that are live.
it.each([
  ["domain-a", "09"],
  ["domain-b", "11"],
  ["shimbun", "01"],
  ["shop", "03"],
])("the shard of %s is %s for good", (name, shard) => {
  expect(shardOf(name)).toBe(shard);
});

it("a shard is two digits, below the number of shards", () => {
  const shards = [...new Set(FIVE_HUNDRED.map((i) => shardOf(`site-${i}`)))].sort();
  expect(shards).toEqual(Array.from({ length: SHARDS }, (_, i) => String(i).padStart(2, "0")));
});
