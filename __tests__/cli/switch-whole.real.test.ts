import {
  DeregisterInstancesFromLoadBalancerCommand,
  RegisterInstancesWithLoadBalancerCommand,
} from "@aws-sdk/client-elastic-load-balancing";
import { TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { CreateTargetGroupCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Access } from "../../cli/switch/access";
import { makeChange, planChange } from "../../cli/switch/change";
import { PATIENCE } from "../../cli/switch/patience";
import { viewAccount } from "../../cli/switch/view";
import { SwitchedListener, jsonOf } from "../support/aws/switched-listener";
import { type WholeSites, createWholeSites } from "../support/aws/whole-load-balancers";

jest.setTimeout(300_000);

/**
 * Load balancers that are switched as a whole, in the emulated AWS: the servers behind them change places. Each test goes
 * on from where the last one ended.
 */

let made: WholeSites;
const switched = new SwitchedListener(async (session, region, site) => {
  made = await createWholeSites(session, region, site);
  const siteOf = (name: string) => ({
    name,
    domains: [`${name}.example.org`],
    page: "maintenance",
    httpsRedirect: "off" as const,
  });
  return {
    sites: ["legacy", "stream", "video"].map(siteOf),
    loadBalancers: [
      { ...made.classic, sites: ["legacy"] },
      { ...made.network, targetGroups: [{ name: "stream", sites: ["stream", "video"] }] },
    ],
  };
});

/** The pools as `sorry status --json` has them, by name. */
async function pools() {
  const [account] = JSON.parse((await switched.run(["status", "--json"])).stdout) as [
    ReturnType<typeof jsonOf>,
  ];
  return Object.fromEntries(account.wholes.map((whole) => [whole.name, whole]));
}
const LEGACY = "legacy (classic)";
const STREAM = "stream/stream";
const NOBODY = { servers: [], groups: [] };

/** The account's own clients, but the one of Auto Scaling fails at a command: the run ends there. */
function killedAt(access: Access, command: string): Access {
  const client = access.autoScaling;
  const send = (asked: object) => {
    if (asked.constructor.name === command) throw new Error("killed");
    return (client.send as (asked: object) => Promise<unknown>).call(client, asked);
  };
  return {
    ...access,
    autoScaling: new Proxy(client, {
      get: (target, key) => (key === "send" ? send : (Reflect.get(target, key) as unknown)),
    }),
  };
}

async function killedSwitch(access: Access, sites: string[], state: "on" | "off"): Promise<void> {
  const change = planChange(await viewAccount(access, switched.account), sites, state);
  await expect(makeChange(access, change, () => undefined)).rejects.toThrow("killed");
}

describe("a classic load balancer", () => {
  it("is off at first, whoever is behind it", async () => {
    const servers = made.classicServers.map((id) => ({ id }));
    expect((await pools())[LEGACY]).toMatchObject({
      sites: [{ name: "legacy", now: "off" }],
      present: { servers, groups: [] },
      remembered: NOBODY,
    });
  });

  it("switched on has sorry servers alone behind it, and the others are remembered", async () => {
    const { status, stdout } = await switched.run(["on", "legacy", "--yes"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/legacy \(classic\) +legacy +on +off +2 of 2/);
    expect(stdout).toContain(
      'Now commit this in accounts/corporate, so that sorry diff finds nothing to name:\n  switch: { "legacy": "on" },',
    );
    const { present, remembered } = (await pools())[LEGACY] ?? {};
    expect(present).toEqual(NOBODY);
    expect(remembered?.servers.map(({ id }) => id).sort()).toEqual([...made.classicServers].sort());
    expect((await switched.run(["on", "legacy", "--yes"])).stdout).toContain("legacy: on already.");
  });

  it("switched off has its own servers again, and nothing is remembered", async () => {
    const { status } = await switched.run(["off", "legacy", "--yes"]);
    expect(status).toBe(0);
    const { present, remembered, sites } = (await pools())[LEGACY] ?? {};
    expect(present?.servers.map(({ id }) => id).sort()).toEqual([...made.classicServers].sort());
    expect([remembered, sites?.[0]?.now]).toEqual([NOBODY, "off"]);
    expect(await switched.run(["diff"])).toMatchObject({ status: 0 });
  });
});

describe("a target group", () => {
  it("is switched for all its sites, on or off, and says so", async () => {
    const { status, stderr } = await switched.run(["on", "stream", "--percent", "10", "--yes"]);
    expect([status, stderr.split("\n")]).toEqual([
      1,
      [
        "accounts/corporate: stream/stream is switched as a whole: name also video.",
        "accounts/corporate: stream/stream is switched as a whole, on or off; it has no rules, so no shares.",
        "Nothing was changed.",
      ],
    ]);
  });

  it("says who would be taken out, and changes nothing in a dry run", async () => {
    const { stdout } = await switched.run(["on", "stream", "video", "--dry-run"]);
    expect(stdout).toContain(
      `stream/stream: sorry servers in, 1 server (${made.networkServer.id}) and the servers of stream servers out`,
    );
    expect((await pools())[STREAM]).toMatchObject({ remembered: NOBODY, sites: [{ now: "off" }, {}] });
  });

  it.each(["AttachLoadBalancerTargetGroupsCommand", "DetachLoadBalancerTargetGroupsCommand"] as const)(
    "whose switching on is killed at %s",
    async (command) => {
      const access = killedAt(await switched.access(), command);
      await killedSwitch(access, ["stream", "video"], "on");
      const { present, remembered, sites } = (await pools())[STREAM] ?? {};
      expect(sites?.map(({ now }) => now)).toEqual(["mixed", "mixed"]);
      expect([present, remembered]).toEqual([
        { servers: [made.networkServer], groups: [made.groupName] },
        { servers: [made.networkServer], groups: [made.groupName] },
      ]);
    },
  );

  it("is finished by the next run", async () => {
    expect((await switched.run(["on", "stream", "video", "--yes"])).status).toBe(0);
    expect((await pools())[STREAM]).toMatchObject({
      sites: [{ now: "on" }, { now: "on" }],
      present: NOBODY,
      remembered: { servers: [made.networkServer], groups: [made.groupName] },
    });
  });

  it("whose switching off is killed once the web site's servers are back", async () => {
    const access = killedAt(await switched.access(), "DetachLoadBalancerTargetGroupsCommand");
    await killedSwitch(access, ["stream", "video"], "off");
    expect((await pools())[STREAM]).toMatchObject({
      sites: [{ now: "mixed" }, { now: "mixed" }],
      present: { servers: [made.networkServer], groups: [made.groupName] },
    });
    const { status, stdout } = await switched.run(["diff"]);
    expect([status, stdout]).toEqual([
      2,
      expect.stringContaining(
        "stream/stream (stream, video) is mixed, accounts/ says off; in it: 2 sorry servers",
      ),
    ]);
  });

  it("is given back by the next run, with each server's own port", async () => {
    expect((await switched.run(["off", "stream", "video", "--yes"])).status).toBe(0);
    expect((await pools())[STREAM]).toMatchObject({
      sites: [{ now: "off" }, { now: "off" }],
      present: { servers: [made.networkServer], groups: [made.groupName] },
      remembered: NOBODY,
    });
  });
});

describe("sorry servers that do not become healthy", () => {
  it("are taken out again, and the web site's servers never leave", async () => {
    const real = await switched.access();
    const { elb } = real;
    const ill = new Proxy(elb, {
      get: (target, key) =>
        key === "send"
          ? async (asked: object) => {
              const answer = await (elb.send as (asked: object) => Promise<object>).call(elb, asked);
              if (!("TargetHealthDescriptions" in answer)) return answer;
              const all = answer.TargetHealthDescriptions as object[];
              return {
                TargetHealthDescriptions: all.map((one) => ({
                  ...one,
                  TargetHealth: { State: "unhealthy" },
                })),
              };
            }
          : (Reflect.get(target, key) as unknown),
    });
    const access = { ...real, elb: ill };
    const change = planChange(await viewAccount(access, switched.account), ["stream", "video"], "on");
    const impatient = { ...PATIENCE, seconds: 0, everyMilliseconds: 1 };
    await expect(makeChange(access, change, () => undefined, impatient)).rejects.toThrow(
      [
        "accounts/corporate: no sorry server became healthy behind stream/stream in 0 seconds. They were taken out again. See its health check, which must take 200.",
        "Changed already:",
        "  sorry-server-corporate: at least 2 servers",
        `  stream/stream: 1 server (${made.networkServer.id}) and the servers of stream servers remembered`,
        "  stream/stream: sorry servers in",
        "  stream/stream: sorry servers out again",
      ].join("\n"),
    );
    expect((await pools())[STREAM]).toMatchObject({
      sites: [{ now: "off" }, { now: "off" }],
      present: { servers: [made.networkServer], groups: [made.groupName] },
      remembered: NOBODY,
    });
  });
});

describe("a server of the web site that comes back while its load balancer is switched on", () => {
  it("is drift, and goes out by another `on`", async () => {
    await switched.run(["on", "legacy", "--yes"]);
    const { classicElb } = await switched.access();
    const [first = ""] = made.classicServers;
    const one = { LoadBalancerName: "legacy", Instances: [{ InstanceId: first }] };
    await classicElb.send(new RegisterInstancesWithLoadBalancerCommand(one));
    expect((await pools())[LEGACY]).toMatchObject({ sites: [{ now: "mixed" }] });
    expect((await switched.run(["on", "legacy", "--yes"])).status).toBe(0);
    expect((await pools())[LEGACY]).toMatchObject({ sites: [{ now: "on" }], present: NOBODY });
    await expect(classicElb.send(new DeregisterInstancesFromLoadBalancerCommand(one))).resolves.toBeDefined();
  });
});

describe("servers that ended while their load balancer was switched on", () => {
  const end = async (ids: readonly string[]) => {
    const { ec2 } = await switched.access();
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [...ids] }));
  };

  it("are left out when the others come back", async () => {
    const [first = "", second = ""] = made.classicServers;
    await end([first]);
    const { status, stderr } = await switched.run(["off", "legacy", "--yes"]);
    expect([status, stderr]).toEqual([
      0,
      expect.stringContaining(`no longer running, so left out: ${first}`),
    ]);
    expect((await pools())[LEGACY]).toMatchObject({
      sites: [{ now: "off" }],
      present: { servers: [{ id: second }] },
    });
  });

  it("are no reason to leave a load balancer empty: the sorry servers stay", async () => {
    await switched.run(["on", "legacy", "--yes"]);
    await end(made.classicServers);
    const { status, stderr } = await switched.run(["off", "legacy", "--yes"]);
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining(
        "none of the servers that served legacy (classic) is left. Register the web site's servers there, then run this again; until then users get the sorry page.",
      ),
    ]);
    expect((await pools())[LEGACY]).toMatchObject({ sites: [{ now: "on" }] });
  });
});

