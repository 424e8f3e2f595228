import { UpdateAutoScalingGroupCommand } from "@aws-sdk/client-auto-scaling";
import { type Change, makeChange, planChange } from "../../cli/switch/change";
import { readFleet } from "../../cli/switch/fleet";
import { Journal } from "../../cli/switch/journal";
import { takeSteps } from "../../cli/switch/rule-change";
import { viewAccount } from "../../cli/switch/view";
import { BELOW_MINIMUM, THROTTLED } from "../support/aws/failures";
import { ACCOUNT_IDS, SwitchedListener } from "../support/aws/switched-listener";
import { SORRY, WatchedSorry } from "../support/aws/watched-sorry";

jest.setTimeout(300_000);

/** Two who switch different sites of an account at the same time, or of two accounts. Each test goes on from the last. */

const switched = new SwitchedListener();
const sorry = new WatchedSorry(switched);
const states = async () => {
  const { listeners } = await viewAccount(await switched.access(), switched.account);
  return Object.fromEntries(listeners.flatMap(({ sites }) => sites).map(({ name, now }) => [name, now]));
};
const fleet = async () => readFleet((await switched.access()).autoScaling, switched.account);
const minSize = async () => (await fleet()).minSize;
const setCapacity = async (capacity: { MinSize?: number; DesiredCapacity?: number }) => {
  const name = "sorry-server-corporate";
  const { autoScaling } = await switched.access();
  await autoScaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: name, ...capacity }));
};

const STARTED = "Somebody else switched at the same time, and there are too few servers: more are started.";

const plan = async (site: string, state: "on" | "off"): Promise<Change> =>
  planChange(await viewAccount(await switched.access(), switched.account), [site], state);

/** Makes a change; somebody else does something just before the next call of Auto Scaling once it says `line`. */
async function make(change: Change, line: string, meddle: () => Promise<unknown>): Promise<string[]> {
  const access = await switched.access();
  const said: string[] = [];
  let meddling: (() => Promise<unknown>) | undefined;
  const autoScaling = new Proxy(access.autoScaling, {
    get: (target, key) =>
      key === "send"
        ? async (command: UpdateAutoScalingGroupCommand) => {
            const work = meddling;
            meddling = undefined;
            await work?.();
            return target.send(command);
          }
        : (Reflect.get(target, key) as unknown),
  });
  await makeChange({ ...access, autoScaling }, change, (one) => {
    said.push(one);
    if (one.includes(line)) meddling = meddle;
  });
  return said;
}

beforeAll(async () => {
  await switched.run(["off", "domain-a", "domain-b", "--yes"]);
});

