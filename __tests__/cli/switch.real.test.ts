import {
  CreateRuleCommand,
  DeleteRuleCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { join } from "node:path";
import type { AccountConfig } from "../../accounts/types";
import { type Access, enterAccount } from "../../cli/switch/access";
import { makeChange, planChange } from "../../cli/switch/change";
import { findLoadBalancer, readListeners } from "../../cli/switch/live";
import { viewAccount } from "../../cli/switch/view";
import { sorry } from "../../cli/program";
import { deploySwitch } from "../support/aws/switched-account";
import { useEmulatedAws } from "../support/aws/use-emulated-aws";
import { type WebSite, createWebSite } from "../support/aws/web-site";
import { accountConfig, platformOf, writeAccounts } from "../support/platforms";
import { temporaryFolder } from "../support/temporary-folder";

jest.setTimeout(300_000);

/** `sorry on`, `off`, `status` and `diff` against the emulated AWS. Each test goes on from where the last one ended. */

const IDS = { corporate: "111111111111", other: "222222222222" };
const REGION = "eu-west-1";

const used = useEmulatedAws(Object.values(IDS));
const folder = temporaryFolder();
let site: WebSite;
let config: AccountConfig;

const account = () => {
  const [found] = platformOf([config]).accounts;
  if (found === undefined) throw new Error("No account.");
  return found;
};

/** An account of two sites behind a listener, the first with staff; its fleet may be empty. */
const configOf = ({ fleet }: WebSite): AccountConfig =>
  accountConfig({
    region: REGION,
    fleet: { ...fleet, minSize: 0 },
    sites: [
      { name: "domain-a", domains: ["example.com", "*.example.com"], page: "maintenance" },
      { name: "domain-b", domains: ["example.net"], page: "closed" },
    ],
    loadBalancers: [
      {
        type: "application",
        name: "web",
        listeners: [
          {
            port: 443,
            original: "web",
            sites: [
              { name: "domain-a", staff: { cidrs: ["192.0.2.0/24"], pathPrefix: "/admin" } },
              "domain-b",
            ],
          },
        ],
      },
    ],
  });

const exitCode = () => process.exitCode;

/** Runs `sorry` in this process, with the environment that a person would have. */
async function run(
  words: readonly string[],
  environment: NodeJS.ProcessEnv = used.session(IDS.corporate).environment,
) {
  const out: string[] = [];
  const errors: string[] = [];
  const log = jest.spyOn(console, "log").mockImplementation((text = "") => void out.push(String(text)));
  const error = jest
    .spyOn(console, "error")
    .mockImplementation((text = "") => void errors.push(String(text)));
  const before = { ...process.env };
  const variables: NodeJS.ProcessEnv = { ...environment, SORRY_ACCOUNTS: writeAccounts(folder, [config]) };
  try {
    for (const [name, value] of Object.entries<string | undefined>(variables)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    process.exitCode = 0;
    await sorry(words);
    return { status: exitCode(), stdout: out.join("\n"), stderr: errors.join("\n") };
  } finally {
    process.exitCode = 0;
    for (const name of Object.keys(process.env))
      if (!(name in before)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, before);
    log.mockRestore();
    error.mockRestore();
  }
}

const client = () => new ElasticLoadBalancingV2Client(used.session(IDS.corporate).clientConfig(REGION));
const access = (): Promise<Access> =>
  enterAccount(account(), used.session(IDS.corporate).clientConfig(REGION));

/** What the rules in AWS ask for, by key. */
async function rules(): Promise<Record<string, readonly string[]>> {
  const arn = (await findLoadBalancer(client(), "web")) ?? "";
  const [listener] = await readListeners(client(), arn, [443]);
  return Object.fromEntries((listener?.rules ?? []).map(({ key = "", conditions }) => [key, conditions]));
}

interface Told {
  readonly changes: readonly string[];
  readonly fleet: { readonly minSize: number; readonly inService: number };
  readonly listeners: readonly { readonly healthy: number; readonly sites: readonly object[] }[];
  readonly line: string;
}
const told = ({ stdout }: { readonly stdout: string }) => JSON.parse(stdout) as Told;

const PARKED = "host-header parked.sorry-server.invalid";
const HOSTS = "host-header *.example.com or example.com";

beforeAll(async () => {
  site = await createWebSite(used.session(IDS.corporate), REGION);
  config = configOf(site);
  await deploySwitch(used.session(IDS.corporate), account(), site);
});

describe("a dry run", () => {
  it("says what it would change, and changes nothing", async () => {
    const before = await rules();
    const { status, stdout } = await run(["on", "domain-a", "--dry-run"]);
    expect(status).toBe(0);
    expect(stdout).toContain("It would change:\n  sorry-server-corporate: at least 2 servers\n");
    expect(stdout).toContain(`domain-a/sorry/0`);
    expect(await rules()).toEqual(before);
  });
});

describe("a switch that nobody confirmed", () => {
  it("is refused where nobody can be asked", async () => {
    const before = await rules();
    const { status, stderr } = await run(["on", "domain-a"]);
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining(
        "Nobody can be asked here whether it is meant: add --yes. Nothing was changed.",
      ),
    ]);
    expect(await rules()).toEqual(before);
  });
});

