import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { masterConfig } from "../../nginx/master-config";
import { type Outcome, command } from "../support/command";
import { type PackerStandIn, packerStandIn } from "../support/packer-stand-in";
import { ROOT, accountConfig, platformOf } from "../support/platforms";
import { temporaryFolder } from "../support/temporary-folder";

jest.setTimeout(300_000);

const ACCOUNTS = [accountConfig()];
const HASH = masterConfig(platformOf(ACCOUNTS)).hash;

const folder = temporaryFolder();

/** A file of accounts, with what it says of the image. */
function accountsFile(name: string, image: object): string {
  const file = join(folder, `${name}.ts`);
  writeFileSync(file, `export default ${JSON.stringify({ accounts: ACCOUNTS, image })};\n`);
  return file;
}

const outputOf = (name: string) => join(folder, `${name}-out`);

/** `npm run golden-ami -- ARGS`, with what it writes in a folder of its own. */
function goldenAmi(
  name: string,
  args: readonly string[],
  { image = {}, env = {} }: { image?: object; env?: NodeJS.ProcessEnv } = {},
): Promise<Outcome> {
  return command(
    process.execPath,
    [require.resolve("ts-node/dist/bin"), join(ROOT, "cli/golden-ami/main.ts"), ...args],
    {
      cwd: ROOT,
      env: {
        SORRY_ACCOUNTS: accountsFile(name, image),
        CDKTF_OUTDIR: outputOf(name),
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        NO_COLOR: "1",
        ...env,
      },
    },
  );
}

describe("a dry run, with the Packer that is installed", () => {
  let outcome: Outcome;
  beforeAll(async () => {
    outcome = await goldenAmi("dry", ["--dry-run"]);
  });

  test("synthesizes and validates, says each step, and what a bake would make", () => {
    expect([outcome.status, outcome.stderr]).toEqual([0, ""]);
    expect(outcome.stdout).toMatch(/^== synth\n/m);
    expect(outcome.stdout).toMatch(/^== packer validate \(Packer \d+\.\d+\.\d+\)\n/m);
    expect(outcome.stdout).toContain(`  sorry-server-arm64-${HASH}-TIME\n`);
    expect(outcome.stdout).toContain(`  sorry-server-amd64-${HASH}-TIME\n`);
  });

  test("says what a real bake still asks for", () => {
    expect(outcome.stdout).toMatch(/^Note: accounts\/: `image\.ssmAgent` must be decided before a bake/m);
  });

  test("ends before a build", () => {
    expect(outcome.stdout).not.toContain("== packer build");
    expect(existsSync(join(outputOf("dry"), "golden-ami", "manifest.json"))).toBe(false);
  });

  test("with a bad variable shows Packer's own words", async () => {
    const { status, stdout, stderr } = await goldenAmi("bad", ["--dry-run", "--var", "region=bogus"]);
    expect(status).toBe(1);
    expect(stdout).toContain("The region must be a code such as eu-west-1.");
    expect(stderr).toContain("packer validate failed: see above. Nothing was baked.");
  });
});

test("a bake with the SSM agent undecided is refused before anything runs", async () => {
  const { status, stdout, stderr } = await goldenAmi("undecided", []);
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(
    /^accounts\/: `image\.ssmAgent` must be decided before a bake, as there is no SSH: /,
  );
  expect(existsSync(outputOf("undecided"))).toBe(false);
});

test("a processor that accounts/ bakes no image for is refused", async () => {
  const { status, stderr } = await goldenAmi("processor", ["--dry-run", "--only", "amd64"], {
    image: { architectures: ["arm64"] },
  });
  expect([status, stderr]).toEqual([
    1,
    "--only amd64: accounts/ bakes no image for it, but for arm64. Add it to `image.architectures`.\n",
  ]);
});

test("without Packer it says how to get one", async () => {
  const { status, stderr } = await goldenAmi("none", ["--dry-run"], { env: { PATH: folder } });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^Packer is missing: apt-get install packer, or see https:/);
});

