import { existsSync, readFileSync } from "node:fs";

/** What decides whether a Debian can be booted here, by systemd-nspawn. */
export interface Host {
  readonly uid: number | undefined;
  /** /proc/self/status; undefined where there is none, as on macOS. */
  readonly status: string | undefined;
  /** /proc/self/mountinfo. */
  readonly mounts: string;
}

const read = (path: string) => (existsSync(path) ? readFileSync(path, "utf8") : undefined);

const thisHost = (): Host => ({
  uid: process.getuid?.(),
  status: read("/proc/self/status"),
  mounts: read("/proc/self/mountinfo") ?? "",
});

/** capabilities(7) */
const CAP_SYS_ADMIN = 21n;

/**
 * Why this user can't boot a Debian here, and what to do; undefined where nothing is known to be in the way.
 */
export function whyNoMachine({ uid, status, mounts }: Host = thisHost()): string | undefined {
  if (status === undefined) {
    return "The tests of the bake boot a Debian by systemd-nspawn, which takes Linux: run them in a virtual machine.";
  }
  if (uid !== 0) {
    return "The tests of the bake boot a Debian by systemd-nspawn, which takes root: run them with sudo.";
  }
  const [, effective = "0"] = /^CapEff:\s*([0-9a-f]+)$/m.exec(status) ?? [];
  if (((BigInt(`0x${effective}`) >> CAP_SYS_ADMIN) & 1n) === 0n) {
    return "The tests of the bake boot a Debian by systemd-nspawn, which takes CAP_SYS_ADMIN: run the container with --privileged.";
  }
  if (!/ - cgroup2? /.test(mounts)) {
    return "The tests of the bake boot a Debian by systemd-nspawn, which takes control groups: mount them at /sys/fs/cgroup, or run the container with --privileged.";
  }
  return undefined;
}
