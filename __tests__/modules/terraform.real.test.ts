import { chmodSync, cpSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ownAccounts from "../../accounts";
import type { AccountConfig, BackendConfig } from "../../accounts/types";
import { SorryDistribution, SorryShared } from "../../modules";
import { SMALLEST } from "../support/platforms";
import { HAND_GIVEN, accountStack, sitePage, synthesized, theirStack } from "../support/synthesized";
import { contentOf } from "../support/synth";
import { temporaryFolder } from "../support/temporary-folder";
import { TerraformValidator } from "../support/terraform";

jest.setTimeout(120_000);

const terraform = new TerraformValidator();
const elsewhere = temporaryFolder();

const BACKENDS: readonly BackendConfig[] = [
  { type: "local" },
  { type: "terraform-cloud", organization: "example" },
  { type: "s3", bucket: "states", region: "eu-west-1", roleArn: "arn:aws:iam::111111111111:role/states" },
];

const MAXIMAL: AccountConfig = {
  ...SMALLEST,
  zone: { name: "example.com", roleArn: "arn:aws:iam::333333333333:role/dns" },
  credentials: { roleArn: "arn:aws:iam::111111111111:role/deploy", externalId: "secret-word" },
  tags: { service: "sorry-server", "cost center": "web" },
};

describe("Terraform accepts, with the real provider,", () => {
  it.each(ownAccounts.map((account) => [account.name, account] as const))(
    "the repository's account %s",
    async (_, account) => {
      expect(await terraform.faultsOf(accountStack(account).folder)).toEqual([]);
    },
  );

  it.each(BACKENDS.map((backend) => [backend.type, backend] as const))(
    "a stack with the backend %s",
    async (_, backend) => {
      expect(await terraform.faultsOf(accountStack({ ...SMALLEST, backend }).folder)).toEqual([]);
    },
  );

  it("a stack with a role, tags, and its zone in another account", async () => {
    expect(await terraform.faultsOf(accountStack(MAXIMAL).folder)).toEqual([]);
  });

  it("names as long as accounts may have them, and an internationalized sorry domain", async () => {
    const [site] = SMALLEST.sites;
    const longest = { ...site, name: "n".repeat(63) };
    const sorryDomain = `${"s".repeat(50)}.example.com`;
    const account = { ...SMALLEST, name: "a".repeat(40), sorryDomain, sites: [longest] };
    expect(await terraform.faultsOf(accountStack(account).folder)).toEqual([]);
    const international = { ...SMALLEST, sorryDomain: "新聞.example.com" };
    expect(await terraform.faultsOf(accountStack(international).folder)).toEqual([]);
  });

  it("a platform team's own stack with two sorry domains of two sites each, and a site with resources given by hand", async () => {
    const { stack, usEast1Provider } = theirStack();
    for (const sorryDomain of ["sorry.example.com", "sorry.example.net"]) {
      const props = { accountId: "111111111111", sorryDomain, usEast1Provider };
      const shared = new SorryShared(stack, sorryDomain, props);
      for (const siteName of ["domain-a", "domain-b"]) {
        const page = sitePage("maintenance");
        new SorryDistribution(stack, `${siteName}.${sorryDomain}`, { shared, siteName, page });
      }
    }
    const page = sitePage("closed");
    new SorryDistribution(stack, "alone", { shared: HAND_GIVEN, siteName: "alone", page, status: 404 });
    expect(await terraform.faultsOf(synthesized(stack).folder)).toEqual([]);
  });
});

it("a stack needs nothing of the machine that made it: it may be moved, and be read-only", async () => {
  const { folder, text } = accountStack(MAXIMAL);
  expect(text).not.toContain(tmpdir());
  const moved = join(elsewhere, "run", "stack");
  cpSync(folder, moved, { recursive: true });
  rmSync(folder, { recursive: true });
  // The first time for Terraform's lock file.
  expect(await terraform.faultsOf(moved)).toEqual([]);
  const folders = [
    moved,
    ...readdirSync(moved, { recursive: true, encoding: "utf8" }).map((path) => join(moved, path)),
  ];
  for (const path of folders) chmodSync(path, statSync(path).mode & 0o555);
  try {
    const before = contentOf(moved);
    expect([...before.keys()].filter((path) => path.startsWith("assets/"))).not.toEqual([]);
    expect(await terraform.faultsOf(moved)).toEqual([]);
    expect(contentOf(moved)).toEqual(before);
  } finally {
    // So that the folder can be removed.
    for (const path of folders) chmodSync(path, statSync(path).mode | 0o200);
  }
});

describe("Terraform refuses", () => {
  it("an argument that the provider does not know", async () => {
    const { folder, text } = accountStack(SMALLEST);
    writeFileSync(join(folder, "cdk.tf.json"), text.replace('"http_version"', '"http_versions"'));
    expect(await terraform.faultsOf(folder)).toEqual([
      'Extraneous JSON object property: No argument or block type is named "http_versions". Did you mean "http_version"?',
    ]);
  });

  it("an uploaded file that is not where the stack says", async () => {
    const { folder } = accountStack(SMALLEST);
    const file = join(folder, "cdk.tf.json");
    writeFileSync(file, readFileSync(file, "utf8").replaceAll("assets/", "elsewhere/"));
    const faults = await terraform.faultsOf(folder);
    expect(faults).toHaveLength(3);
    for (const fault of faults) expect(fault).toContain("no such file or directory");
  });
});