describe("a bake, with AWS's part of Packer and of EC2 played", () => {
  const build = (name: string, artifact: string, run = "this") => ({
    name,
    builder_type: "amazon-ebs",
    packer_run_uuid: run,
    artifact_id: artifact,
  });
  const manifest = JSON.stringify({
    last_run_uuid: "this",
    builds: [
      build("arm64", "ap-northeast-1:ami-00000000000000001", "an earlier one"),
      build("arm64", "ap-northeast-1:ami-0000000000000000a,eu-west-1:ami-0000000000000000b"),
      build("amd64", "ap-northeast-1:ami-0000000000000000c"),
    ],
  });

  /** What EC2 was asked, as REGION PARAMETERS. */
  const asked: string[] = [];
  /** The image that EC2 knows nothing of. */
  let unknown = "";
  let ec2: Server;
  beforeAll(async () => {
    ec2 = createServer((request, answer) => {
      let body = "";
      request.setEncoding("utf8").on("data", (text: string) => (body += text));
      request.on("end", () => {
        const region =
          /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? "")?.[1] ?? "";
        asked.push(`${region} ${body}`);
        const found = unknown === "" || !body.includes(unknown);
        answer.writeHead(found ? 200 : 400, { "Content-Type": "text/xml" });
        answer.end(
          found
            ? "<ModifyImageAttributeResponse><return>true</return></ModifyImageAttributeResponse>"
            : "<Response><Errors><Error><Code>InvalidAMIID.NotFound</Code><Message>The image id does not exist</Message></Error></Errors></Response>",
        );
      });
    }).listen(0, "127.0.0.1");
    await once(ec2, "listening");
  });
  afterAll(() => {
    ec2.closeAllConnections();
    ec2.close();
  });

  const bake = async (name: string, buildStatus: number, args: readonly string[] = []) => {
    asked.length = 0;
    const packer = packerStandIn(join(folder, `${name}-packer`), {
      version: "1.11.2",
      manifest,
      buildStatus,
    });
    const ec2Address = `http://127.0.0.1:${(ec2.address() as AddressInfo).port}`;
    const outcome = await goldenAmi(name, args, {
      image: { ssmAgent: false },
      env: { PATH: packer.path, AWS_ENDPOINT_URL: ec2Address },
    });
    return { packer, outcome, amisFile: join(outputOf(name), "golden-ami", "amis.json") };
  };

  describe("that goes well", () => {
    let baked: { packer: PackerStandIn; outcome: Outcome; amisFile: string };
    beforeAll(async () => {
      baked = await bake("well", 0, ["--var", "subnet_id=subnet-0123456789abcdef0"]);
    });

    test("runs init in the plugins' folder, validate and build, with the commit and the variables", () => {
      const given = ["-var", expect.stringMatching(/^source_revision=[0-9a-f]{40}(-changed)?$/) as string];
      const all = [...given, "-var", "subnet_id=subnet-0123456789abcdef0", "."];
      expect(baked.packer.calls()).toEqual([
        { folder: "golden-ami", args: ["init", "plugins"] },
        { folder: "golden-ami", args: ["validate", ...all] },
        { folder: "golden-ami", args: ["build", "-color=false", ...all] },
      ]);
    });

    test("shows its steps, Packer's output, and the images of this bake", () => {
      const { stdout, status } = baked.outcome;
      expect(status).toBe(0);
      const lines = stdout.split("\n");
      const steps = lines.filter((line) => line.startsWith("=="));
      expect(steps).toEqual([
        "== synth",
        "== packer init (Packer 1.11.2)",
        "== packer validate (Packer 1.11.2)",
        `== packer build: sorry-server-arm64-${HASH}-TIME, sorry-server-amd64-${HASH}-TIME; some ten minutes`,
        "==> amazon-ebs.arm64: on its way",
      ]);
      expect(lines).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^ *arm64 +ap-northeast-1 +ami-0000000000000000a *$/),
          expect.stringMatching(/^ *arm64 +eu-west-1 +ami-0000000000000000b *$/),
          expect.stringMatching(/^ *amd64 +ap-northeast-1 +ami-0000000000000000c *$/),
        ]),
      );
      expect(stdout).not.toContain("ami-00000000000000001");
    });

    test("writes amis.json", () => {
      expect(JSON.parse(readFileSync(baked.amisFile, "utf8"))).toEqual({
        configHash: HASH,
        amis: [
          { architecture: "arm64", region: "ap-northeast-1", id: "ami-0000000000000000a" },
          { architecture: "arm64", region: "eu-west-1", id: "ami-0000000000000000b" },
          { architecture: "amd64", region: "ap-northeast-1", id: "ami-0000000000000000c" },
        ],
      });
    });

    test("marks each image, in its own region, so that instances ask for IMDSv2", () => {
      expect(asked.map((text) => text.replace(/&Version=.*?(?=&|$)|Version=.*?&/, "")).sort()).toEqual([
        "ap-northeast-1 Action=ModifyImageAttribute&ImageId=ami-0000000000000000a&ImdsSupport.Value=v2.0",
        "ap-northeast-1 Action=ModifyImageAttribute&ImageId=ami-0000000000000000c&ImdsSupport.Value=v2.0",
        "eu-west-1 Action=ModifyImageAttribute&ImageId=ami-0000000000000000b&ImdsSupport.Value=v2.0",
      ]);
    });
  });

  test("whose build fails leaves no amis.json, not even one of before, and says so", async () => {
    const { amisFile } = await bake("badly", 0);
    expect(existsSync(amisFile)).toBe(true);
    const { outcome } = await bake("badly", 1);
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toContain("packer build failed: see above for the step that failed and why.");
    expect(existsSync(amisFile)).toBe(false);
    expect(asked).toEqual([]);
  });

  test("of one processor, whose image can't be marked, says which and keeps the record", async () => {
    unknown = "ami-0000000000000000b";
    const { packer, outcome, amisFile } = await bake("unmarked", 0, ["--only", "arm64"]);
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toContain(
      "The images are made, but these do not ask for IMDSv2 (ec2:ModifyImageAttribute):\nami-0000000000000000b in eu-west-1: The image id does not exist",
    );
    expect(existsSync(amisFile)).toBe(true);
    expect(packer.calls().at(-1)?.args).toContain("-only=amazon-ebs.arm64");
  });
});
