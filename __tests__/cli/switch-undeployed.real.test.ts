import { DeleteLoadBalancerCommand } from "@aws-sdk/client-elastic-load-balancing";
import type { AccountConfig } from "../../accounts/types";
import { readFleet } from "../../cli/switch/fleet";
import { SwitchedListener } from "../support/aws/switched-listener";
import { type WholeSites, createWholeSites } from "../support/aws/whole-load-balancers";
import { alb } from "../support/load-balancers";

jest.setTimeout(300_000);

/** `npx sorry` where accounts/ says what is not deployed (yet): somebody has pulled, or AWS has lost something. */

let network: () => WholeSites["network"];
const switched = new SwitchedListener(async (session, region, site, { sites }) => {
  const { classic, network: stream } = await createWholeSites(session, region, site);
  network = () => stream;
  const more = (name: string, domain: string) => ({
    name,
    domains: [domain],
    page: "maintenance",
    httpsRedirect: "off" as const,
  });
  return {
    sites: [
      ...sites,
      more("shop", "shop.example.com"),
      ...["legacy", "stream", "video"].map((name) => more(name, `${name}.example.org`)),
    ],
    loadBalancers: [
      alb({ original: "web", sites: ["domain-a", "domain-b", "shop"] }),
      { ...classic, sites: ["legacy"] },
    ],
  };
});

const run = (...words: string[]) => switched.run([...words, "--yes"]);
const expectDone = async (...words: string[]) => {
  expect(await run(...words)).toMatchObject({ status: 0 });
};
const minSize = async () =>
  (await readFleet((await switched.access()).autoScaling, switched.account)).minSize;
const hosts = async (key: string) => (await switched.rules())[key]?.find((text) => text.startsWith("host-"));
const PARKED = "host-header parked.sorry-server.invalid";

/** What accounts/ says while some work is done; the account's stack stays as it was deployed. */
async function saying(config: Partial<AccountConfig>, work: () => Promise<void>): Promise<void> {
  const before = switched.config;
  switched.config = { ...before, ...config };
  try {
    await work();
  } finally {
    switched.config = before;
  }
}

describe("a site within another's wildcard goes with it", () => {
  it("on", async () => {
    const { status, stderr } = await run("on", "domain-a");
    expect([status, stderr]).toEqual([
      1,
      "accounts/corporate: web:443: site shop stands within *.example.com of site domain-a, and goes with it: name both, or domain-a's domains one by one in accounts/.\nNothing was changed.",
    ]);
    await expectDone("on", "shop");
    await expectDone("on", "domain-a");
  });

  it("and off", async () => {
    const { status, stderr } = await run("off", "shop");
    expect([status, stderr]).toEqual([1, expect.stringContaining("web:443: site shop stands within")]);
    await expectDone("off", "domain-a", "shop");
  });
});

describe("a site of which not all is deployed", () => {
  const more = ["a", "b", "c", "d", "e"].map((name) => `${name}.example.net`);
  const grown = () => ({
    sites: switched.config.sites.map((site) =>
      site.name === "domain-b" ? { ...site, domains: [...site.domains, ...more] } : site,
    ),
  });

  it("keeps its servers, as it is on still, when another goes off", async () => {
    await expectDone("on", "domain-b", "shop");
    await saying(grown(), () => expectDone("off", "shop"));
    expect([await minSize(), await hosts("domain-b/sorry/0")]).toEqual([2, "host-header example.net"]);
  });

  it("goes off all the same, but not on", async () => {
    await saying(grown(), async () => {
      await expectDone("off", "domain-b");
      expect((await run("on", "domain-b")).stderr).toContain("web:443 lacks rules of site domain-b. Deploy");
    });
    expect([await minSize(), await hosts("domain-b/sorry/0")]).toEqual([0, PARKED]);
  });
});

describe("a site whose rules are to move", () => {
  const moved = () => ({
    loadBalancers: switched.config.loadBalancers?.map((one) =>
      one.type === "application"
        ? alb({
            original: "web",
            sites: ["domain-a", "domain-b", "shop"],
            priorities: { first: 20_000, last: 29_999 },
          })
        : one,
    ),
  });

  it("keeps its servers, and goes off", async () => {
    await expectDone("on", "domain-b", "shop");
    await saying(moved(), async () => {
      // What is on stands in the line to commit, though its rules are not those of accounts/.
      expect((await run("off", "shop")).stdout).toContain('switch: { "domain-b": "on" },');
    });
    expect([await minSize(), await hosts("shop/sorry/0")]).toEqual([2, PARKED]);
    await saying(moved(), () => expectDone("off", "domain-b"));
    expect([await minSize(), await hosts("domain-b/sorry/0")]).toEqual([0, PARKED]);
  });
});

describe("a site that stands behind another load balancer now", () => {
  const classic = { type: "classic" as const, name: "legacy", sites: ["legacy", "domain-b"] };

  it("goes off where its rules are still", async () => {
    await expectDone("on", "domain-b");
    const loadBalancers = [alb({ original: "web", sites: ["domain-a", "shop"] }), classic];
    await saying({ loadBalancers }, () => expectDone("off", "domain-b", "legacy"));
    expect([await minSize(), await hosts("domain-b/sorry/0")]).toEqual([0, PARKED]);
  });

  it("or behind none", async () => {
    await expectDone("on", "domain-b");
    const loadBalancers = [alb({ original: "web", sites: ["domain-a", "shop"] })];
    await saying({ loadBalancers }, () => expectDone("off", "domain-b"));
    expect([await minSize(), await hosts("domain-b/sorry/0")]).toEqual([0, PARKED]);
  });
});

