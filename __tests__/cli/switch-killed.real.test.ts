import { HOSTS, PARKED, SITES, SwitchedListener } from "../support/aws/switched-listener";
import { SORRY, WatchedSorry } from "../support/aws/watched-sorry";
import { type WholeSites, createWholeSites } from "../support/aws/whole-load-balancers";
import { command } from "../support/command";
import { sitesOfDomains } from "../support/load-balancers";

jest.setTimeout(300_000);

/**
 * `npx sorry` as a process of its own that is killed (SIGKILL) between two of its changes, and run again. Each test goes on
 * from where the last one ended.
 */

let made: WholeSites;
const switched = new SwitchedListener(async (session, region, site) => {
  made = await createWholeSites(session, region, site);
  const stream = { domains: ["stream.example.org"], page: "closed", httpsRedirect: "off" as const };
  return {
    sites: [...SITES, { name: "stream", ...stream }],
    loadBalancers: [
      {
        type: "application",
        name: "web",
        listeners: [{ port: 443, original: "web", staff: { pathPrefix: "/admin" }, sites: ["domain-a"] }],
      },
      { ...made.network, targetGroups: [{ name: "stream", sites: ["stream"] }] },
    ],
  };
});

const sorry = new WatchedSorry(switched);

/** Runs `sorry` as a shell does, until it asks for a change that fits; the changes that it made before. */
async function killedAt(
  words: readonly string[],
  fits: (action: string, changesBefore: number) => boolean,
): Promise<string[]> {
  const killer = new AbortController();
  sorry.watch.take();
  sorry.fateOf = (action, before) => {
    if (!fits(action, before)) return undefined;
    killer.abort();
    return "is silent";
  };
  const { status, stderr } = await command(SORRY, [...words, "--yes"], {
    env: sorry.environment,
    killed: killer.signal,
  });
  // It was killed, and did not end by itself.
  expect([status, stderr]).toEqual([null, expect.not.stringContaining("Error")]);
  return sorry.watch.take();
}

describe("a listener's rules", () => {
  it("are half switched on by a run that is killed at its second rule, and wholly by the next", async () => {
    const isSecondRule = (action: string, before: number) => action === "ModifyRule" && before > 1;
    await switched.run(["off", "domain-a", "--yes"]);
    const changes = await killedAt(["on", "domain-a"], isSecondRule);
    expect(changes).toEqual(["UpdateAutoScalingGroup", "ModifyRule"]);
    expect(await sorry.now("domain-a")).toBe("mixed");
    // Staff first: nobody is stopped who should not be.
    expect((await switched.rules())["domain-a/sorry/0"]).toEqual([PARKED]);
    expect((await switched.run(["on", "domain-a", "--yes"])).status).toBe(0);
    expect(await sorry.now("domain-a")).toBe("on");
    expect((await switched.rules())["domain-a/sorry/0"]).toEqual([HOSTS]);
  });

  it("are given back to users first by a run that is killed on its way off, and wholly by the next", async () => {
    const changes = await killedAt(
      ["off", "domain-a"],
      (action, before) => action === "ModifyRule" && before > 0,
    );
    expect(changes).toEqual(["ModifyRule"]);
    expect([await sorry.now("domain-a"), (await switched.rules())["domain-a/sorry/0"]]).toEqual([
      "mixed",
      [PARKED],
    ]);
    expect((await switched.run(["off", "domain-a", "--yes"])).status).toBe(0);
    expect(await sorry.now("domain-a")).toBe("off");
  });
});

describe("a load balancer as a whole", () => {
  it("is switched on by whatever run comes last, wherever those before it were killed", async () => {
    for (const action of [
      "AttachLoadBalancerTargetGroups",
      "DetachLoadBalancerTargetGroups",
      "DeregisterTargets",
    ]) {
      await killedAt(["on", "stream"], (asked) => asked === action);
      expect([action, await sorry.now("stream")]).toEqual([action, "mixed"]);
    }
    expect((await switched.run(["on", "stream", "--yes"])).status).toBe(0);
    expect(await sorry.now("stream")).toBe("on");
  });

  it("and off by the last, with all of the web site's servers", async () => {
    for (const action of [
      "AttachLoadBalancerTargetGroups",
      "RegisterTargets",
      "DetachLoadBalancerTargetGroups",
    ]) {
      await killedAt(["off", "stream"], (asked) => asked === action);
    }
    expect(await sorry.now("stream")).toBe("mixed");
    expect((await switched.run(["off", "stream", "--yes"])).status).toBe(0);
    const [account] = JSON.parse((await switched.run(["status", "--json"])).stdout) as [
      { wholes: { present: unknown; remembered: unknown }[] },
    ];
    expect(account.wholes).toMatchObject([
      {
        present: { servers: [made.networkServer], groups: [made.groupName] },
        remembered: { servers: [], groups: [] },
      },
    ]);
  });
});

it("more rules than AWS allows a load balancer are told before AWS is asked for anything", async () => {
  const before = switched.config;
  switched.config = {
    ...before,
    sites: sitesOfDomains(150),
    loadBalancers: [{ type: "application", name: "web", listeners: [{ port: 443 }] }],
  };
  const asked = switched.used.aws.requests.length;
  const { status, stderr } = await switched.run(["on", "site-0", "--yes"]);
  switched.config = before;
  expect([status, stderr]).toEqual([
    1,
    expect.stringContaining(
      "must need at most 100 rules (AWS's quota for a load balancer), got 150 (port 443: 150 for 150 sites",
    ),
  ]);
  expect(switched.used.aws.requests).toHaveLength(asked);
});
