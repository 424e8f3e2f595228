import { join } from "node:path";
import type { AccountConfig } from "../../accounts/types";
import type { Takeover } from "../../cli/import/takeover";
import { HandBuilt } from "../support/aws/hand-built";
import { createZone } from "../support/aws/seed";
import { useEmulatedAws } from "../support/aws/use-emulated-aws";
import { NOTHING_TO_DO } from "../support/e2e/deployment";
import { PlatformFolder } from "../support/e2e/platform-folder";
import { accountConfig, writeAccounts } from "../support/platforms";
import { type Told, runSorry } from "../support/run-sorry";
import { temporaryFolder } from "../support/temporary-folder";

jest.setTimeout(600_000);

/** A sorry server that somebody built by hand, which an account's stack takes over. Each test goes on from the last. */

const ACCOUNT = "111111111111";
const ELSEWHERE = "222222222222";
const REGION = "ap-northeast-1";

const used = useEmulatedAws([ACCOUNT, ELSEWHERE]);
const session = () => used.session(ACCOUNT);
const folder = temporaryFolder();
const platform = new PlatformFolder(join(folder, "platform"));

const site = (name: string) => ({ name, domains: [`${name}.example.com`], page: "maintenance" });
const base = accountConfig({ zone: "example.com", sites: ["domain-a", "domain-b", "domain-c"].map(site) });
let config: AccountConfig = base;

const sorryImport = (words: readonly string[] = [], environment = session().environment): Promise<Told> =>
  runSorry(["import", ...words], { ...environment, SORRY_ACCOUNTS: writeAccounts(folder, [config]) });

async function found(words: readonly string[] = []): Promise<Takeover> {
  return JSON.parse((await sorryImport(["--json", ...words])).stdout) as Takeover;
}

const hands = () => new HandBuilt(session(), REGION);
const FOREIGN = "d0foreign0.cloudfront.net";
let first: { readonly id: string; readonly domainName: string };
let second: typeof first;
let certificate: string;

beforeAll(() => createZone(session(), "example.com"));

it("`sorry import` says where there is nothing to take over", async () => {
  const { status, stdout } = await sorryImport();
  expect([status, stdout]).toEqual([
    0,
    expect.stringContaining("Nothing to take over: npx cdktf deploy corporate makes all of it."),
  ]);
});

it("`sorry import` refuses another account's credentials", async () => {
  const { status, stderr } = await sorryImport([], used.session(ELSEWHERE).environment);
  expect([status, stderr]).toEqual([
    1,
    expect.stringContaining("is AWS account 111111111111, but these credentials are of 222222222222"),
  ]);
});

it("`sorry import` says where there are no credentials", async () => {
  const nobody = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, HOME: folder };
  const { status, stderr } = await sorryImport([], { ...session().environment, ...nobody });
  expect([status, stderr]).toEqual([1, expect.stringContaining("no AWS credentials that work")]);
});

it("`sorry import` refuses a bucket that is not there", async () => {
  expect(await sorryImport(["--bucket", "nobodys-pages"])).toEqual({
    status: 1,
    stdout: "",
    stderr: "--bucket nobodys-pages: it can't be taken over: there is no such bucket.",
  });
});

it("`sorry import` names an alias that a distribution of another account has, and a CNAME, before they stop a deploy", async () => {
  certificate = await hands().certificate("*.sorry.example.com");
  // Of the same name; nothing uses it.
  await hands().certificate("*.sorry.example.com");
  await hands().bucket("our-old-pages");
  const control = await hands().accessControl("by-hand");
  const from = { bucket: "our-old-pages", control, certificate };
  first = await hands().distribution(["domain-a.sorry.example.com"], from);
  second = await hands().distribution(["domain-b.sorry.example.com"], from);
  await hands().alias("domain-a.sorry.example.com", first.domainName);
  await hands().cname("domain-b.sorry.example.com", second.domainName);
  await hands().cname("domain-c.sorry.example.com", FOREIGN);
  const { status, stdout } = await sorryImport();
  expect(status).toBe(1);
  expect(stdout).toContain(`domain-c.sorry.example.com is the alias of ${FOREIGN}, which is no distribution`);
  expect(stdout).toContain(
    `domain-b.sorry.example.com is a CNAME of ${second.domainName}, and Route 53 takes no A record beside it. Make it an A alias of ${second.domainName} first`,
  );
  expect(stdout).toContain("Those 3 stand in the way of a deploy.");
});

