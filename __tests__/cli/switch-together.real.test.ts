import { UpdateAutoScalingGroupCommand } from "@aws-sdk/client-auto-scaling";
import { type Change, makeChange, planChange } from "../../cli/switch/change";
import { readFleet } from "../../cli/switch/fleet";
import { Journal } from "../../cli/switch/journal";
import { takeSteps } from "../../cli/switch/rule-change";
import { viewAccount } from "../../cli/switch/view";
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
const minSize = async () =>
  (await readFleet((await switched.access()).autoScaling, switched.account)).minSize;

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
  beforeEach(async () => {
    await switched.run(["off", "domain-a", "--yes"]);
    expect((await switched.run(["on", "domain-b", "--yes"])).status).toBe(0);
  });
  afterEach(async () => {
    expect([await states(), await minSize()]).toEqual([{ "domain-a": "on", "domain-b": "off" }, 2]);
  });
  const on = () => switched.run(["on", "domain-a", "--yes"]);

  it("where another goes on after `off` has looked", async () => {
    const change = await plan("domain-b", "off");
    expect(change.minSize).toBe(0);
    await on();
    await make(change, "no such line", on);
  });

  it("where another goes on while `off` changes rules", async () => {
    await make(await plan("domain-b", "off"), "web:443 domain-b", on);
  });

  it("where another goes on while `off` lowers the number of servers", async () => {
    const { steps } = await plan("domain-a", "on");
    // Whose servers were there when they looked.
    const rules = async () => takeSteps(await switched.access(), steps, new Journal(() => undefined));
    const said = await make(await plan("domain-b", "off"), "at least 0 servers", rules);
    expect(said).toContain(STARTED);
  });

  it("where another's `off` lowers the number of servers while this one goes on", async () => {
    const change = await plan("domain-a", "on");
    expect(change.minSize).toBeUndefined();
    const { autoScaling } = await switched.access();
    const empty = async () => {
      await switched.run(["off", "domain-b", "--yes"]);
      const name = "sorry-server-corporate";
      await autoScaling.send(
        new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: name, MinSize: 0, DesiredCapacity: 0 }),
      );
    };
    const last = change.steps.at(-1)?.rule.key ?? "";
    expect(await make(change, last, empty)).toContain("sorry-server-corporate: at least 2 servers");
  });

  it("where another's `off` lowers the number of servers while this one waits for one that is healthy", async () => {
    sorry.fateOf = (action) => (action === "DescribeTargetHealth" ? "does nothing" : undefined);
    const run = sorry.run("on", "domain-a", "--yes");
    await run.says("Waiting for a healthy server behind web");
    expect((await switched.run(["off", "domain-b", "--yes"])).status).toBe(0);
    await run.says(STARTED);
    sorry.fateOf = () => undefined;
    expect(await run.ended).toBe(0);
  });
});

describe("the line to commit", () => {
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
  it("is asked anew where it is no longer what there is to do", async () => {
    const run = sorry.onTerminal(`${SORRY} off domain-a`);
    await run.says("Switch domain-a to off in corporate (111111111111)? [y/N] ");
    expect((await switched.run(["off", "domain-b", "--yes"])).status).toBe(0);
    run.process.stdin?.write("y\r");
    expect(await run.ended).toBe(1);
    expect(run.heard()).toContain(
      "Somebody else switched before you answered, so that this is no longer what there is to do. Nothing was changed. Run it again.",
    );
    expect(await states()).toEqual({ "domain-a": "on", "domain-b": "off" });
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
    expect([status, stdout]).toEqual([1, expect.stringMatching(/web:443 +domain-a +on/)]);
    expect(stderr).toContain(REFUSED);
    expect(stderr).toContain("--account NAME asks one account alone.");
    expect((await run(["status", "--account", "corporate"])).status).toBe(0);
  });

  it("in JSON, too", async () => {
    const { status, stdout } = await run(["status", "--json"]);
    expect([status, JSON.parse(stdout)]).toEqual([1, [expect.objectContaining({ account: "corporate" })]]);
  });

  it("does not say that all is as accounts/ says", async () => {
    const { status, stdout, stderr } = await run(["diff"]);
    expect([status, stderr]).toEqual([1, expect.stringContaining(REFUSED)]);
    expect(stdout).not.toContain("AWS is as accounts/ says.");
  });
});
