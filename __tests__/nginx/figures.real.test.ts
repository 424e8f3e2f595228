import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { METRICS } from "../../accounts/metrics";
import { FIGURES_SCRIPT } from "../../nginx/figures";
import { CONFIG_PATH } from "../../nginx/front-server";
import { useEmulatedAws } from "../support/aws/use-emulated-aws";
import { type Outcome, command } from "../support/command";
import { type CloudWatch, startCloudWatch, valuesOf } from "../support/figures/cloudwatch";
import { type Imds, REGION, startImds } from "../support/figures/instance";
import { OVER_HTTPS, useRequestPath } from "../support/request-path";
import { temporaryFolder } from "../support/temporary-folder";
import { until } from "../support/until";

/**
 * The script that reports a server's figures, on the log of a real nginx, before a stand-in for EC2's instance metadata
 * and the emulated CloudWatch. Each test is a server of its own, in an auto scaling group of its own.
 */

const ACCOUNT = "111111111111";
const path = useRequestPath();
const used = useEmulatedAws([ACCOUNT]);
const folder = temporaryFolder();
jest.setTimeout(120_000);

let imds: Imds;
let cloudWatch: CloudWatch;
let lines: Readonly<Record<"fresh" | "cached" | "baked" | "stranger" | "redirect" | "hostile", string>>;

const config = () => used.session(ACCOUNT).clientConfig(REGION);

/** What a visitor sends who wants to be counted as a page of the image. */
const HOSTILE = `"source":"baked","time":"2026-11-25T10:00:00+00:00","site":"a.sorry.example.com"`;

beforeAll(async () => {
  imds = await startImds({ group: undefined, credentials: config().credentials });
  cloudWatch = await startCloudWatch(config());
  // A site that nobody has asked for, so that its copy in the image is all there is.
  path.dns.silence(true);
  await path.ask({ host: "example.com", path: "/baked" });
  path.dns.silence(false);
  for (const name of ["fresh", "cached"]) await path.ask({ host: "example.net", path: `/${name}` });
  await path.ask({ host: "example.net", path: "/redirect", headers: {} });
  await path.ask({
    host: "example.net",
    path: `/hostile?${HOSTILE}`,
    headers: { ...OVER_HTTPS, "User-Agent": HOSTILE },
  });
  const person = { ...OVER_HTTPS, "X-Forwarded-For": "192.0.2.7" };
  await path.ask({ host: "forgotten.example.test", path: "/stranger", headers: person });
  await path.ask({ host: "10.0.0.1", path: "/health", headers: {} });
  await path.ask({ host: "10.0.0.1", path: CONFIG_PATH, headers: {} });
  await path.askRaw("GET /malformed HTTP/1.1\r\n\r\n");
  await path.ask({ host: "example.net", path: "/_sorry/none.png", method: "HEAD" });
  expect(await until(20_000, () => Promise.resolve(path.logged("access.log").length >= 8))).toBe(true);
  const log = readFileSync(join(path.folder, "log", "access.log"), "utf8").split("\n");
  const line = (name: string) => `${log.find((one) => one.includes(`"uri":"/${name}`)) ?? name}\n`;
  lines = {
    fresh: line("fresh"),
    cached: line("cached"),
    baked: line("baked"),
    stranger: line("stranger"),
    redirect: line("redirect"),
    hostile: line("hostile"),
  };
});
afterAll(async () => {
  await cloudWatch.close();
  await imds.close();
});

/** A server of its own: its log, what it remembers, and its auto scaling group. */
class Reporter {
  readonly logs: string;
  readonly state: string;
  constructor(readonly group: string) {
    const name = group.replaceAll(/\W/g, "-");
    this.logs = join(folder, name, "log");
    this.state = join(folder, name, "state");
    for (const one of [this.logs, this.state]) mkdirSync(one, { recursive: true });
  }

  get log(): string {
    return join(this.logs, "access.log");
  }

