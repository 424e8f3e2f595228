import { readFileSync } from "node:fs";
import { whyNoMachine } from "../../scripts/machine";
import { command } from "../support/command";

const mounts = readFileSync("/proc/self/mountinfo", "utf8");

/** What a program sees of itself that setpriv starts. */
async function statusUnder(...args: string[]): Promise<string> {
  const { stdout } = await command("setpriv", [...args, "cat", "/proc/self/status"]);
  expect(stdout).toMatch(/^CapEff:/m);
  return stdout;
}

describe("a machine that can't be booted says why, and what to do:", () => {
  test("without root", async () => {
    const status = await statusUnder("--reuid=65534", "--clear-groups");
    expect(whyNoMachine({ uid: 65534, status, mounts })).toMatch(/ takes root: run them with sudo\.$/);
  });

  test("without CAP_SYS_ADMIN, as root in a container", async () => {
    const status = await statusUnder("--bounding-set=-sys_admin", "--inh-caps=-sys_admin");
    expect(whyNoMachine({ uid: 0, status, mounts })).toMatch(
      / takes CAP_SYS_ADMIN: run the container with --privileged\.$/,
    );
  });

  test("without control groups", async () => {
    const without = mounts.replaceAll(/^.* - cgroup2? .*\n/gm, "");
    expect(whyNoMachine({ uid: 0, status: await statusUnder(), mounts: without })).toMatch(
      / takes control groups: mount them at \/sys\/fs\/cgroup/,
    );
  });

  test("on another system than Linux", () => {
    expect(whyNoMachine({ uid: 501, status: undefined, mounts: "" })).toMatch(/ takes Linux: /);
  });
});

test("nothing is said where it can be", () => {
  expect(whyNoMachine()).toBeUndefined();
});
