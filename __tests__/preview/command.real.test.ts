import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, readFileSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { type AddressInfo, type Server, connect, createServer } from "node:net";
import { join } from "node:path";
import { freePort, isListening } from "../../preview/free-port";
import { writeArtifacts } from "../support/artifacts";
import { writeFiles } from "../support/files";
import { ask } from "../support/http";
import { ROOT, accountConfig, writeAccounts } from "../support/platforms";
import { ownPlatform } from "../support/request-path";
import { temporaryFolder } from "../support/temporary-folder";
import { until } from "../support/until";

jest.setTimeout(120_000);

const folder = realpathSync(temporaryFolder());
// Where root runs this, nginx's workers are somebody else.
chmodSync(folder, 0o755);
/** An empty folder for a test's input. */
const temporaryPlace = (name: string) => writeFiles(join(folder, name), {});

const START_MILLISECONDS = 60_000;
/** npm, when it gets a signal itself, may end before what it started. */
const SOON_MILLISECONDS = 10_000;

/** `npm start -- …`, as somebody types it; what it leaves in TMPDIR is seen. */
class Started {
  stdout = "";
  stderr = "";
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;

  constructor(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.child = spawn("npm", ["--silent", "start", "--", ...args], {
      cwd: ROOT,
      env: { ...process.env, FORCE_COLOR: undefined, SORRY_ACCOUNTS: undefined, TMPDIR: folder, ...env },
      // A group of its own, as a terminal gives it: Ctrl-C reaches all of it.
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of ["stdout", "stderr"] as const) {
      this.child[stream]?.setEncoding("utf8").on("data", (text: string) => (this[stream] += text));
    }
    this.ended = once(this.child, "close");
  }

  /** @returns its port */
  async ready(): Promise<number> {
    const isReady = () =>
      Promise.resolve(this.stdout.includes("Ctrl-C stops it.") || this.child.exitCode !== null);
    if (!(await until(START_MILLISECONDS, isReady)) || this.child.exitCode !== null) {
      throw new Error(`It did not start:\n${this.stdout}\n${this.stderr}`);
    }
    return Number(/Dashboard +http:\/\/localhost:(\d+)\//.exec(this.stdout)?.[1]);
  }

  async status(): Promise<number | null> {
    await this.ended;
    return this.child.exitCode;
  }

  /** Every process of its group. */
  kill(signal: NodeJS.Signals): void {
    process.kill(-(this.child.pid ?? NaN), signal);
  }
}

const all: Started[] = [];
const start = (args: readonly string[], env?: NodeJS.ProcessEnv) => {
  const started = new Started(args, env);
  all.push(started);
  return started;
};
afterAll(async () => {
  for (const started of all.filter(({ child }) => child.exitCode === null && child.signalCode === null)) {
    started.kill("SIGKILL");
    await started.ended;
  }
});

/** What a preview makes there and takes away again; npm and ts-node have caches of their own. */
const leftFolders = () => readdirSync(folder).filter((name) => name.startsWith("sorry-preview-"));

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly title: string;
  readonly isZombie: boolean;
}

/** Those of this machine that can be read; one may end meanwhile. */
function processes(): Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [, state, parent] = readFileSync(`/proc/${name}/stat`, "utf8").replace(/^.*\)/s, "").split(" ");
        const title = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
        return [{ pid: Number(name), parent: Number(parent), title, isZombie: state === "Z" }];
      } catch {
        return [];
      }
    });
}

/** What a process has started, and what that has started. */
function descendants(pid: number): Process[] {
  const all = processes();
  const below = (parent: number): Process[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.pid)]);
  return below(pid);
}

/** Whether none of them is left, and no folder; a process id is hardly given out again within seconds. */
const isClean = (begun: readonly Process[] = []) =>
  until(SOON_MILLISECONDS, () => {
    const pids = new Set(begun.map(({ pid }) => pid));
    const left = processes().filter(({ pid, isZombie }) => pids.has(pid) && !isZombie);
    return Promise.resolve(left.length + leftFolders().length === 0);
  });

const nginxOf = (all: readonly Process[], what: "master" | "worker") =>
  all.filter(({ title }) => title.startsWith(`nginx: ${what} process`));

test.each<[string, (started: Started) => void]>([
  [
    "Ctrl-C",
    (started) => {
      started.kill("SIGINT");
    },
  ],
  ["SIGTERM to npm alone", (started) => void started.child.kill("SIGTERM")],
  [
    "a terminal that is closed",
    (started) => {
      started.kill("SIGHUP");
    },
  ],
])("%s leaves no process, no folder and no port behind", async (_, stop) => {
  const started = start(["--no-open", "--port", String(await freePort())]);
  const port = await started.ready();
  const rows = started.stdout.split("\n").map((line) => line.trim().split(/ {2,}/));
  expect(rows).toContainEqual(["corporate/domain-a", "503", `http://example.com.localhost:${port}/`]);
  expect(rows).toContainEqual(["corporate/domain-b", "404", `http://example.net.localhost:${port}/`]);
  expect(await ask(port, { host: "example.com.localhost" })).toMatchObject({ status: 503 });
  expect(leftFolders()).toHaveLength(1);
  const begun = descendants(started.child.pid ?? NaN);
  expect([nginxOf(begun, "master").length, nginxOf(begun, "worker").length > 0]).toEqual([1, true]);
  stop(started);
  await started.ended;
  expect(await isClean(begun)).toBe(true);
  expect(await isListening(port)).toBe(false);
  expect(started.stderr).toBe("");
});

