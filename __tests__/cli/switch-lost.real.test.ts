import { readFleet } from "../../cli/switch/fleet";
import type { Fate } from "../support/aws/change-watch";
import { BROKEN, DENIED, NOT_ATTACHED, THROTTLED } from "../support/aws/failures";
import { SwitchedListener } from "../support/aws/switched-listener";
import { SORRY, WatchedSorry } from "../support/aws/watched-sorry";
import { createWholeSites } from "../support/aws/whole-load-balancers";
import { command } from "../support/command";

jest.setTimeout(300_000);

/** `npx sorry` where AWS did what it was asked for, and its answer did not come. Each test goes on from the last. */

const switched = new SwitchedListener(async (session, region, site, { sites, loadBalancers = [] }) => {
  const { classic, network } = await createWholeSites(session, region, site);
  const wholes = ["legacy", "stream"].map((name) => ({
    name,
    domains: [`${name}.example.org`],
    page: "maintenance",
    httpsRedirect: "off" as const,
  }));
  return {
    sites: [...sites, ...wholes],
    loadBalancers: [
      ...loadBalancers,
      { ...classic, sites: ["legacy"] },
      { ...network, targetGroups: [{ name: "stream", sites: ["stream"] }] },
    ],
  };
});
const sorry = new WatchedSorry(switched);

beforeAll(() => switched.run(["off", "domain-a", "domain-b", "--yes"]));

/** The first call of an action has one fate, the later ones have another. */
const first = (wanted: string, fate: Fate, then?: Fate) => {
  let isFirst = true;
  return (action: string): Fate => {
    if (action !== wanted) return undefined;
    const own = isFirst ? fate : then;
    isFirst = false;
    return own;
  };
};

const OPEN =
  "AWS may have done it all the same.\nChanged already:\n  sorry-server-corporate: at least 2 servers\n";

describe("a rule whose change AWS made unheard is not told as unchanged", () => {
  afterEach(() => switched.run(["off", "domain-a", "--yes"]));

  it.each<[string, Fate, Fate]>([
    ["a line that was closed, and throttling after it", "is done, and hangs up", THROTTLED],
    ["an AWS that says it is broken", BROKEN, BROKEN],
  ])("%s", async (_, fate, then) => {
    sorry.fateOf = first("ModifyRule", fate, then);
    const run = sorry.run("on", "domain-a", "--yes");
    expect(await run.ended).toBe(1);
    expect(run.heard()).toContain(OPEN);
  });

  it("Ctrl-C while no answer comes", async () => {
    sorry.fateOf = first("ModifyRule", "is done, and is silent");
    const run = sorry.run("on", "domain-a", "--yes");
    await run.says("sorry-server-corporate: at least 2 servers");
    while (!sorry.watch.take().includes("ModifyRule"))
      await new Promise((resolve) => setTimeout(resolve, 50));
    run.process.kill("SIGINT");
    expect(await run.ended).toBe(130);
    expect(run.heard()).toContain(
      `Ended by SIGINT. AWS gave no answer to elasticloadbalancing:ModifyRule, and may have done it all the same.\nChanged already:\n`,
    );
  });

  it("but a clear no is one", async () => {
    sorry.fateOf = first("ModifyRule", THROTTLED, THROTTLED);
    const run = sorry.run("on", "domain-a", "--yes");
    expect(await run.ended).toBe(1);
    expect(run.heard()).not.toContain("may have done it");
  });
});

describe.each([
  ["legacy", "legacy (classic)", "DetachLoadBalancers"],
  ["stream", "stream/stream", "DetachLoadBalancerTargetGroups"],
])("sorry servers that AWS took out unheard (%s)", (site, title, detach) => {
  const isAttached = async () => {
    const { behind } = await readFleet((await switched.access()).autoScaling, switched.account);
    return behind.some((one) => one === site || one.includes(`targetgroup/${site}/`));
  };

  it("are out: AWS refuses to take them out once more, and the switch goes on", async () => {
    expect((await switched.run(["on", site, "--yes"])).status).toBe(0);
    expect(await isAttached()).toBe(true);
    sorry.fateOf = first(detach, "is done, and hangs up", NOT_ATTACHED);
    const run = sorry.run("off", site, "--yes");
    expect(await run.ended).toBe(0);
    expect(run.heard()).toContain(`${title}: sorry servers out`);
    expect([await isAttached(), await sorry.now(site)]).toEqual([false, "off"]);
  });

  it("are out for the run after one that ended there", async () => {
    expect((await switched.run(["on", site, "--yes"])).status).toBe(0);
    sorry.fateOf = first("DeleteTags", THROTTLED, THROTTLED);
    expect(await sorry.run("off", site, "--yes").ended).toBe(1);
    expect([await isAttached(), await sorry.now(site)]).toEqual([false, "mixed"]);
    sorry.fateOf = first(detach, NOT_ATTACHED, NOT_ATTACHED);
    expect(await sorry.run("off", site, "--yes").ended).toBe(0);
    expect(await sorry.now(site)).toBe("off");
  });
});

it("status shows the rest where the subnets may not be looked at", async () => {
  sorry.fateOf = first("DescribeSubnets", DENIED, DENIED);
  const run = sorry.run("status");
  expect(await run.ended).toBe(0);
  expect(run.heard()).toMatch(/web:443 +domain-a +off/);
  expect(run.heard()).toContain(
    "The subnets' way to the internet could not be looked at. accounts/corporate: AWS refused ec2:DescribeSubnets (",
  );
});

describe("a reader who goes away", () => {
  it.each(["2>&1 | true", "2>&1 | head -1", "2>/dev/full"])("(%s) ends no change midway", async (reader) => {
    expect((await switched.run(["on", "domain-a", "--yes"])).status).toBe(0);
    await command("bash", ["-c", `"${SORRY}" off domain-a --yes ${reader}`], { env: sorry.environment });
    expect(await sorry.now("domain-a")).toBe("off");
    const { stdout } = await switched.run(["status"]);
    expect(stdout).toContain("0 wanted (0 to 6)");
  });

  it("but an answer that can't be written is a failure", async () => {
    const { status, stderr } = await command("bash", ["-c", `"${SORRY}" status --json >/dev/full`], {
      env: sorry.environment,
    });
    expect([status, stderr]).toEqual([1, expect.stringContaining("The output can't be written: ENOSPC")]);
  });
});