describe("off, on rules that say nothing yet,", () => {
  it("parks them", async () => {
    expect(await run(["off", "domain-a", "domain-b", "--yes"])).toMatchObject({ status: 0 });
    expect(await rules()).toEqual({
      "domain-a/staff-cidrs/0": [PARKED, "source-ip 192.0.2.0/24"],
      "domain-a/staff-path/0": [PARKED, "path-pattern /admin or /admin/*"],
      "domain-a/sorry/0": [PARKED],
      "domain-b/sorry/0": [PARKED],
    });
    expect(await run(["diff"])).toEqual({ status: 0, stdout: "AWS is as accounts/ says.", stderr: "" });
  });
});

describe("on", () => {
  it("raises an empty fleet, puts the site's domains into its rules, and touches no other site", async () => {
    const outcome = await run(["on", "domain-a", "--yes", "--json"]);
    expect(outcome.status).toBe(0);
    expect(await rules()).toEqual({
      "domain-a/staff-cidrs/0": [HOSTS, "source-ip 192.0.2.0/24"],
      "domain-a/staff-path/0": [HOSTS, "path-pattern /admin or /admin/*"],
      "domain-a/sorry/0": [HOSTS],
      "domain-b/sorry/0": [PARKED],
    });
    const { fleet, listeners, line, changes } = told(outcome);
    expect(fleet).toMatchObject({ minSize: 2, inService: 2 });
    expect(listeners[0]).toMatchObject({
      healthy: 2,
      sites: [
        { name: "domain-a", wanted: "off", now: "on" },
        { name: "domain-b", wanted: "off", now: "off" },
      ],
    });
    expect(line).toBe('switch: { "domain-a": "on" },');
    // Staff are let by before anybody is stopped.
    expect(changes.map((change) => /domain-a\/\S+|at least/.exec(change)?.[0]).at(-1)).toBe(
      "domain-a/sorry/0",
    );
  });

  it("is drift until accounts/ says the same", async () => {
    const { status, stdout } = await run(["diff"]);
    expect([status, stdout]).toEqual([
      2,
      "corporate: sorry-server-corporate has 2 servers at least, accounts/ says 0\ncorporate: web:443 domain-a is on, accounts/ says off",
    ]);
    config = { ...config, switch: { "domain-a": "on" } };
    expect((await run(["diff"])).status).toBe(0);
  });

  it("changes nothing the second time", async () => {
    expect(told(await run(["on", "domain-a", "--yes", "--json"])).changes).toEqual([]);
    expect((await run(["on", "domain-a"])).stdout).toContain("domain-a: on already.");
  });

  it("may be for a share of the requests", async () => {
    const { status, stdout } = await run(["on", "domain-b", "--percent", "10", "--yes"]);
    expect([status, stdout]).toEqual([
      0,
      expect.stringContaining('switch: { "domain-a": "on", "domain-b": "10%" },'),
    ]);
    const { stdout: now } = await run(["status"]);
    expect(now).toMatch(/web:443 +domain-b +10% +off +2 of 2/);
  });
});

describe("status", () => {
  it("says which subnets have no way to CloudFront", async () => {
    const { stdout } = await run(["status", "--account", "corporate"]);
    expect(stdout).toContain(
      `${site.fleet.subnetIds[0]} has no route to the internet: servers there never reach CloudFront.`,
    );
  });
});

describe("a run that ends midway", () => {
  it("says how far it came, and is finished by another", async () => {
    const real = await access();
    let sent = 0;
    const elb = new Proxy(real.elb, {
      get: (target, name) =>
        name === "send"
          ? (command: object) => {
              if (command instanceof ModifyRuleCommand && (sent += 1) > 1) throw new Error("the line is cut");
              return target.send(command as ModifyRuleCommand);
            }
          : (Reflect.get(target, name) as unknown),
    });
    const change = planChange(await viewAccount(real, account()), ["domain-a"], "off");
    await expect(makeChange({ ...real, elb }, change, () => undefined)).rejects.toThrow(
      "1 of 3 rules were changed. Run it again to finish it.",
    );
    expect((await run(["status"])).stdout).toMatch(/web:443 +domain-a +mixed +on/);
    expect((await rules())["domain-a/sorry/0"]).toEqual([PARKED]);
    expect(told(await run(["off", "domain-a", "--yes", "--json"])).changes).toHaveLength(2);
    expect((await rules())["domain-a/staff-cidrs/0"]).toContain(PARKED);
  });
});

