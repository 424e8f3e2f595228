import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { whyNoMachine } from "../../../scripts/machine";
import { type CommandOptions, type Outcome, command } from "../command";
import { controlGroups } from "./control-groups";
import { debianRoot } from "./debian-root";
import { machineFolder, removeMachineFolder } from "./leftovers";
import { PROXY_PORT, startPackageProxy } from "./package-proxy";

/**
 * A Debian that is booted for a test, as EC2 would boot one: systemd is its first process, and it has a network, a
 * hostname and processes of its own. Nothing of it is seen on this machine but its root folder, and nothing of this
 * machine is seen in it.
 */
export interface Machine {
  /** Its `/`. */
  readonly root: string;
  /** What `admin` is let in with, on port 22 of its loopback. */
  readonly sshKey: string;
  /** Runs a program of this machine in the network of the other. */
  readonly inNetwork: (name: string, args: readonly string[], options?: CommandOptions) => Promise<Outcome>;
  /** Runs a shell's script in the machine, as root. */
  readonly shell: (script: string, options?: CommandOptions) => Promise<Outcome>;
  /** Its processes end, and it boots again from what is in its root folder. */
  readonly reboot: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const NEEDS =
  "systemd-nspawn needs root with CAP_SYS_ADMIN, and cgroups that it can write to: in a container, run it with --privileged.";

const BOOT_MILLISECONDS = 120_000;

/**
 * The container's own processes end with the one that holds them, however that ends. /run is hidden from nspawn, so
 * that it leaves nothing there, and speaks to no systemd of this machine.
 */
const BOOT = `
root=$1
shift
for group in "$@"; do echo 0 >"$group/cgroup.procs"; done
mount -t tmpfs tmpfs /run
exec systemd-nspawn --quiet --register=no --keep-unit --boot --private-network --machine=sorry-test \\
  --link-journal=no --resolv-conf=off --timezone=off --console=pipe --directory="$root" </dev/null
`;
const BOX = ["--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "/bin/sh", "-ec", BOOT, "boot"];

/** The processes that a process began. */
const childrenOf = (pid: number) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);

const networkOf = (pid: number | "self") => readlinkSync(`/proc/${pid}/ns/net`);

/** The machine's first process, once it has its own network. */
function initOf(box: number): number | undefined {
  try {
    const [nspawn] = childrenOf(box);
    const inits = nspawn === undefined ? [] : childrenOf(nspawn);
    return inits.find((pid) => networkOf(pid) !== networkOf("self"));
  } catch (error) {
    // A process that has just ended.
    if (["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}

interface Booted {
  readonly pid: number;
  readonly halt: () => Promise<void>;
}

async function boot(root: string): Promise<Booted> {
  const groups = controlGroups();
  const box: ChildProcess = spawn(
    "setpriv",
    ["--pdeathsig", "KILL", "unshare", ...BOX, root, ...groups.folders],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let output = "";
  for (const stream of [box.stdout, box.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => (output = `${output}${text}`.slice(-4_000)));
  }
  const ended = once(box, "exit");
  const halt = async () => {
    box.kill("SIGKILL");
    await ended;
    await groups.remove();
  };
  const deadline = Date.now() + BOOT_MILLISECONDS;
  const fail = async (why: string) => {
    await halt();
    throw new Error(`The machine ${why}:\n${output}\n${NEEDS}`);
  };
  for (;;) {
    if (box.exitCode !== null) await fail("does not boot");
    if (Date.now() > deadline) await fail("takes too long to boot");
    const pid = box.pid === undefined ? undefined : initOf(box.pid);
    if (pid !== undefined) {
      const state = await inMachine(pid, "systemctl is-system-running --wait");
      if (/^(?:running|degraded)$/m.test(state.stdout)) return { pid, halt };
    }
    await sleep(100);
  }
}

const inMachine = (pid: number, script: string, options?: CommandOptions) =>
  command("nsenter", ["--all", "--target", String(pid), "/bin/sh", "-c", script], {
    ...options,
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", ...options?.env },
  });

/** What a machine for tests has, and Debian's cloud images get from EC2: a key, a name, a way to the packages. */
async function configure(root: string, sshKey: string): Promise<void> {
  const keygen = await command("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", sshKey]);
  if (keygen.status !== 0) throw new Error(keygen.stderr);
  const ssh = join(root, "home", "admin", ".ssh");
  mkdirSync(ssh, { recursive: true });
  writeFileSync(join(ssh, "authorized_keys"), readFileSync(`${sshKey}.pub`));
  writeFileSync(join(root, "etc", "hostname"), "sorry-test\n");
  writeFileSync(join(root, "etc", "hosts"), "127.0.0.1 localhost sorry-test\n::1 localhost\n");
  const proxy = `Acquire::http::Proxy "http://127.0.0.1:${PROXY_PORT}";\n`;
  writeFileSync(join(root, "etc", "apt", "apt.conf.d", "99test-proxy"), proxy);
  await command("chroot", [root, "chown", "-R", "admin:admin", "/home/admin/.ssh"]);
}

/**
 * Boots a new Debian.
 *
 * @throws Error with the command to run, where this user can't
 */
export async function startMachine(): Promise<Machine> {
  const why = whyNoMachine();
  if (why !== undefined) throw new Error(why);
  const tarball = await debianRoot();
  const folder = machineFolder();
  const root = join(folder, "root");
  const sshKey = join(folder, "key");
  let booted: Booted | undefined;
  let proxy: { readonly stop: () => void } | undefined;
  const halt = async () => {
    proxy?.stop();
    await booted?.halt();
    proxy = booted = undefined;
  };
  const start = async () => {
    booted = await boot(root);
    proxy = await startPackageProxy(booted.pid);
  };
  const stop = async () => {
    await halt();
    removeMachineFolder(folder);
  };
  const pid = () => {
    if (booted === undefined) throw new Error("The machine is not running.");
    return booted.pid;
  };
  try {
    mkdirSync(root);
    chmodSync(folder, 0o755);
    const tar = await command("tar", [
      "--extract",
      "--numeric-owner",
      "--same-owner",
      "--preserve-permissions",
      "--directory",
      root,
      "--file",
      tarball,
    ]);
    if (tar.status !== 0) throw new Error(tar.stderr);
    await configure(root, sshKey);
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    root,
    sshKey,
    inNetwork: (name, args, options) =>
      command("nsenter", ["--net", "--target", String(pid()), name, ...args], options),
    shell: (script, options) => inMachine(pid(), script, options),
    reboot: async () => {
      await halt();
      await start();
    },
    stop,
  };
}
