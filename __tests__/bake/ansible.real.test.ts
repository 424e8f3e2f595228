import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { machineFiles } from "../../nginx/machine-files";
import type { MasterConfig } from "../../nginx/master-config";
import { command } from "../support/command";
import { ask, asUser } from "../support/machine/ask";
import { synthesize } from "../support/machine/bake";
import { expectFiles } from "../support/machine/files";
import { play, writePlaybook } from "../support/machine/playbook";
import { useMachine } from "../support/machine/use-machine";
import { accountConfig, platformOf } from "../support/platforms";
import { temporaryFolder } from "../support/temporary-folder";

jest.setTimeout(1_200_000);

const SITES = [
  { name: "domain-a", domains: ["example.com", "*.example.com"], page: "maintenance", retryAfter: "2h" },
  { name: "domain-b", domains: ["example.net"], page: "closed", status: 404 },
];
const PLATFORM = platformOf([accountConfig({ sites: SITES })]);
/** One site less, with its page, and another domain. */
const CHANGED = platformOf([
  accountConfig({ sites: [{ ...SITES[0], domains: ["example.com", "example.org"], retryAfter: "3h" }] }),
]);

const folder = temporaryFolder();
const first = join(folder, "first");
const machine = useMachine();
beforeAll(() => {
  writePlaybook(first, PLATFORM);
});

/** A playbook with another nginx.conf or virtual.conf than it should have. */
function brokenPlaybook(
  name: string,
  path: keyof MasterConfig["files"],
  change: (text: string) => string,
): string {
  const { config } = synthesize(CHANGED);
  const text = change(config.files[path]);
  if (text === config.files[path]) throw new Error(`${path} is as before`);
  const broken = join(folder, name);
  writePlaybook(broken, CHANGED, { ...config, files: { ...config.files, [path]: text } });
  return broken;
}

const read = (path: string) => readFileSync(join(machine.root, path));
const masterProcess = async () => (await machine.shell("cat /run/nginx.pid")).stdout;

/** The files of ours on the machine, and since when nginx's workers run. */
async function state(): Promise<string> {
  const { stdout } = await machine.shell(
    "cat /run/nginx.pid; find /etc/nginx /etc/sorry-server /etc/systemd/system -type f -exec sha256sum {} + | sort",
  );
  return stdout;
}

test("ansible-lint has nothing to say about the role, in its strictest profile", async () => {
  const { status, stdout } = await command(
    "ansible-lint",
    ["--offline", "--nocolor", "--profile", "production", "playbook.yml"],
    { cwd: first, env: { HOME: folder, LC_ALL: "C.UTF-8" } },
  );
  expect([status, stdout]).toEqual([0, ""]);
});

test("check mode says that a new host would change, and changes nothing", async () => {
  const run = await play(machine, first, { check: true });
  expect([run.status, run.counts("first")]).toEqual([0, expect.objectContaining({ changed: 2, failed: 0 })]);
  expect(existsSync(join(machine.root, "etc/nginx"))).toBe(false);
  expect(existsSync(join(machine.root, "etc/sorry-server"))).toBe(false);
});

describe("the first run", () => {
  test("makes a sorry server of a Debian", async () => {
    const run = await play(machine, first);
    expect([run.status, run.counts("first"), run.stderr]).toEqual([
      0,
      expect.objectContaining({ failed: 0, unreachable: 0 }),
      expect.any(String),
    ]);
    expect(run.counts("first")?.["changed"]).toBeGreaterThan(5);
    expect(await ask(machine, "/any/path", asUser("example.com"))).toMatchObject({
      status: 503,
      headers: { "retry-after": "7200" },
    });
    expect(await ask(machine, "/")).toMatchObject({ headers: { "content-type": "image/gif" } });
  });

  test("installs what the image holds, byte for byte, and readable for nginx", async () => {
    const { config, baked } = synthesize(PLATFORM);
    const files = machineFiles(config, baked);
    expectFiles(machine, files);
    expect(read("etc/sorry-server/files.sha256").toString()).toBe(files.manifest);
    expect(read("etc/sorry-server/release.json").toString()).toBe(files.release);
    const odd = await machine.shell(
      "find /etc/nginx/nginx.conf /etc/nginx/conf.d /etc/sorry-server \\( -not -user root -o -not -perm -004 \\)",
    );
    expect(odd).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  test("leaves nothing in the playbook's folder or on this machine", async () => {
    const { stdout } = await command("find", [first, "-name", "*.tar"]);
    expect(stdout).toBe("");
  });
});

test("a second run changes nothing, and check mode says so, too", async () => {
  const before = await state();
  for (const check of [true, false]) {
    const run = await play(machine, first, { check });
    expect([run.status, run.counts("first")]).toEqual([
      0,
      expect.objectContaining({ changed: 0, failed: 0 }),
    ]);
  }
  expect(await state()).toBe(before);
});

test("a config that nginx refuses never goes live: the host has its files of before, and serves on; no other host is touched", async () => {
  const before = await state();
  const broken = brokenPlaybook("refused", "conf.d/virtual.conf", (text) =>
    text.replace("map $host", "mapp $host"),
  );
  const run = await play(machine, broken, { hosts: ["first", "second"], retries: 3 });
  expect(run.status).not.toBe(0);
  expect(run.stdout).toMatch(/Let nginx check the config: .*\[emerg\] .*unknown directive \\"mapp\\"/);
  expect(run.stdout).toContain("This host has the files that it had before, and serves as before.");
  expect(run.counts("second")).toBeUndefined();
  expect(await state()).toBe(before);
  expect(await ask(machine, "/", asUser("example.net"))).toMatchObject({ status: 404 });
});

test("a config that nginx checks, but does not take while it runs, is rolled back, too", async () => {
  const before = await state();
  const broken = brokenPlaybook("not-taken", "nginx.conf", (text) =>
    text.replace("keys_zone=pages:8m levels=1 ", "keys_zone=pages:8m levels=1:2 "),
  );
  const run = await play(machine, broken, { retries: 3 });
  expect(run.status).not.toBe(0);
  expect(run.stdout).toContain(
    "Wait for new workers: a config that nginx does not take leaves it the old ones",
  );
  expect(await state()).toBe(before);
  expect(await ask(machine, "/", asUser("example.net"))).toMatchObject({ status: 404 });
});

test("a config that does not answer health checks is rolled back, too", async () => {
  const before = await state();
  const broken = brokenPlaybook("sick", "nginx.conf", (text) => text.replace("empty_gif;", "return 404;"));
  const run = await play(machine, broken, { retries: 3 });
  expect(run.status).not.toBe(0);
  expect(run.stdout).toContain("Ask as a load balancer does: ");
  expect(await state()).toBe(before);
  expect(await ask(machine, "/")).toMatchObject({ headers: { "content-type": "image/gif" } });
});

test("a change goes live by a reload, and takes away what is no longer wanted", async () => {
  const second = join(folder, "second");
  writePlaybook(second, CHANGED);
  const before = await masterProcess();
  const run = await play(machine, second);
  expect([run.status, run.counts("first")]).toEqual([0, expect.objectContaining({ failed: 0 })]);
  expect(await masterProcess()).toBe(before);
  expect(await ask(machine, "/", asUser("example.org"))).toMatchObject({
    status: 503,
    headers: { "retry-after": "10800" },
  });
  const pages = readdirSync(join(machine.root, "etc/sorry-server/pages"));
  expect(pages.map((name) => name.replace(/-.*/, "")).sort()).toEqual(["generic", "maintenance"]);
});
