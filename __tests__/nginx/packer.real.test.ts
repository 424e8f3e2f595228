import { goldenAmi } from "../../nginx/golden-ami";
import { type MasterConfig, masterConfig } from "../../nginx/master-config";
import { writeFolder } from "../../cli/write-files";
import { command } from "../support/command";
import { readAttribute } from "../support/hcl";
import { manySites, platformOf } from "../support/platforms";
import { ownPlatform } from "../support/request-path";
import { temporaryFolder } from "../support/temporary-folder";

const BAKED = { "baked.conf": "# text\n", "pages/a/logo.png": Buffer.from([0x89, 0xff, 0x00]) };

/** Packer in `folder`; it does not look for a newer Packer. */
const packer = (folder: string, ...args: string[]) =>
  command("packer", args, { cwd: folder, env: { CHECKPOINT_DISABLE: "1" }, timeoutMilliseconds: 60_000 });

jest.setTimeout(60_000);

describe.each([
  ["the repository's accounts", () => ownPlatform().platform],
  ["1,000 sites in 10 accounts", () => platformOf(manySites(1_000, 10))],
])("Packer and the golden AMI of %s", (_, makePlatform) => {
  const folder = temporaryFolder();
  let config: MasterConfig;
  beforeAll(() => {
    const platform = makePlatform();
    config = masterConfig(platform);
    writeFolder(folder, goldenAmi(platform, new Map(), config, BAKED));
  });

  test("packer validate passes", async () => {
    expect(await packer(folder, "validate", ".")).toMatchObject({ status: 0 });
  });

  test("packer fmt has nothing to change in any file", async () => {
    for (const place of [".", "plugins"]) {
      expect(await packer(folder, "fmt", "-check", place)).toEqual({ status: 0, stdout: "", stderr: "" });
    }
  });

  test("packer inspect shows both images and all steps", async () => {
    const { status, stdout } = await packer(folder, "inspect", "image.pkr.hcl");
    expect(status).toBe(0);
    const build = stdout
      .slice(stdout.indexOf("> builds:"))
      .split("\n")
      .map((line) => line.trim());
    expect(build.filter((line) => line !== "")).toEqual([
      ...["> builds:", "> <unnamed build 0>:"],
      ...["sources:", "amazon-ebs.arm64", "amazon-ebs.amd64"],
      ...["provisioners:", "shell", "shell", "shell", "file", "shell", "shell", "shell", "shell"],
      ...["post-processors:", "0:", "manifest"],
    ]);
  });

  test("what Packer would send is the master config, byte for byte, in lines that it does not cut", async () => {
    const { stdout } = await packer(folder, "inspect", "image.pkr.hcl");
    for (const [name, content] of [
      ["nginx_conf", config.files["nginx.conf"]],
      ["virtual_conf", config.files["conf.d/virtual.conf"]],
    ] as const) {
      const line = new RegExp(`^local\\.${name}_base64: (".*")$`, "m").exec(stdout)?.[1] ?? "";
      const base64 = (await readAttribute(`value = ${line}\n`, "value")) as string;
      expect(Buffer.from(base64, "base64").toString()).toBe(content);
      expect(Math.max(...base64.split("\n").map(({ length }) => length))).toBe(76);
    }
  });
});

describe("Packer refuses a bad value of a variable", () => {
  const folder = temporaryFolder();
  beforeAll(() => {
    const { platform } = ownPlatform();
    writeFolder(folder, goldenAmi(platform, new Map(), masterConfig(platform), BAKED));
  });

  const validate = (name: string, value: string) =>
    packer(folder, "validate", "-var", `${name}=${value}`, "image.pkr.hcl");

  test.each([
    ["region", "bogus", "The region must be a code such as eu-west-1."],
    ["region", "", "The region must be a code such as eu-west-1."],
    ["region", "eu-west-1\n", "The region must be a code such as eu-west-1."],
    ["subnet_id", "subnet-1", "The subnet_id must be like subnet-0123456789abcdef0."],
    ["subnet_id", "vpc-0123456789abcdef0", "The subnet_id must be like subnet-0123456789abcdef0."],
    ["arm64_instance_type", "t4g", "The arm64_instance_type must be like t4g.small."],
    ["arm64_instance_type", "", "The arm64_instance_type must be like t4g.small."],
    ["amd64_instance_type", "t3.small;", "The amd64_instance_type must be like t3.small."],
    ["amd64_source_image", "", "The amd64_source_image must be a name such as debian-12-amd64-*."],
    ["source_owner", "amazon", "The source_owner must be an account id of 12 digits."],
    ["ssh_from", '["0.0.0.0"]', "The ssh_from must be a list of CIDR blocks such as 192.0.2.0/24."],
    [
      "share_accounts",
      '["111111111111","1"]',
      "The share_accounts must be a list of account ids of 12 digits.",
    ],
    ["copy_regions", '["eu-west-1",""]', "The copy_regions must be a list of codes such as eu-west-1."],
    ["kms_keys", '{"eu-west-1"="alias/a"}', "The kms_keys must be a map from regions to the ARNs of keys."],
    [
      "version_suffix",
      "-a",
      "The version_suffix must be at most 32 letters, digits, dots, hyphens and underscores.",
    ],
    [
      "source_revision",
      'a"b',
      "The source_revision must be at most 100 letters, digits and the characters . _ / + or hyphens.",
    ],
    ["ssm_agent_version", "latest", "The ssm_agent_version must be four numbers, as in 3.3.1957.0."],
    [
      "ssm_agent_url",
      "file:///a",
      "The ssm_agent_url must be an address such as https://mirror.example.com/ssm.",
    ],
    ["arm64_ssm_agent_sha256", "0123", "The arm64_ssm_agent_sha256 must be 64 hexadecimal digits."],
  ])("%s = %j", async (name, value, message) => {
    const { status, stdout, stderr } = await validate(name, value);
    expect(status).toBe(1);
    // Packer breaks the lines of what it says.
    expect(`${stdout}${stderr}`.replaceAll(/\s+/g, " ")).toContain(message);
  });

  test.each([
    ["region", "ap-southeast-2"],
    ["subnet_id", "subnet-0123456789abcdef0"],
    ["subnet_id", ""],
    ["arm64_instance_type", "c7gn.16xlarge"],
    ["amd64_instance_type", "u-6tb1.metal"],
    ["ssh_from", '["192.0.2.0/24","198.51.100.7/32"]'],
    ["share_accounts", "[]"],
    ["copy_regions", '["ap-northeast-1","us-gov-west-1"]'],
    [
      "kms_keys",
      '{"ap-northeast-1"="arn:aws:kms:ap-northeast-1:111111111111:key/01234567-89ab-cdef-0123-456789abcdef","eu-west-1"="arn:aws:kms:eu-west-1:111111111111:key/01234567-89ab-cdef-0123-456789abcdef"}',
    ],
    ["version_suffix", "rc.1"],
    ["ssm_agent_version", "3.3.1957.0"],
    ["ssm_agent_url", "https://mirror.example.com:8443/ssm"],
  ])("and takes a good one: %s = %j", async (name, value) => {
    expect(await validate(name, value)).toMatchObject({ status: 0 });
  });
});