describe("what sorry servers can't serve is refused by name:", () => {
  it.each([
    ["tls", { Protocol: "HTTPS", TargetType: "instance" }, "speaks HTTPS (HTTP1), the sorry servers TCP"],
    ["ips", { Protocol: "TCP", TargetType: "ip" }, "has targets of the type ip, not instance"],
  ] as const)("a target group `%s`", async (name, more, obstacle) => {
    await switched.client.send(
      new CreateTargetGroupCommand({ Name: name, Port: 8443, VpcId: switched.site.fleet.vpcId, ...more }),
    );
    const before = switched.config;
    switched.config = {
      ...before,
      loadBalancers: [{ ...made.network, targetGroups: [{ name, sites: ["stream"] }] }],
    };
    const { status, stderr } = await switched.run(["on", "stream", "--yes"]);
    switched.config = before;
    expect([status, stderr.split("\n")]).toEqual([
      1,
      [
        `accounts/corporate: stream/${name} can't be switched as a whole: target group ${name} is not behind stream.`,
        `accounts/corporate: stream/${name} can't be switched as a whole: target group ${name} ${obstacle}.`,
        `accounts/corporate: stream/${name} can't be switched as a whole: target group ${name} sends to port 8443, the sorry servers listen on 80 (the platform's \`ports\`).`,
        "Nothing was changed.",
      ],
    ]);
  });
});
