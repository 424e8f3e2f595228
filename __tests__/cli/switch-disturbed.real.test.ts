import {
  CreateRuleCommand,
  DeleteRuleCommand,
  ModifyRuleCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { makeChange, planChange } from "../../cli/switch/change";
import { PATIENCE } from "../../cli/switch/patience";
import { viewAccount } from "../../cli/switch/view";
import { SwitchedListener } from "../support/aws/switched-listener";

jest.setTimeout(300_000);

/** What may come between while somebody switches. Each test goes on from where the last one ended. */

const switched = new SwitchedListener();

beforeAll(async () => {
  switched.config = { ...switched.config, switch: { "domain-a": "on" } };
  await switched.run(["on", "domain-a", "--yes"]);
  await switched.run(["on", "domain-b", "--percent", "10", "--yes"]);
});

describe("somebody who edits the same rules at the same time", () => {
  it("is noticed", async () => {
    await switched.run(["off", "domain-a", "--yes"]);
    const own = await switched.access();
    const change = planChange(await viewAccount(own, switched.account), ["domain-a"], "on");
    const theirs = planChange(await viewAccount(own, switched.account), ["domain-a"], "on").steps.at(-1);
    const last = theirs?.key ?? "";
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
    const impatient = { ...PATIENCE, seconds: 0, everyMilliseconds: 1 };
    await expect(makeChange({ ...own, elb }, change, () => undefined, impatient)).rejects.toThrow(
      "accounts/corporate: no sorry server became healthy behind web in 0 seconds. No rule was changed.",
    );
    expect(await switched.rules()).toEqual(before);
  });
});