describe("no site is left on without servers", () => {
  let before: readonly string[] = [];
  beforeEach(async () => {
    await switched.run(["off", "domain-a", "--yes"]);
    expect((await switched.run(["on", "domain-b", "--yes"])).status).toBe(0);
    before = (await fleet()).instanceIds;
    expect(before).toHaveLength(2);
  });
  afterEach(async () => {
    expect([await states(), await minSize()]).toEqual([{ "domain-a": "on", "domain-b": "off" }, 2]);
  });
  /** No server has ended, so none has to boot. */
  const expectTheSameServers = async () => {
    expect((await fleet()).instanceIds).toEqual(before);
  };
  const on = () => switched.run(["on", "domain-a", "--yes"]);

  it("where another goes on after `off` has looked", async () => {
    const change = await plan("domain-b", "off");
    expect(change.minSize).toBe(0);
    await on();
    await make(change, "no such line", on);
    await expectTheSameServers();
  });

  it("where another goes on while `off` changes rules", async () => {
    await make(await plan("domain-b", "off"), "web:443 domain-b", on);
    await expectTheSameServers();
  });

  it("where another goes on while `off` lowers the number of servers", async () => {
    const { steps } = await plan("domain-a", "on");
    // Whose servers were there when they looked.
    const rules = async () => takeSteps(await switched.access(), steps, new Journal(() => undefined));
    const said = await make(await plan("domain-b", "off"), "at least 0 servers", rules);
    expect(said).toContain(STARTED);
    await expectTheSameServers();
  });

  it("where another's `off` lowers the number of servers while this one goes on", async () => {
    const change = await plan("domain-a", "on");
    expect(change.minSize).toBe(2);
    const empty = async () => {
      await switched.run(["off", "domain-b", "--yes"]);
      await setCapacity({ MinSize: 0, DesiredCapacity: 0 });
    };
    const last = change.steps.at(-1)?.key ?? "";
    expect(await make(change, last, empty)).toContain("sorry-server-corporate: at least 2 servers");
  });

  it("where another has let by only staff yet", async () => {
    let off: ReturnType<typeof switched.run> | undefined;
    sorry.fateOf = async (action, changes) => {
      if (action === "ModifyRule" && changes > 0) await (off ??= switched.run(["off", "domain-b", "--yes"]));
      return undefined;
    };
    const run = sorry.run("on", "domain-a", "--yes");
    expect([await run.ended, await off]).toEqual([0, expect.objectContaining({ status: 0 })]);
    await expectTheSameServers();
  });

  it("where another's `off` lowers the number of servers while this one waits for one that is healthy", async () => {
    sorry.fateOf = (action) => (action === "DescribeTargetHealth" ? "does nothing" : undefined);
    const run = sorry.run("on", "domain-a", "--yes");
    await run.says("Waiting for a healthy server behind web");
    expect((await switched.run(["off", "domain-b", "--yes"])).status).toBe(0);
    await run.says(STARTED);
    sorry.fateOf = () => undefined;
    expect(await run.ended).toBe(0);
    await expectTheSameServers();
  });
});

describe("the last servers", () => {
  beforeEach(async () => {
    expect((await switched.run(["on", "domain-b", "--yes"])).status).toBe(0);
    expect((await switched.run(["off", "domain-a", "--yes"])).status).toBe(0);
  });
  const off = async () => (await sorry.run("off", "domain-b", "--yes").ended) === 0;
  const size = async () => {
    const { minSize: least, desired } = await fleet();
    return [least, desired];
  };

  it("stay where somebody needs them just before they would end, as AWS allows no fewer than the minimum", async () => {
    sorry.fateOf = async (action, changes) => {
      if (action !== "UpdateAutoScalingGroup" || changes < 2) return undefined;
      await setCapacity({ MinSize: 2 });
      return BELOW_MINIMUM;
    };
    expect([await off(), await size()]).toEqual([true, [2, 2]]);
  });

  it("stay where somebody has raised their number meanwhile, who then switches on", async () => {
    sorry.fateOf = async (action, changes) => {
      // The look after the smallest number was lowered.
      if (action === "DescribeAutoScalingGroups" && changes === 2) await setCapacity({ MinSize: 2 });
      return undefined;
    };
    expect([await off(), await size()]).toEqual([true, [2, 2]]);
  });

  it("end by another run where one was cut off before that", async () => {
    sorry.fateOf = (action, changes) =>
      action === "UpdateAutoScalingGroup" && changes > 1 ? THROTTLED : undefined;
    expect([await off(), await size()]).toEqual([false, [0, 2]]);
    sorry.fateOf = () => undefined;
    const run = sorry.run("off", "domain-b", "--yes");
    expect([await run.ended, await size()]).toEqual([0, [0, 0]]);
    expect(run.heard()).toContain("sorry-server-corporate: no servers");
  });
});

it("a number of servers that somebody raised by hand stays until all is off", async () => {
  await switched.run(["on", "domain-a", "--yes"]);
  await setCapacity({ MinSize: 4 });
  expect((await switched.run(["on", "domain-b", "--yes"])).status).toBe(0);
  expect((await switched.run(["off", "domain-b", "--yes"])).status).toBe(0);
  expect(await minSize()).toBe(4);
  expect((await switched.run(["off", "domain-a", "--yes"])).status).toBe(0);
  expect(await minSize()).toBe(0);
});

