import { ACCOUNTS, environmentOf, fallbackOf, generate } from "../support/golden-ami";
import { accountConfig } from "../support/platforms";

/** HashiCorp's parser takes seconds to start on a busy machine. */
jest.setTimeout(60_000);

describe("the smoke test's site", () => {
  const environment = async (accounts: unknown) =>
    environmentOf((await generate(accounts)).build, "smoke-test.sh");

  test("below a wildcard is one of any name", async () => {
    expect(await environment([accountConfig({}, { domains: ["*.example.com"] })])).toContain(
      "SITE_HOST=smoke-test.example.com",
    );
  });

  test("need not be redirected: another is", async () => {
    const sites = [
      { name: "a", domains: ["a.example.com"], httpsRedirect: "off" },
      { name: "b", domains: ["b.example.com"], httpsRedirect: "temporary" },
    ];
    const variables = await environment([accountConfig({ sites })]);
    expect(variables).toEqual(
      expect.arrayContaining([
        "SITE_HOST=a.example.com",
        "REDIRECT_HOST=b.example.com",
        "REDIRECT_STATUS=307",
      ]),
    );
  });

  test("is none where there is no site", async () => {
    expect(await environment([accountConfig({ sites: [] })])).toEqual(
      expect.arrayContaining(["SITE_HOST=", "REDIRECT_HOST="]),
    );
  });
});

describe("what accounts/ says of the image", () => {
  const SHA256 = "0123456789abcdef".repeat(4);
  const key = (region: string) => `arn:aws:kms:${region}:222222222222:key/1234abcd`;

  test("names the account that bakes, shares with the others, and in whose region", async () => {
    const { template } = await generate({ accounts: ACCOUNTS, image: { account: "b" } });
    expect(fallbackOf(template, "region")).toBe("ap-northeast-1");
    expect(fallbackOf(template, "share_accounts")).toEqual(["111111111111", "333333333333", "444444444444"]);
  });

  test("leaves a processor out, with its variables", async () => {
    const { template, build } = await generate({ accounts: ACCOUNTS, image: { architectures: ["arm64"] } });
    expect(build.sources).toEqual(["source.amazon-ebs.arm64"]);
    expect(Object.keys(template.source["amazon-ebs"])).toEqual(["arm64"]);
    expect(Object.keys(template.variable).filter((name) => name.includes("amd64"))).toEqual([]);
  });

  test("encrypts with a key a region", async () => {
    const kmsKeys = { "eu-west-1": key("eu-west-1"), "ap-northeast-1": key("ap-northeast-1") };
    const { template } = await generate({ accounts: ACCOUNTS, image: { kmsKeys } });
    expect(fallbackOf(template, "kms_keys")).toEqual(kmsKeys);
  });

  test("pins the SSM agent", async () => {
    const ssmAgent = { version: "3.3.1957.0", sha256: { arm64: SHA256, amd64: SHA256 } };
    const { template, build } = await generate({ accounts: ACCOUNTS, image: { ssmAgent } });
    expect(fallbackOf(template, "ssm_agent_version")).toBe("3.3.1957.0");
    expect(fallbackOf(template, "arm64_ssm_agent_sha256")).toBe(SHA256);
    expect(environmentOf(build, "ssm-agent.sh")).toEqual(
      expect.arrayContaining([
        "SSM_AGENT_VERSION=${var.ssm_agent_version}",
        "ARM64_SSM_AGENT_SHA256=${var.arm64_ssm_agent_sha256}",
        "AMD64_SSM_AGENT_SHA256=${var.amd64_ssm_agent_sha256}",
      ]),
    );
  });
});

test("the image of a single account is shared with nobody", async () => {
  const { template } = await generate([accountConfig()]);
  expect(fallbackOf(template, "share_accounts")).toEqual([]);
  expect(fallbackOf(template, "copy_regions")).toEqual(["ap-northeast-1"]);
});