describe("somebody who edits the same rules at the same time", () => {
  it("is noticed", async () => {
    const own = await access();
    const change = planChange(await viewAccount(own, account()), ["domain-a"], "on");
    const theirs = planChange(await viewAccount(own, account()), ["domain-a"], "on").steps.at(-1);
    const last = theirs?.rule.key ?? "";
    let meddled: Promise<unknown> = Promise.resolve();
    const elb = new Proxy(own.elb, {
      get: (target, name) =>
        name === "send"
          ? async (command: ModifyRuleCommand) => {
              await meddled;
              return target.send(command);
            }
          : (Reflect.get(target, name) as unknown),
    });
    const meddle = (line: string) => {
      if (!line.includes(last)) return;
      meddled = client().send(
        new ModifyRuleCommand({
          RuleArn: theirs?.arn ?? "",
          Conditions: [{ Field: "host-header", HostHeaderConfig: { Values: ["theirs.example.com"] } }],
        }),
      );
    };
    await expect(makeChange({ ...own, elb }, change, meddle)).rejects.toThrow(
      "Somebody else changed rules at the same time: web:443 domain-a is mixed, not on. Run it again.",
    );
    expect(await run(["on", "domain-a", "--yes"])).toMatchObject({ status: 0 });
  });
});

describe("a rule of somebody else's among the sorry servers' priorities", () => {
  it("is named and refused; what goes off goes off all the same", async () => {
    const { Rules: [rule] = [] } = await client().send(
      new CreateRuleCommand({
        ListenerArn: site.listenerArn,
        Priority: 77,
        Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/api/*"] } }],
        Actions: [{ Type: "forward", TargetGroupArn: site.originalArn }],
      }),
    );
    const { status, stderr } = await run(["on", "domain-b", "--yes"]);
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining(
        "accounts/corporate: web:443 has a rule of somebody else's among the sorry servers' priorities: 77 (path-pattern /api/*). Give it another priority",
      ),
    ]);
    expect((await run(["diff"])).stdout).toContain("77 (path-pattern /api/*)");
    expect(await run(["off", "domain-b", "--yes"])).toMatchObject({ status: 0 });
    await client().send(new DeleteRuleCommand({ RuleArn: rule?.RuleArn ?? "" }));
  });
});

describe("no healthy server", () => {
  it("means that no rule is changed", async () => {
    const own = await access();
    const view = await viewAccount(own, account());
    const before = await rules();
    const change = planChange(view, ["domain-b"], "on");
    const elb = new Proxy(own.elb, {
      get: (target, name) =>
        name === "send"
          ? async (command: ModifyRuleCommand) =>
              (command as object).constructor.name === "DescribeTargetHealthCommand"
                ? { TargetHealthDescriptions: [{ TargetHealth: { State: "unhealthy" } }] }
                : target.send(command)
          : (Reflect.get(target, name) as unknown),
    });
    const impatient = { seconds: 0, everyMilliseconds: 1 };
    await expect(makeChange({ ...own, elb }, change, () => undefined, impatient)).rejects.toThrow(
      "accounts/corporate: no sorry server became healthy behind web in 0 seconds. No rule was changed.",
    );
    expect(await rules()).toEqual(before);
  });
});

describe("the last site that goes off", () => {
  it("lets a fleet that may be empty be so", async () => {
    const { fleet } = told(await run(["off", "domain-a", "domain-b", "--yes", "--json"]));
    expect(fleet.minSize).toBe(2);
    config = { ...config, switch: {} };
    expect(await run(["diff"])).toMatchObject({ status: 0 });
    expect((await run(["status"])).stdout).toContain("0 wanted (0 to 6)");
  });
});

describe("who may not, or asks for what is not there, is told so:", () => {
  it("another account's credentials", async () => {
    const { status, stderr } = await run(["status"], used.session(IDS.other).environment);
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining(
        "accounts/corporate is AWS account 111111111111, but these credentials are of 222222222222 (",
      ),
    ]);
  });

  it("no credentials", async () => {
    const environment = {
      ...used.session(IDS.corporate).environment,
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
      AWS_SESSION_TOKEN: undefined,
      HOME: join(folder, "nobody"),
    };
    const { status, stderr } = await run(["status"], environment);
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^accounts\/corporate: no AWS credentials that work \(.+\)\. Log in/),
    ]);
  });

  it.each([
    [["on", "domain-c", "--yes"], "There is no site domain-c in accounts/. There is: domain-a, domain-b."],
    [["status", "--account", "media"], "There is no account media in accounts/. There is: corporate."],
  ])("%j", async (words, message) => {
    expect(await run(words)).toEqual({ status: 1, stdout: "", stderr: message });
  });
});