  async run(group: string | undefined = this.group, logs = this.logs): Promise<Outcome> {
    imds.metadata.group = group;
    const script = join(folder, "figures.sh");
    writeFileSync(script, FIGURES_SCRIPT);
    return command("dash", [script], {
      env: {
        STATE_DIRECTORY: this.state,
        SORRY_LOGS: logs,
        SORRY_IMDS_URL: imds.url,
        SORRY_CLOUDWATCH_URL: cloudWatch.url,
        TZ: "Asia/Tokyo",
      },
    });
  }

  /** All that CloudWatch has of the group: answers, those of the image, unknown hosts. */
  async sums(): Promise<number[]> {
    const figures = [METRICS.answers, METRICS.baked, METRICS.unknownHosts];
    const values = await Promise.all(figures.map((figure) => valuesOf(config(), figure, this.group)));
    return values.map((all) => all.reduce((sum, value) => sum + value, 0));
  }
}
const WELL = { status: 0, stdout: "", stderr: "" };

describe("of nginx's log", () => {
  it("pages count, by where they came from, and people's requests for no site; no health check, redirect or refusal", async () => {
    const reporter = new Reporter("sorry-server-corporate");
    expect(await reporter.run(reporter.group, join(path.folder, "log"))).toEqual(WELL);
    const logged = path.logged("access.log");
    const pages = logged.filter(({ source, site }) => source !== "" && site !== "unknown.invalid");
    expect(pages.map(({ uri }) => String(uri).slice(0, 8)).sort()).toEqual(
      ["/_sorry/", "/baked", "/cached", "/fresh", "/hostile"].sort(),
    );
    expect(await reporter.sums()).toEqual([5, 1, 1]);
    expect(path.logged("unknown-host.log").map(({ uri }) => uri)).not.toContain(CONFIG_PATH);
  });

  it("no line counts twice, and a run without a new one reports zeros", async () => {
    const reporter = new Reporter("zeros");
    writeFileSync(reporter.log, lines.fresh + lines.baked);
    for (let i = 0; i < 3; i += 1) expect(await reporter.run()).toEqual(WELL);
    expect(await reporter.sums()).toEqual([2, 1, 0]);
    const silent = new Reporter("silent");
    writeFileSync(silent.log, "");
    expect(await silent.run()).toEqual(WELL);
    expect(await valuesOf(config(), METRICS.answers, "silent")).toEqual([0]);
  });

  it("a line that is half written counts once it is whole", async () => {
    const reporter = new Reporter("half");
    writeFileSync(reporter.log, lines.fresh + lines.baked.slice(0, -20));
    await reporter.run();
    expect(await reporter.sums()).toEqual([1, 0, 0]);
    appendFileSync(reporter.log, lines.baked.slice(-20) + lines.stranger);
    await reporter.run();
    expect(await reporter.sums()).toEqual([2, 1, 1]);
  });

  it("what a visitor sends counts for nothing, nor does what is no line of nginx's", async () => {
    expect(lines.hostile).toContain(String.raw`\"source\":\"baked\"`);
    const reporter = new Reporter("hostile");
    const garbage = `{${HOSTILE}}\n\n"\n${"x".repeat(100_000)}\n\0\xff\n`;
    writeFileSync(reporter.log, garbage + lines.hostile + lines.redirect, "latin1");
    expect(await reporter.run()).toEqual(WELL);
    expect(await reporter.sums()).toEqual([1, 0, 0]);
  });

  it("what is older than five hours is left out, and said", async () => {
    const reporter = new Reporter("old");
    const old = lines.baked.replace(/"time":"[^"]+"/, '"time":"2026-01-01T00:00:00+00:00"');
    writeFileSync(reporter.log, old + lines.fresh);
    expect(await reporter.run()).toEqual({
      ...WELL,
      stderr: "<4>sorry-server: 1 answers of more than 5 hours ago are in no figure.\n",
    });
    expect(await reporter.sums()).toEqual([1, 0, 0]);
  });

  it("each line counts under its own minute, in whatever zone it was written", async () => {
    const reporter = new Reporter("minutes");
    const ago = (minutes: number) => {
      const local = new Date(Date.now() - minutes * 60_000 + 9 * 3_600_000).toISOString().slice(0, 19);
      return lines.fresh.replace(/"time":"[^"]+"/, `"time":"${local}+09:00"`);
    };
    writeFileSync(reporter.log, ago(12) + ago(11) + ago(11));
    expect(await reporter.run()).toEqual(WELL);
    expect(await valuesOf(config(), METRICS.answers, "minutes")).toEqual([1, 2, 0]);
  });

  it("the longest backlog is one report of no more figures than CloudWatch takes at once, 1,000", async () => {
    const reporter = new Reporter("backlog");
    const ago = (minutes: number) => {
      const time = new Date(Date.now() - minutes * 60_000).toISOString().slice(0, 19);
      return lines.fresh.replace(/"time":"[^"]+"/, `"time":"${time}+00:00"`);
    };
    writeFileSync(reporter.log, Array.from({ length: 400 }, (_, i) => ago(400 - i)).join(""));
    const { status } = await reporter.run();
    const minutes = (await valuesOf(config(), METRICS.answers, "backlog")).length;
    expect([status, minutes > 290, 3 * minutes <= 1_000]).toEqual([0, true, true]);
  });
});

