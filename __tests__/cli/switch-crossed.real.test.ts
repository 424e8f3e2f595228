import { DetachLoadBalancersCommand } from "@aws-sdk/client-auto-scaling";
import { enterAccount } from "../../cli/switch/access";
import { makeChange, planChange } from "../../cli/switch/change";
import { PATIENCE } from "../../cli/switch/patience";
import { viewAccount } from "../../cli/switch/view";
import type { WholeView } from "../../cli/switch/whole";
import { SwitchedListener } from "../support/aws/switched-listener";
import { WatchedSorry } from "../support/aws/watched-sorry";
import { createWholeSites } from "../support/aws/whole-load-balancers";

jest.setTimeout(300_000);

/** What may come between while a load balancer is switched as a whole. Each test begins with all off. */

let servers: readonly string[] = [];
const switched = new SwitchedListener(async (session, region, site, { sites, loadBalancers = [] }) => {
  const { classic, classicServers } = await createWholeSites(session, region, site);
  servers = classicServers;
  const legacy = { name: "legacy", domains: ["legacy.example.org"], page: "maintenance" };
  return {
    sites: [...sites, { ...legacy, httpsRedirect: "off" }],
    loadBalancers: [...loadBalancers, { ...classic, sites: ["legacy"] }],
  };
});
const sorry = new WatchedSorry(switched);

const watchedAccess = () =>
  enterAccount(switched.account, {
    ...switched.session.clientConfig("eu-west-1"),
    endpoint: sorry.watch.url,
  });
const IMPATIENT = { ...PATIENCE, seconds: 0, everyMilliseconds: 1 };
const whole = async (): Promise<WholeView | undefined> =>
  (await viewAccount(await switched.access(), switched.account)).wholes[0];
const idsOf = (view: WholeView | undefined, who: "present" | "remembered") =>
  view?.[who].servers.map(({ id }) => id).sort();

beforeEach(async () => {
  expect((await switched.run(["off", "domain-a", "domain-b", "legacy", "--yes"])).status).toBe(0);
});

it("keeps its servers where another switches off once it has looked", async () => {
  expect((await switched.run(["on", "domain-b", "--yes"])).status).toBe(0);
  let off: ReturnType<typeof switched.run> | undefined;
  sorry.fateOf = async (action) => {
    if (action === "CreateOrUpdateTags") await (off ??= switched.run(["off", "domain-b", "--yes"]));
    return undefined;
  };
  const run = sorry.run("on", "legacy", "--yes");
  expect([await run.ended, await off]).toEqual([0, expect.objectContaining({ status: 0 })]);
  expect(run.heard()).toContain("there are too few servers: more are started.");
  expect(await whole()).toMatchObject({ now: "on", healthy: 2 });
});

it("that fails forgets nothing that an earlier run remembered", async () => {
  expect((await switched.run(["on", "legacy", "--yes"])).status).toBe(0);
  const { autoScaling } = await switched.access();
  await autoScaling.send(
    new DetachLoadBalancersCommand({
      AutoScalingGroupName: "sorry-server-corporate",
      LoadBalancerNames: ["legacy"],
    }),
  );
  expect(await whole()).toMatchObject({ now: "mixed", isAttached: false });
  sorry.fateOf = (action) => (action === "DescribeInstanceHealth" ? "does nothing" : undefined);
  const access = await watchedAccess();
  const change = planChange(await viewAccount(access, switched.account), ["legacy"], "on");
  await expect(makeChange(access, change, () => undefined, IMPATIENT)).rejects.toThrow(
    "no sorry server became healthy behind legacy (classic) in 0 seconds. They were taken out again.",
  );
  const view = await whole();
  expect([view?.now, idsOf(view, "remembered")]).toEqual(["mixed", [...servers].sort()]);
});

it("gives back the servers that run, and does not forget one that starts for too long", async () => {
  expect((await switched.run(["on", "legacy", "--yes"])).status).toBe(0);
  const late = servers[0] ?? "";
  sorry.fateOf = (action) =>
    action === "DescribeInstances"
      ? {
          answer: (xml) =>
            xml.replace(
              new RegExp(`(${late}.*?<instanceState>.*?<name>)running`, "s"),
              (_, before: string) => `${before}pending`,
            ),
        }
      : undefined;
  const access = await watchedAccess();
  const change = planChange(await viewAccount(access, switched.account), ["legacy"], "off");
  await expect(makeChange(access, change, () => undefined, IMPATIENT)).rejects.toThrow(
    `legacy (classic) has the web site's servers again, but for those that did not start in 0 seconds: ${late}. Run it again once they run.`,
  );
  const view = await whole();
  expect([view?.isAttached, idsOf(view, "present"), idsOf(view, "remembered")]).toEqual([
    false,
    servers.slice(1),
    [late],
  ]);
});

it("waits for servers of the web site that are starting, which AWS takes into no pool", async () => {
  expect((await switched.run(["on", "legacy", "--yes"])).status).toBe(0);
  let isFirst = true;
  sorry.fateOf = (action) => {
    if (action !== "DescribeInstances" || !isFirst) return undefined;
    isFirst = false;
    return { answer: (xml) => xml.replaceAll("<name>running</name>", "<name>pending</name>") };
  };
  const run = sorry.run("off", "legacy", "--yes");
  expect(await run.ended).toBe(0);
  expect(run.heard()).toMatch(/Waiting for i-\w+, i-\w+ to start\n/);
  const view = await whole();
  expect([view?.now, idsOf(view, "present")]).toEqual(["off", [...servers].sort()]);
});
