import fc from "fast-check";
import { PARKED_HOST, listenerRules, ruleCounts, ruleState } from "../../accounts/listener-rules";
import type { Listener, ListenerSite } from "../../accounts/load-balancer";

const listener = (sites: readonly ListenerSite[], priorities = { first: 1, last: 9_999 }): Listener => ({
  port: 443,
  sites,
  priorities,
});
const names = (count: number, prefix = "d") =>
  Array.from({ length: count }, (_, i) => `${prefix}${i}.example.com`);

const STAFF = { cidrs: ["192.0.2.0/24", "2001:db8::/32"], header: { name: "X-Staff", value: "yes" } };

describe("the rules of a site", () => {
  it("hold five of its domains each", () => {
    const rules = listenerRules(listener([{ name: "a", domains: names(11) }]));
    const sizes = rules.map(({ key, conditions }) => [key, conditions[0]?.values.length] as const);
    expect(new Map(sizes)).toEqual(
      new Map([
        ["a/sorry/0", 5],
        ["a/sorry/1", 5],
        ["a/sorry/2", 1],
      ]),
    );
  });

  it("let staff on ahead of every sorry rule, be it another site's", () => {
    const staffed = { name: "z", domains: names(1), original: "web", staff: STAFF };
    const rules = listenerRules(listener([{ name: "a", domains: names(30, "a") }, staffed]));
    const kinds = rules.map(({ kind }) => kind);
    expect(kinds).toEqual([...Array<string>(2).fill("staff"), ...Array<string>(7).fill("sorry")]);
    expect([...rules].sort((a, b) => a.priority - b.priority)).toEqual(rules);
  });

  it("count the values of staff in the same five, in as few rules as there can be", () => {
    const staff = { cidrs: ["192.0.2.0/24", "198.51.100.0/24"], pathPrefix: "/admin" };
    const rules = listenerRules(listener([{ name: "a", domains: names(6), original: "web", staff }]));
    // Three hosts and two networks, or two forms of a path, a rule: two rules each.
    expect(rules.filter(({ kind }) => kind === "staff").map(({ key }) => key.replace(/\d$/, ""))).toEqual(
      expect.arrayContaining(["a/staff-cidrs/", "a/staff-path/"]),
    );
    expect(rules.filter(({ kind }) => kind === "staff")).toHaveLength(4);
  });

  it("cover each host with each value of staff, and have five values at most, whatever there is", () => {
    const count = (most: number) => fc.integer({ min: 1, max: most });
    fc.assert(
      fc.property(count(23), count(9), (hosts, networks) => {
        const cidrs = Array.from({ length: networks }, (_, i) => `10.0.${i}.0/24`);
        const domains = names(hosts);
        const rules = listenerRules(listener([{ name: "a", domains, original: "web", staff: { cidrs } }]));
        const pairs = new Set<string>();
        for (const { kind, conditions } of rules) {
          expect(conditions.reduce((sum, { values }) => sum + values.length, 0)).toBeLessThanOrEqual(5);
          if (kind !== "staff") continue;
          const [hostValues = [], cidrValues = []] = conditions.map(({ values }) => values);
          for (const host of hostValues) for (const cidr of cidrValues) pairs.add(`${host} ${cidr}`);
        }
        expect(pairs.size).toBe(hosts * networks);
      }),
    );
  });
});

describe("a priority", () => {
  it("does not depend on the order of the sites, and is a contract", () => {
    const [a, b] = [
      { name: "domain-a", domains: names(1) },
      { name: "domain-b", domains: names(1, "b") },
    ];
    expect(listenerRules(listener([a, b]))).toEqual(listenerRules(listener([b, a])));
    expect(listenerRules(listener([a, b])).map(({ key, priority }) => [key, priority]))
      .toMatchInlineSnapshot(`
      [
        [
          "domain-b/sorry/0",
          5295,
        ],
        [
          "domain-a/sorry/0",
          7610,
        ],
      ]
    `);
  });

  it("is each rule's own, however full the listener's block is", () => {
    const sites = Array.from({ length: 50 }, (_, i) => ({ name: `s${i}`, domains: names(1, `s${i}-`) }));
    const rules = listenerRules(listener(sites, { first: 101, last: 200 }));
    expect(rules.map(({ priority }) => priority)).toEqual(Array.from({ length: 50 }, (_, i) => 151 + i));
    expect(() => listenerRules(listener(sites, { first: 101, last: 199 }))).not.toThrow();
    expect(() => listenerRules(listener(sites, { first: 101, last: 198 }))).toThrow(
      "Port 443: 50 sorry rules, and 49 priorities.",
    );
  });

  it("of another site hardly ever moves when a site comes: of 80, each as the newcomer, one moves another at most", () => {
    const sites = Array.from({ length: 80 }, (_, i) => ({ name: `site-${i}`, domains: names(2, `s${i}-`) }));
    let moved = 0;
    for (const [i] of sites.entries()) {
      const before = new Map(
        listenerRules(listener(sites.filter((_, j) => j !== i))).map(({ key, priority }) => [key, priority]),
      );
      const after = listenerRules(listener(sites));
      moved += after.filter(({ key, priority }) => before.has(key) && before.get(key) !== priority).length;
    }
    expect(moved).toBeLessThanOrEqual(1);
  });
});

test("80 sites with two domains each need 80 rules", () => {
  const sites = Array.from({ length: 80 }, (_, i) => ({
    name: `site-${i}`,
    domains: [`site-${i}.example.com`, `*.site-${i}.example.com`],
  }));
  expect(listenerRules(listener(sites))).toHaveLength(80);
  expect(ruleCounts(listener(sites))).toEqual([
    { kind: "staff", needed: 0, room: 4_999 },
    { kind: "sorry", needed: 80, room: 5_000 },
  ]);
});

describe("what a rule says", () => {
  const site = { name: "a", domains: names(2), original: "web", staff: STAFF };
  const stateOf = (key: string, state: "on" | "off" | "10%") => {
    const rule = listenerRules(listener([site])).find((one) => one.key === key);
    if (rule === undefined) throw new Error(key);
    return ruleState(rule, state);
  };

  it("is the site's domains where it is on, and a host that nobody asks for where it is off", () => {
    const forwards = [{ to: "sorry", weight: 1 }];
    expect(stateOf("a/sorry/0", "on")).toEqual({
      conditions: [{ field: "host-header", values: ["d0.example.com", "d1.example.com"] }],
      forwards,
    });
    expect(stateOf("a/sorry/0", "off")).toEqual({
      conditions: [{ field: "host-header", values: [PARKED_HOST] }],
      forwards,
    });
  });

  it("is parked for staff, too, while the site is off: who they are then makes no difference", () => {
    const cidrs = { field: "source-ip", values: STAFF.cidrs };
    const original = [{ to: "original", weight: 1 }];
    const parked = { field: "host-header", values: [PARKED_HOST] };
    expect(stateOf("a/staff-cidrs/0", "off")).toEqual({ conditions: [parked, cidrs], forwards: original });
    expect(stateOf("a/staff-cidrs/0", "10%")).toEqual({
      conditions: [{ field: "host-header", values: ["d0.example.com", "d1.example.com"] }, cidrs],
      forwards: original,
    });
  });

  it("is a share for the sorry servers, the rest for the web site", () => {
    expect(stateOf("a/sorry/0", "10%").forwards).toEqual([
      { to: "sorry", weight: 10 },
      { to: "original", weight: 90 },
    ]);
  });
});