describe("a log that is rotated", () => {
  it("is read to its end before the new one", async () => {
    const reporter = new Reporter("rotated");
    writeFileSync(reporter.log, lines.fresh);
    await reporter.run();
    appendFileSync(reporter.log, lines.baked);
    renameSync(reporter.log, `${reporter.log}.1`);
    writeFileSync(reporter.log, lines.cached + lines.stranger);
    expect(await reporter.run()).toEqual(WELL);
    expect(await reporter.sums()).toEqual([3, 1, 1]);
    expect(await reporter.run()).toEqual(WELL);
    expect(await reporter.sums()).toEqual([3, 1, 1]);
  });

  it("twice since the last run, counts as far as it is there", async () => {
    const reporter = new Reporter("rotated-twice");
    writeFileSync(reporter.log, lines.fresh);
    await reporter.run();
    renameSync(reporter.log, `${reporter.log}.2`);
    writeFileSync(`${reporter.log}.1`, lines.baked);
    writeFileSync(reporter.log, lines.stranger);
    expect(await reporter.run()).toEqual(WELL);
    expect(await reporter.sums()).toEqual([2, 1, 1]);
  });

  it("that was cut, or whose place is garbage, is read from its beginning", async () => {
    const reporter = new Reporter("cut");
    writeFileSync(reporter.log, lines.fresh + lines.fresh);
    await reporter.run();
    writeFileSync(reporter.log, lines.baked);
    await reporter.run();
    expect(await reporter.sums()).toEqual([3, 1, 0]);
    writeFileSync(join(reporter.state, "position"), "");
    expect(await reporter.run()).toEqual(WELL);
    expect(await reporter.sums()).toEqual([4, 2, 0]);
  });
});

