import { existsSync } from "node:fs";
import { join } from "node:path";
import { filesBelow, writeFiles } from "./support/files";
import { SMALLEST, accountConfig, writeAccounts } from "./support/platforms";
import { copyOfProject } from "./support/project-copy";
import { contentOf, synth } from "./support/synth";
import { temporaryFolder } from "./support/temporary-folder";

jest.setTimeout(120_000);

const folder = temporaryFolder();
const [SITE] = SMALLEST.sites;

/** Ten faults, each of another kind. */
const TEN_FAULTS = [
  {
    ...SMALLEST,
    id: "1111",
    sites: [
      { ...SITE, stauts: 404 },
      { ...SITE, name: "domain-b", domains: ["example.net; }"] },
      { ...SITE, name: "domain-c", domains: ["example.com"], status: 418 },
      { ...SITE, name: "domain-d", domains: ["example.net"], page: "maintenence" },
      { ...SITE, name: "domain-d", domains: ["www.example.net"] },
    ],
  },
  accountConfig(
    { region: "ap-northeast-9", sorryDomain: "sorry.example.net" },
    { domains: ["www.sorry.example.com"] },
  ),
];

// Account, site, field, rule, value and fix: whoever reads one needs nothing else.
const TEN_LINES = [
  'accounts/corporate: `id` must be a string of 12 digits, got "1111". Put the id between quotes.',
  "accounts/corporate: site `domain-a`: `stauts` must not be there (there is no such field), got 404. Did you mean `status`?",
  'accounts/corporate: site `domain-b`: `domains[0]` must be a host name (letters, digits, hyphens and dots), got "example.net; }". Take out ";"; a scheme, a port or a path is no part of a domain.',
  "accounts/corporate: site `domain-c`: `status` must be one of 400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504, got 418. Use 503 for maintenance, 404 for a site that is gone.",
  'accounts/corporate: site `domain-d`: `page` must be a folder of site-content/, or beside the accounts\' file, got "maintenence". Make it, with an index.html.',
  'accounts/corporate: `region` must be a region of AWS\'s commercial partition, got "ap-northeast-9". Did you mean ap-northeast-1?',
  'accounts/corporate: `name` must name one account only, got "corporate". Rename one of them.',
  'accounts/corporate: site `domain-d`: `name` must give an alias of its own (site corporate/domain-d has it), got "domain-d.sorry.example.com". Rename one of them.',
  'accounts/corporate: site `domain-c`: `domains[0]` must belong to one site only (site corporate/domain-a has it), got "example.com". Take it out of one of the two.',
  'accounts/corporate: site `domain-a`: `domains[0]` must not be sorry.example.com or below it: aliases live there, and a sorry server that answers for an alias asks itself, got "www.sorry.example.com". Name the domain that users type.',
];

it("ten faults give ten lines, exit code 1, and no output folder at all", async () => {
  const output = join(folder, "bad");
  const accountsFile = writeAccounts(folder, TEN_FAULTS);
  const { status, stdout, stderr } = await synth(output, { accountsFile });
  expect(stderr.split("\n")).toEqual([...TEN_LINES, "", "10 faults. Nothing was written.", ""]);
  expect([status, stdout, existsSync(output)]).toEqual([1, "", false]);
});

it("one fault gives one line", async () => {
  const output = join(folder, "gone");
  const { status, stderr } = await synth(output, { accountsFile: "nowhere.json" });
  expect(stderr.split("\n")).toEqual([
    'accounts: must come from a file that exists, got "nowhere.json". Check SORRY_ACCOUNTS.',
    "",
    "1 fault. Nothing was written.",
    "",
  ]);
  expect([status, existsSync(output)]).toEqual([1, false]);
});

it.each([".", "..", ""])(
  "the project's own files stay as they are where CDKTF_OUTDIR is %j",
  async (output) => {
    const parent = join(folder, `parent${output}`);
    const project = copyOfProject(join(parent, "project"));
    const before = filesBelow(join(project, "nginx"));
    const { status, stdout, stderr } = await synth(output, {
      root: project,
      accountsFile: writeAccounts(folder, [SMALLEST]),
    });
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(
      /^CDKTF_OUTDIR must name a folder of its own, got "\.{0,2}"\. .*Name another one.*\n$/,
    );
    expect(filesBelow(join(project, "nginx"))).toEqual(before);
    expect(existsSync(join(project, "golden-ami"))).toBe(false);
  },
);

it("a folder that no synth wrote stays as it was, and nothing is written beside it", async () => {
  const output = writeFiles(join(folder, "theirs"), {
    "nginx/nginx.conf": "theirs",
    "stacks/theirs/cdk.tf.json": "{}",
  });
  const before = contentOf(output);
  const { status, stdout, stderr } = await synth(output, { accountsFile: writeAccounts(folder, [SMALLEST]) });
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toContain(`${join(output, "nginx")}. They are left alone.`);
  expect(contentOf(output)).toEqual(before);
});

it("what an earlier run wrote stays as it was", async () => {
  const output = join(folder, "kept");
  expect((await synth(output, { accountsFile: writeAccounts(folder, [SMALLEST]) })).status).toBe(0);
  const before = contentOf(output);
  expect((await synth(output, { accountsFile: writeAccounts(folder, TEN_FAULTS) })).status).toBe(1);
  expect(contentOf(output)).toEqual(before);
});