test("Ctrl-C while it synthesizes leaves nothing behind either", async () => {
  const started = start(["--no-open"]);
  expect(
    await until(START_MILLISECONDS, () => Promise.resolve(started.stdout.includes("Synthesizing"))),
  ).toBe(true);
  started.kill("SIGINT");
  await started.ended;
  expect(await isClean()).toBe(true);
});

test("nginx's master is killed: the dashboard says so, and Ctrl-C leaves no worker behind", async () => {
  const started = start(["--no-open", "--no-reload", "--port", String(await freePort())]);
  const port = await started.ready();
  const begun = descendants(started.child.pid ?? NaN);
  process.kill(nginxOf(begun, "master")[0]?.pid ?? NaN, "SIGKILL");
  const isTold = async () =>
    (await ask(port, { host: "localhost" })).body.toString().includes("nginx&#39;s master has ended");
  expect(await until(SOON_MILLISECONDS, isTold)).toBe(true);
  started.kill("SIGINT");
  await started.ended;
  expect(await isClean(begun)).toBe(true);
  expect(started.stderr).toBe("");
});

test("files that are shown go away: the dashboard says so, and the preview lives", async () => {
  const output = writeArtifacts(join(folder, "emptied"), ownPlatform());
  const started = start(["--no-open", "--port", String(await freePort()), "--artifacts", output]);
  const port = await started.ready();
  const begun = descendants(started.child.pid ?? NaN);
  // As a dashboard that is open does.
  const listening = connect(port, "127.0.0.1").resume();
  listening.write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
  rmSync(join(output, "stacks"), { recursive: true });
  const isTold = async () => (await ask(port, { host: "localhost" })).body.toString().includes("ENOENT");
  expect(await until(SOON_MILLISECONDS, isTold)).toBe(true);
  expect(started.child.exitCode).toBeNull();
  listening.destroy();
  started.kill("SIGINT");
  await started.ended;
  expect(await isClean(begun)).toBe(true);
});

test("a taken port: the next free one, and it says so", async () => {
  const taken: Server = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  const started = start(["--no-open", "--port", String(port)]);
  expect(await started.ready()).toBeGreaterThan(port);
  expect(started.stdout).toContain(`Port ${port} is taken; this is the next free one.`);
  started.kill("SIGINT");
  await started.ended;
  taken.close();
});

test("other accounts, by the variable or by the flag, which counts more", async () => {
  const [one, two] = ["one", "two"].map((name) => {
    const site = { name, domains: [`${name}.example.net`] };
    return writeAccounts(temporaryPlace(name), [accountConfig({}, site)]);
  });
  const port = String(await freePort());
  const byFlag = start(["--no-open", "--port", port, "--accounts", two ?? ""], { SORRY_ACCOUNTS: one });
  const chosen = await byFlag.ready();
  expect(await ask(chosen, { host: "two.example.net" })).toMatchObject({ status: 503 });
  expect(byFlag.stdout).toContain("corporate/two");
  byFlag.kill("SIGINT");
  await byFlag.ended;
  const byVariable = start(["--no-open", "--port", port], { SORRY_ACCOUNTS: one });
  await byVariable.ready();
  expect(byVariable.stdout).toContain("corporate/one");
  byVariable.kill("SIGINT");
  await byVariable.ended;
});

test("--artifacts shows what a synth wrote before, without synthesizing", async () => {
  const output = writeArtifacts(join(folder, "cdktf.out"), ownPlatform());
  const started = start(["--no-open", "--port", String(await freePort()), "--artifacts", output]);
  const port = await started.ready();
  expect(started.stdout).not.toContain("Synthesizing");
  expect(await ask(port, { host: "example.net" })).toMatchObject({ status: 404 });
  started.kill("SIGINT");
  await started.ended;
});

describe("what can't be shown ends with 1 and says why, and leaves nothing behind", () => {
  const outcome = async (args: readonly string[], env?: NodeJS.ProcessEnv) => {
    const started = start(["--no-open", ...args], env);
    const status = await started.status();
    expect(leftFolders()).toEqual([]);
    return { status, stderr: started.stderr };
  };

  test("bad accounts, with all their faults", async () => {
    const faulty = accountConfig({ region: "moon" }, { status: 418, domains: ["not a domain"] });
    const { status, stderr } = await outcome([
      "--accounts",
      writeAccounts(temporaryPlace("faulty"), [faulty]),
    ]);
    expect(status).toBe(1);
    for (const part of ["`region`", "`status` must be one of", "not a domain", "3 faults."]) {
      expect(stderr).toContain(part);
    }
  });

  test("no nginx, with the commands that install it", async () => {
    const { status, stderr } = await outcome([], { NGINX: join(folder, "no-nginx") });
    expect([status, stderr]).toEqual([
      1,
      "nginx is missing. Install it with npm run setup, or yourself: apt-get install nginx (Debian, Ubuntu), brew install nginx (macOS). NGINX=path names one that is elsewhere.\n",
    ]);
  });

  test("a folder that no synth wrote", async () => {
    const { status, stderr } = await outcome(["--artifacts", temporaryPlace("empty")]);
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining("holds nothing that a synth wrote. Run: npm run synth"),
    ]);
  });
});