describe("what fails is one line, and nothing is lost:", () => {
  it("CloudWatch", async () => {
    const reporter = new Reporter("failing");
    writeFileSync(reporter.log, lines.fresh + lines.baked);
    cloudWatch.before = () => {
      throw new Error("it is\ndown");
    };
    const { status, stderr } = await reporter.run();
    cloudWatch.before = () => undefined;
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(
        /^<3>sorry-server: CloudWatch \(http:[^)]+\) takes no figures: .*500 <Code>InternalFailure.*it is down.* The next run reports what this one could not\.\n$/,
      ),
    ]);
    appendFileSync(reporter.log, lines.stranger);
    expect(await reporter.run()).toEqual(WELL);
    expect(await reporter.sums()).toEqual([2, 1, 1]);
  });

  it("credentials that CloudWatch does not know", async () => {
    const reporter = new Reporter("refused");
    writeFileSync(reporter.log, lines.fresh);
    const { credentials } = imds.metadata;
    imds.metadata.credentials = { ...credentials, secretAccessKey: "another/secret+key" };
    const { status, stderr } = await reporter.run();
    imds.metadata.credentials = credentials;
    expect([status, stderr]).toEqual([1, expect.stringContaining("SignatureDoesNotMatch")]);
    expect(stderr).not.toContain("another/secret+key");
    expect(await reporter.run()).toEqual(WELL);
    expect(await reporter.sums()).toEqual([1, 0, 0]);
  });

  it("EC2's metadata", async () => {
    const reporter = new Reporter("alone");
    writeFileSync(reporter.log, lines.fresh);
    const another = await startImds(imds.metadata);
    await another.close();
    const real = imds;
    imds = another;
    const { status, stderr } = await reporter.run();
    imds = real;
    expect([status, stderr]).toEqual([
      0,
      `<5>sorry-server: no figures are sent: EC2's instance metadata can't be had from ${another.url}; a machine elsewhere has none.\n`,
    ]);
    expect(await reporter.run()).toEqual(WELL);
    expect(await reporter.sums()).toEqual([1, 0, 0]);
  });

  it("a log that is not there", async () => {
    const { status, stderr } = await new Reporter("no-log").run();
    expect([status, stderr]).toEqual([1, expect.stringContaining("access.log that it may read")]);
  });
});

describe("an instance in no auto scaling group", () => {
  it("reports nothing and says so once; what it has logged counts once it is in one", async () => {
    const reporter = new Reporter("joined");
    writeFileSync(reporter.log, lines.fresh);
    imds.metadata.group = undefined;
    const alone = async () => {
      const { status, stderr } = await command("dash", [join(folder, "figures.sh")], {
        env: { STATE_DIRECTORY: reporter.state, SORRY_LOGS: reporter.logs, SORRY_IMDS_URL: imds.url },
      });
      return [status, stderr];
    };
    expect(await alone()).toEqual([
      0,
      expect.stringMatching(
        /^<5>sorry-server: no figures are sent: this instance is in no auto scaling group.*\n$/,
      ),
    ]);
    expect(await alone()).toEqual([0, ""]);
    expect(existsSync(join(reporter.state, "position"))).toBe(false);
    expect(await reporter.run()).toEqual(WELL);
    expect(await reporter.sums()).toEqual([1, 0, 0]);
  });
});

it("a group's name may hold what AWS lets it hold", async () => {
  const reporter = new Reporter('a "name"\\ & =%41 本');
  writeFileSync(reporter.log, lines.fresh);
  expect(await reporter.run()).toEqual(WELL);
  expect(await reporter.sums()).toEqual([1, 0, 0]);
});

it("no process's arguments hold a credential, and nobody else may read what is kept", async () => {
  const reporter = new Reporter("secret");
  writeFileSync(reporter.log, lines.fresh);
  const seen: string[] = [];
  cloudWatch.before = () => {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        seen.push(readFileSync(`/proc/${pid}/cmdline`, "utf8"));
      } catch (error) {
        // A process that has just ended.
        if (!["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
      }
    }
  };
  expect(await reporter.run()).toEqual(WELL);
  cloudWatch.before = () => undefined;
  expect(seen.filter((one) => one.includes("--aws-sigv4"))).toHaveLength(1);
  const { accessKeyId, secretAccessKey, sessionToken } = imds.metadata.credentials;
  for (const text of [accessKeyId, secretAccessKey, sessionToken]) {
    expect(seen.filter((one) => one.includes(text))).toEqual([]);
  }
  expect(readdirSync(reporter.state)).toEqual(["position"]);
  expect(readFileSync(join(reporter.state, "position"), "utf8")).toBe(
    `${statSync(reporter.log).ino} ${statSync(reporter.log).size}\n`,
  );
});