it("no server is started for a load balancer that accounts/ names no more", async () => {
  await expectDone("off", "domain-b", "shop");
  const [, classic] = switched.config.loadBalancers ?? [];
  await saying({ loadBalancers: classic === undefined ? [] : [classic] }, () => expectDone("off", "legacy"));
  expect(await minSize()).toBe(0);
});

describe("what accounts/ names no more keeps its servers while it is on:", () => {
  beforeEach(() => expectDone("on", "domain-b", "shop"));

  it("a site", async () => {
    const sites = switched.config.sites.filter(({ name }) => name !== "domain-b");
    const [, classic] = switched.config.loadBalancers ?? [];
    const loadBalancers = [
      alb({ original: "web", sites: ["domain-a", "shop"] }),
      ...(classic === undefined ? [] : [classic]),
    ];
    await saying({ sites, loadBalancers }, () => expectDone("off", "shop"));
    expect([await minSize(), await hosts("domain-b/sorry/0")]).toEqual([2, "host-header example.net"]);
  });

  it("a load balancer, which `sorry diff` names", async () => {
    const [, classic] = switched.config.loadBalancers ?? [];
    await saying({ loadBalancers: classic === undefined ? [] : [classic] }, async () => {
      await expectDone("on", "legacy");
      await expectDone("off", "legacy");
      expect((await switched.run(["diff"])).stdout).toMatch(
        /sorry-server-corporate stands behind arn:aws:\S+:targetgroup\/sorry-web\/\w+, accounts\/ says nothing of it/,
      );
    });
    expect(await minSize()).toBe(2);
    await expectDone("off", "domain-b", "shop");
    expect(await minSize()).toBe(0);
  });
});

describe("a target group that is not there", () => {
  const GONE = "nope";
  const text = "there is no target group nope, which serves domain-b, shop.";

  it("keeps nobody from going off, and its own sites from going on", async () => {
    await expectDone("on", "domain-b");
    const sites = [
      { name: "domain-a", original: "web" },
      { name: "domain-b", original: GONE },
      { name: "shop", original: GONE },
    ];
    await saying({ loadBalancers: [alb({ sites })] }, async () => {
      await expectDone("off", "domain-b");
      expect((await run("on", "domain-b")).stderr).toContain(text);
      expect((await switched.run(["diff"])).stdout).toContain(text);
    });
    expect([await minSize(), await hosts("domain-b/sorry/0")]).toEqual([0, PARKED]);
  });

  it("nor those of another target group", async () => {
    const targetGroups = [
      { name: "stream", sites: ["stream"] },
      { name: GONE, sites: ["video"] },
    ];
    await saying({ loadBalancers: [{ ...network(), targetGroups }] }, async () => {
      await expectDone("on", "stream");
      await expectDone("off", "stream");
      expect((await run("on", "video")).stderr).toContain("or no target group nope in its region.");
    });
  });
});

describe("a listener that is not there", () => {
  it("keeps nobody behind the others from being switched", async () => {
    await expectDone("on", "domain-b");
    const [, classic] = switched.config.loadBalancers ?? [];
    const loadBalancers = [
      alb(
        {},
        {
          listeners: [
            { port: 443, original: "web", sites: ["domain-a", "domain-b", "shop"] },
            { port: 8443, original: "web", sites: ["domain-a"] },
          ],
        },
      ),
      ...(classic === undefined ? [] : [classic]),
    ];
    const GONE = "load balancer web has no listener on port 8443.";
    await saying({ loadBalancers }, async () => {
      await expectDone("off", "domain-b");
      expect((await run("on", "domain-a", "shop")).stderr).toContain(GONE);
      expect((await switched.run(["diff"])).stdout).toBe(`corporate: ${GONE}`);
    });
    expect([await minSize(), await hosts("domain-b/sorry/0")]).toEqual([0, PARKED]);
  });
});

describe("a load balancer that is gone", () => {
  const GONE = "there is no classic load balancer legacy in eu-west-1.";

  beforeAll(async () => {
    const { classicElb } = await switched.access();
    await classicElb.send(new DeleteLoadBalancerCommand({ LoadBalancerName: "legacy" }));
  });

  it("keeps no other from being switched", async () => {
    await expectDone("on", "domain-b");
    await expectDone("off", "domain-b");
    expect((await run("on", "legacy")).stderr).toBe(`accounts/corporate: ${GONE}\nNothing was changed.`);
  });

  it("keeps a site that stands behind another, too, from going on, but not from going off", async () => {
    await expectDone("on", "domain-b");
    const [listeners] = switched.config.loadBalancers ?? [];
    const loadBalancers = [
      ...(listeners === undefined ? [] : [listeners]),
      { type: "classic" as const, name: "legacy", sites: ["domain-b"] },
    ];
    await saying({ loadBalancers }, async () => {
      await expectDone("off", "domain-b");
      expect((await run("on", "domain-b")).stderr).toContain(GONE);
    });
    expect(await hosts("domain-b/sorry/0")).toBe(PARKED);
  });

  it("is named", async () => {
    expect(await switched.run(["diff"])).toMatchObject({ status: 2, stdout: `corporate: ${GONE}` });
    expect(await switched.run(["status"])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(GONE) as string,
    });
    const { stdout } = await switched.run(["status", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject([{ absent: [GONE] }]);
  });
});