it("`sorry import` says what the stack takes over, what it makes, and what stays", async () => {
  // As docs/migration.md says, each in one change; the foreign distribution gave its alias up.
  await hands().replaceCname("domain-b.sorry.example.com", second.domainName);
  await hands().replaceCname("domain-c.sorry.example.com", second.domainName);
  const takeover = await found();
  const zone =
    Object.values(takeover.imports)
      .find((id) => id.endsWith("_CNAME"))
      ?.split("_")[0] ?? "";
  expect(takeover).toMatchObject({ bucket: "our-old-pages", obstacles: [], isSaid: false });
  expect(takeover.imports).toEqual({
    "shared/certificate": certificate,
    "shared/certificate-validation-record": expect.stringMatching(
      /^[A-Z0-9]+__[0-9a-z]+\.sorry\.example\.com_CNAME$/,
    ) as string,
    "shared/bucket": "our-old-pages",
    "shared/bucket-policy": "our-old-pages",
    "sites/domain-a/distribution": first.id,
    "sites/domain-a/record-a": `${zone}_domain-a.sorry.example.com_A`,
    "sites/domain-a/record-aaaa": `${zone}_domain-a.sorry.example.com_AAAA`,
    "sites/domain-b/distribution": second.id,
    "sites/domain-b/record-a": `${zone}_domain-b.sorry.example.com_A`,
    "sites/domain-b/record-aaaa": `${zone}_domain-b.sorry.example.com_AAAA`,
    "sites/domain-c/record-a": `${zone}_domain-c.sorry.example.com_A`,
    "sites/domain-c/record-aaaa": `${zone}_domain-c.sorry.example.com_AAAA`,
  });
  expect(takeover.made).toContain("sites/domain-c/distribution");
  expect(takeover.changes).toContain(
    "It holds sorry.html, which no site of accounts/ shows; that stays in it.",
  );
  expect(takeover.stays).toEqual([
    expect.stringMatching(`^arn:.+ stays: the sites' distributions use ${certificate}\\.$`),
  ]);
  const { status, stdout } = await sorryImport();
  expect([status, stdout]).toEqual([
    0,
    expect.stringContaining(`"sites/domain-a/distribution": "${first.id}",`),
  ]);
  config = { ...base, bucket: takeover.bucket, imports: takeover.imports };
});

it("real Terraform imports just that, and neither replaces nor destroys a thing", async () => {
  platform.writeAccounts([config]);
  await platform.synth("folder");
  const { status, changes, complaints } = await (
    await platform.stack("corporate")
  ).plan(session().environment);
  expect({ status, complaints }).toEqual({ status: 2, complaints: [] });
  const imported = changes.filter((change) => change.imports !== undefined);
  expect(imported.map((change) => change.imports).sort()).toEqual(Object.values(config.imports ?? {}).sort());
  expect([...new Set(imported.map(({ action }) => action))].sort()).toEqual(["import", "update"]);
  expect([...new Set(changes.map(({ action }) => action))].sort()).toEqual(["create", "import", "update"]);
});

it("a deploy takes it over; the distributions keep their ids, and a second plan is empty, with the lines and without", async () => {
  const stack = await platform.stack("corporate");
  const { status, complaints } = await stack.apply(session().environment);
  expect({ status, complaints }).toEqual({ status: 0, complaints: [] });
  expect(await stack.plan(session().environment)).toEqual(NOTHING_TO_DO);
  expect(await found()).toMatchObject({
    imports: { "sites/domain-a/distribution": first.id, "sites/domain-b/distribution": second.id },
    obstacles: [],
  });
  platform.writeAccounts([{ ...config, imports: {} }]);
  await platform.synth("folder");
  expect(await stack.plan(session().environment)).toEqual(NOTHING_TO_DO);
});

it("a state that was lost is found again: all that the stack had made", async () => {
  const { made, imports, obstacles } = await found();
  expect({ made, obstacles }).toEqual({ made: [], obstacles: [] });
  expect(Object.keys(imports)).toHaveLength(11 + 3 * config.sites.length);
});
