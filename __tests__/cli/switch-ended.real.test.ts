import { DENIED } from "../support/aws/failures";
import { SwitchedListener } from "../support/aws/switched-listener";
import { SORRY, WatchedSorry } from "../support/aws/watched-sorry";
import type { Conversation } from "../support/conversation";
import { ROOT } from "../support/platforms";

jest.setTimeout(300_000);

/** `npx sorry` that ends before it is done: AWS fails, or somebody ends it. Each test goes on from the last. */

const switched = new SwitchedListener();
const sorry = new WatchedSorry(switched);

beforeAll(() => switched.run(["off", "domain-a", "domain-b", "--yes"]));

const isRule = (action: string) => action === "ModifyRule";
const FLEET = "sorry-server-corporate: at least 2 servers";
const rule = (kind: string) => `web:443 domain-a/${kind}/0 (priority `;
const AGAIN = "Run it again: it looks at what AWS has, and does the rest.";

describe("a change that AWS fails in the middle", () => {
  it("says what it changed, and that it is to be run again", async () => {
    sorry.fateOf = (action, before) => (isRule(action) && before > 1 ? DENIED : undefined);
    const run = sorry.run("on", "domain-a", "--yes");
    expect(await run.ended).toBe(1);
    const lines = run.heard().trimEnd().split("\n").slice(-5);
    expect(lines).toEqual([
      "accounts/corporate: AWS refused elasticloadbalancing:ModifyRule (AccessDenied: User: arn:aws:iam::111111111111:user/night is not authorized). The policy of that role or user must allow elasticloadbalancing:ModifyRule: docs/switch.md lists what sorry needs.",
      "Changed already:",
      `  ${FLEET}`,
      expect.stringContaining(`  ${rule("staff-path")}`),
      AGAIN,
    ]);
    expect(await sorry.now("domain-a")).toBe("mixed");
  });

  it("does not say that nothing was done where AWS gave no answer", async () => {
    sorry.fateOf = (action) => (isRule(action) ? "hangs up" : undefined);
    const run = sorry.run("on", "domain-a", "--yes");
    expect(await run.ended).toBe(1);
    expect(run.heard()).toContain(
      `for elasticloadbalancing:ModifyRule (socket hang up, 4 times). See to the network (VPN, proxy, DNS, AWS_ENDPOINT_URL), and run it again. AWS may have done it all the same.\nNothing else was changed. ${AGAIN}\n`,
    );
  });

  it("is finished by the next run", async () => {
    const run = sorry.run("on", "domain-a", "--yes");
    expect([await run.ended, await sorry.now("domain-a")]).toEqual([0, "on"]);
  });
});

describe("a change that somebody ends in the middle", () => {
  /** The rule after the first waits until the run has heard of its end. */
  const heldAtSecondRule =
    (run: () => Conversation, end: () => void) => async (action: string, before: number) => {
      if (isRule(action) && before === 1) {
        end();
        await run().says("Ending as soon as AWS has answered.");
      }
      return undefined;
    };

  it("ends after what AWS was asked for, says how far it came, with exit code 130", async () => {
    const run = sorry.run("off", "domain-a", "--yes");
    sorry.fateOf = heldAtSecondRule(
      () => run,
      () => run.process.kill("SIGINT"),
    );
    expect(await run.ended).toBe(130);
    expect(sorry.watch.take()).toEqual(["ModifyRule", "ModifyRule"]);
    expect(run.heard().trimEnd().split("\n").slice(-4)).toEqual([
      "Ended by SIGINT. Changed already:",
      expect.stringContaining(`  ${rule("sorry")}`),
      expect.stringContaining(`  ${rule("staff-cidrs")}`),
      AGAIN,
    ]);
    expect([await sorry.now("domain-a"), (await switched.run(["off", "domain-a", "--yes"])).status]).toEqual([
      "mixed",
      0,
    ]);
  });

  it("and so by Ctrl-C under npx, which hands on the signal that the terminal gave already", async () => {
    await switched.run(["on", "domain-a", "--yes"]);
    const run = sorry.onTerminal(`cd ${ROOT} && npx --no-install sorry off domain-a --yes`);
    sorry.fateOf = heldAtSecondRule(
      () => run,
      () => run.process.stdin?.write("\x03"),
    );
    expect(await run.ended).toBe(130);
    expect(run.heard()).toContain("Ended by SIGINT. Changed already:");
    expect([await sorry.now("domain-a"), (await switched.run(["off", "domain-a", "--yes"])).status]).toEqual([
      "mixed",
      0,
    ]);
  });

  it("does not wait for a server to become healthy, with exit code 143", async () => {
    // No server is healthy.
    sorry.fateOf = (action) => (action === "DescribeTargetHealth" ? "does nothing" : undefined);
    const run = sorry.run("on", "domain-a", "--yes");
    await run.says("Waiting for a healthy server behind web");
    run.process.kill("SIGTERM");
    expect(await run.ended).toBe(143);
    expect(run.heard()).toContain(`Ended by SIGTERM. Changed already:\n  ${FLEET}\n${AGAIN}\n`);
  });

  it("nor goes on where its terminal is closed, with exit code 129", async () => {
    sorry.fateOf = (action) => (action === "DescribeTargetHealth" ? "does nothing" : undefined);
    const run = sorry.run("on", "domain-a", "--yes");
    await run.says("Waiting for a healthy server behind web");
    run.process.kill("SIGHUP");
    expect(await run.ended).toBe(129);
    expect(run.heard()).toContain("Ended by SIGHUP. ");
  });

  it("ends at once by a second signal", async () => {
    const run = sorry.run("on", "domain-a", "--yes");
    sorry.fateOf = (action) => {
      if (!isRule(action)) return undefined;
      run.process.kill("SIGINT");
      // Later than what npm would hand on.
      setTimeout(() => run.process.kill("SIGINT"), 1_200);
      return "is silent";
    };
    expect(await run.ended).toBe(130);
    expect(run.heard()).not.toContain("Ended by");
  });
});

describe("the question whether it is meant", () => {
  const QUESTION = "Switch domain-a to on in corporate (111111111111)? [y/N] ";

  it.each([
    ["Ctrl-C", "\x03", 130, "Ended by SIGINT. Nothing was changed."],
    ["Ctrl-D", "\x04", 1, "Nothing was changed."],
    ["no", "n\r", 1, "Nothing was changed."],
    ["nothing", "\r", 1, "Nothing was changed."],
  ])("answered by %s changes nothing", async (_, keys, status, last) => {
    const run = sorry.onTerminal(`${SORRY} on domain-a`);
    await run.says(QUESTION);
    run.process.stdin?.write(keys);
    expect(await run.ended).toBe(status);
    const lines = run.heard().trimEnd().split("\r\n");
    // Without a stack, and on a line of its own.
    expect(lines.slice(lines.findIndex((line) => line.includes("? [y/N]")) + 1)).toEqual([
      expect.stringMatching(last),
    ]);
    expect(sorry.watch.take()).toEqual([]);
  });

  it("answered by yes switches", async () => {
    const run = sorry.onTerminal(`${SORRY} on domain-a`);
    await run.says(QUESTION);
    run.process.stdin?.write("y\r");
    expect([await run.ended, await sorry.now("domain-a")]).toEqual([0, "on"]);
  });
});