describe("the line to commit", () => {
  beforeAll(() => switched.run(["on", "domain-a", "--yes"]));

  it("says what is on now, whoever switched it and when", async () => {
    const { stdout } = await switched.run(["on", "domain-b", "--percent", "10", "--yes"]);
    expect(stdout).toContain('switch: { "domain-a": "on", "domain-b": "10%" },');
    switched.config = { ...switched.config, switch: { "domain-a": "on", "domain-b": "10%" } };
    expect((await switched.run(["diff"])).status).toBe(0);
    const { stdout: dry } = await switched.run(["off", "domain-a", "--dry-run"]);
    expect(dry).toContain('switch: { "domain-b": "10%" },');
    expect((await switched.run(["on", "domain-a", "--yes"])).stdout).not.toContain("commit this");
    switched.config = { ...switched.config, switch: {} };
  });
});

describe("a question that stood for a while", () => {
  const QUESTION = "Switch domain-a to off in corporate (111111111111)? [y/N] ";

  it("is asked anew where it is no longer what there is to do", async () => {
    const run = sorry.onTerminal(`${SORRY} off domain-a`);
    await run.says(QUESTION);
    expect((await switched.run(["off", "domain-b", "--yes"])).status).toBe(0);
    run.process.stdin?.write("y\r");
    await run.says("Meanwhile that has changed. Now it is:");
    await run.says("sorry-server-corporate: no servers");
    await run.says(QUESTION, 2);
    expect(await states()).toEqual({ "domain-a": "on", "domain-b": "off" });
    run.process.stdin?.write("y\r");
    expect([await run.ended, await states()]).toEqual([0, { "domain-a": "off", "domain-b": "off" }]);
  });
});

describe("two accounts, and credentials of one", () => {
  const other = (): typeof switched.config => ({
    ...switched.config,
    name: "other",
    id: ACCOUNT_IDS.other,
    sorryDomain: "sorry.example.net",
    sites: [{ name: "elsewhere", domains: ["example.net"], page: "closed" }],
    loadBalancers: [],
    switch: {},
  });
  const run = (words: readonly string[]) => switched.run(words, switched.session.environment, [other()]);
  const REFUSED = "accounts/other is AWS account 222222222222, but these credentials are of 111111111111 (";

  beforeAll(() => {
    const [first, second] = switched.config.sites;
    if (first === undefined || second === undefined) throw new Error("No sites.");
    switched.config = {
      ...switched.config,
      switch: { "domain-a": "on" },
      sites: [first, { ...second, domains: ["example.org"] }],
    };
  });

  it("shows the one, and says why not the other", async () => {
    const { status, stdout, stderr } = await run(["status"]);
    expect([status, stdout]).toEqual([1, expect.stringMatching(/web:443 +domain-a +off +on/)]);
    expect(stderr).toContain(REFUSED);
    expect(stderr).toContain("--account NAME asks one account alone.");
    expect((await run(["status", "--account", "corporate"])).status).toBe(0);
  });

  it("in JSON, too", async () => {
    const { status, stdout } = await run(["status", "--json"]);
    expect([status, JSON.parse(stdout)]).toEqual([
      1,
      [
        expect.objectContaining({ account: "corporate" }),
        { account: "other", error: expect.stringContaining(REFUSED) as string },
      ],
    ]);
  });

  it("in JSON nothing where none could be asked", async () => {
    const { status, stdout } = await run(["diff", "--json", "--account", "other"]);
    expect([status, stdout]).toEqual([1, ""]);
  });

  it("does not say that all is as accounts/ says", async () => {
    const { status, stdout, stderr } = await run(["diff"]);
    expect([status, stderr]).toEqual([1, expect.stringContaining(REFUSED)]);
    expect(stdout).not.toContain("AWS is as accounts/ says.");
  });
});
