import {
  CreateRuleCommand,
  DeleteRuleCommand,
  ModifyRuleCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { makeChange, planChange } from "../../cli/switch/change";
import { viewAccount } from "../../cli/switch/view";
import { PARKED, SwitchedListener, jsonOf } from "../support/aws/switched-listener";

jest.setTimeout(300_000);

/** What may come between while somebody switches. Each test goes on from where the last one ended. */

const switched = new SwitchedListener();

beforeAll(async () => {
  switched.config = { ...switched.config, switch: { "domain-a": "on" } };
  await switched.run(["on", "domain-a", "--yes"]);
  await switched.run(["on", "domain-b", "--percent", "10", "--yes"]);
});

describe("a run that ends midway", () => {
  it("says how far it came, and is finished by another", async () => {
    const real = await switched.access();
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
    const change = planChange(await viewAccount(real, switched.account), ["domain-a"], "off");
    await expect(makeChange({ ...real, elb }, change, () => undefined)).rejects.toThrow(
      "1 of 3 rules were changed. Run it again to finish it.",
    );
    expect((await switched.run(["status"])).stdout).toMatch(/web:443 +domain-a +mixed +on/);
    expect((await switched.rules())["domain-a/sorry/0"]).toEqual([PARKED]);
    expect(jsonOf(await switched.run(["off", "domain-a", "--yes", "--json"])).changes).toHaveLength(2);
    expect((await switched.rules())["domain-a/staff-cidrs/0"]).toContain(PARKED);
  });
});

describe("somebody who edits the same rules at the same time", () => {
  it("is noticed", async () => {
    const own = await switched.access();
    const change = planChange(await viewAccount(own, switched.account), ["domain-a"], "on");
    const theirs = planChange(await viewAccount(own, switched.account), ["domain-a"], "on").steps.at(-1);
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
      meddled = switched.client.send(
        new ModifyRuleCommand({
          RuleArn: theirs?.arn ?? "",
          Conditions: [{ Field: "host-header", HostHeaderConfig: { Values: ["theirs.example.com"] } }],
        }),
      );
    };
    await expect(makeChange({ ...own, elb }, change, meddle)).rejects.toThrow(
      "Somebody else made changes at the same time: web:443 domain-a is mixed, not on. Run it again.",
    );
    expect(await switched.run(["on", "domain-a", "--yes"])).toMatchObject({ status: 0 });
  });
});

describe("a rule of somebody else's among the sorry servers' priorities", () => {
  it("is named and refused; what goes off goes off all the same", async () => {
    const { Rules: [rule] = [] } = await switched.client.send(
      new CreateRuleCommand({
        ListenerArn: switched.site.listenerArn,
        Priority: 77,
        Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/api/*"] } }],
        Actions: [{ Type: "forward", TargetGroupArn: switched.site.originalArn }],
      }),
    );
    const { status, stderr } = await switched.run(["on", "domain-b", "--yes"]);
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining(
        "accounts/corporate: web:443 has a rule of somebody else's among the sorry servers' priorities: 77 (path-pattern /api/*). Give it another priority",
      ),
    ]);
    expect((await switched.run(["diff"])).stdout).toContain("77 (path-pattern /api/*)");
    expect(await switched.run(["off", "domain-b", "--yes"])).toMatchObject({ status: 0 });
    await switched.client.send(new DeleteRuleCommand({ RuleArn: rule?.RuleArn ?? "" }));
  });
});

describe("no healthy server", () => {
  it("means that no rule is changed", async () => {
    const own = await switched.access();
    const view = await viewAccount(own, switched.account);
    const before = await switched.rules();
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
    expect(await switched.rules()).toEqual(before);
  });
});
