import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { masterConfig } from "../../nginx/master-config";
import { loadPlatform } from "../../pages/platform-pages";
import { readArtifacts } from "../../preview/artifacts";
import { terraformEnvironment } from "../../scripts/terraform";
import { LiveAws } from "../support/aws/live";
import { createZone } from "../support/aws/seed";
import { useEmulatedAws } from "../support/aws/use-emulated-aws";
import { createWebSite, registerImage } from "../support/aws/web-site";
import { type Outcome, command } from "../support/command";
import { LivePath } from "../support/e2e/live-path";
import { alb } from "../support/load-balancers";
import { packerStandIn } from "../support/packer-stand-in";
import { ROOT } from "../support/platforms";
import { copyOfProject } from "../support/project-copy";
import { PLAIN } from "../support/synth";
import { temporaryFolder } from "../support/temporary-folder";

jest.setTimeout(300_000);

/**
 * docs/quick-start.md as somebody follows it who has just cloned the project: its commands, in its order, with the
 * real cdktf, Terraform and `sorry`. Each test goes on from where the last one ended.
 */

/** The commands of each step. */
const STEPS = readFileSync(join(ROOT, "docs", "quick-start.md"), "utf8")
  .replace(/\n## [^]*/, "")
  .split(/^\d+\. /m)
  .map((step) => [...step.matchAll(/^ {7}(\S.*)$/gm)].map(([, line = ""]) => line));

const ID = "111111111111";
const REGION = "ap-northeast-1";
const used = useEmulatedAws([ID]);
const folder = temporaryFolder();
const project = join(folder, "project");
const accountsIndex = join(project, "accounts", "index.ts");

/** Has the stand-in for Packer's part, which needs EC2, once there is an image. */
let path = process.env["PATH"];

/** Runs a command of the document, with what a pipeline adds as nobody is there to say yes. */
async function run(line: string, ...more: readonly string[]): Promise<Outcome> {
  const [program = "", ...args] = line.split(" ");
  return command(program, [...args, ...more], {
    cwd: project,
    env: {
      ...PLAIN,
      ...terraformEnvironment(join(folder, "terraform")),
      ...used.session(ID).environment,
      ...{ PATH: path, CI: "1", CDKTF_HOME: folder, NO_COLOR: "1" },
    },
  });
}

/** Somebody writes into accounts/corporate.ts, and takes the others out of accounts/index.ts. */
function editAccounts(more: object, image: object): void {
  const text = readFileSync(join(ROOT, "accounts", "corporate.ts"), "utf8");
  const corporate = text.replace(/^};$/m, `  ...${JSON.stringify(more)},\n};`);
  writeFileSync(join(project, "accounts", "corporate.ts"), corporate);
  const platform = `{ accounts: [corporate], image: ${JSON.stringify(image)} }`;
  writeFileSync(accountsIndex, `import { corporate } from "./corporate";\nexport default ${platform};\n`);
}

beforeAll(async () => {
  // nginx's workers are another user.
  chmodSync(folder, 0o755);
  copyOfProject(project);
  await createZone(used.session(ID), "example.com");
});

let users: LivePath | undefined;
afterAll(() => users?.close());

/** Terraform's provider is in a folder here, and no registry says what checksums it has on other machines. */
const NO_REGISTRY = ["--skip-provider-lock", "--no-color"];

async function expectDeployed(): Promise<void> {
  const { status, stdout, stderr } = await run(deploy, "--auto-approve", ...NO_REGISTRY);
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/Apply complete! Resources: \d+ added, 0 changed, 0 destroyed\./);
}

it("has a test of each of its commands here, but for those of its first step", () => {
  expect(STEPS).toEqual([
    [],
    // A clean checkout's, and of the tests of the preview.
    ["npm ci", "npm start"],
    [],
    ["npm run synth"],
    ["npx cdktf diff corporate", "npx cdktf deploy corporate"],
    ["npm run golden-ami", "npx cdktf deploy corporate"],
    ["npx sorry status", "npx sorry on domain-a", "npx sorry off domain-a"],
  ]);
});

const [, , , [synth = ""] = [], [diff = "", deploy = ""] = [], [bake = ""] = [], switching = []] = STEPS;

it("2 and 3: one account, checked and written", async () => {
  editAccounts({}, {});
  const { status, stdout, stderr } = await run(synth);
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toContain(`Next: ${deploy}\n`);
});

it("4: the difference, and the deploy of the pages, which a sorry server finds", async () => {
  const seen = await run(diff, ...NO_REGISTRY);
  expect([seen.status, seen.stderr]).toEqual([0, ""]);
  expect(seen.stdout).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy\./);
  await expectDeployed();

  const { serverFiles } = readArtifacts(join(project, "cdktf.out"));
  users = await LivePath.start(join(folder, "path"), serverFiles, new LiveAws([used.session(ID)]));
  await users.deployed(10);
  expect(await users.sourceOnceFresh("www.example.com")).toMatch(/^(?:fresh|cached)$/);
  const { status, body } = await users.ask({ host: "www.example.com", path: "/any/path" });
  expect([status, body.toString()]).toEqual([503, expect.stringContaining("We are working on this site")]);
});

it("5: the image, and the deploy of the fleet and of its load balancer's rules", async () => {
  const session = used.session(ID);
  const { fleet } = await createWebSite(session, REGION);
  editAccounts(
    { fleet, loadBalancers: [alb({ original: "web", sites: ["domain-a"] })] },
    { ssmAgent: false },
  );
  const { platform } = loadPlatform(accountsIndex, join(project, "site-content"));
  const image = await registerImage(session, REGION, "arm64", masterConfig(platform).hash);
  const builds = [
    { name: "arm64", builder_type: "amazon-ebs", packer_run_uuid: "1", artifact_id: `${REGION}:${image}` },
  ];
  const manifest = JSON.stringify({ last_run_uuid: "1", builds });
  path = packerStandIn(join(folder, "packer"), { version: "1.11.2", manifest, buildStatus: 0 }).path;
  const baked = await run(bake);
  expect([baked.status, baked.stderr]).toEqual([0, ""]);
  expect(baked.stdout).toContain(image);
  await expectDeployed();
});

it("6: the switch, on and off", async () => {
  const [status = "", on = "", off = ""] = switching;
  const state = async () => {
    const { status: code, stdout, stderr } = await run(status);
    expect([code, stderr]).toEqual([0, ""]);
    return /^ *web:443 +domain-a +(\w+)/m.exec(stdout)?.[1];
  };
  expect(await state()).toBe("off");
  const switchedOn = await run(on, "--yes");
  expect(switchedOn).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('switch: { "domain-a": "on" }') as string,
  });
  expect(await state()).toBe("on");
  expect((await run(off, "--yes")).status).toBe(0);
  expect(await state()).toBe("off");
});
