import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SwitchState } from "../../accounts/load-balancer";
import { readListeners } from "../../cli/switch/live";
import { writePlainModules } from "../../scripts/plain-modules";
import { LiveAws } from "../support/aws/live";
import { createZone } from "../support/aws/seed";
import { PARKED } from "../support/aws/switched-listener";
import { useEmulatedAws } from "../support/aws/use-emulated-aws";
import { type WebSite, createWebSite, registerImage } from "../support/aws/web-site";
import { NOTHING_TO_DO, actionsOf } from "../support/e2e/deployment";
import { LivePath } from "../support/e2e/live-path";
import { filesBelow, writeFiles } from "../support/files";
import { serverFiles } from "../support/nginx";
import { FEW_LINES, MODULES, readmeExample, withIdsOf } from "../support/plain-modules";
import { accountConfig, platformOf } from "../support/platforms";
import { temporaryFolder } from "../support/temporary-folder";
import { type Run, TerraformStack } from "../support/terraform-stack";

jest.setTimeout(600_000);

const ACCOUNT = "111111111111";
const REGION = "ap-northeast-1";
const used = useEmulatedAws([ACCOUNT]);
const root = temporaryFolder();
const folder = join(root, "empty");
const credentials = () => used.session(ACCOUNT).environment;
let site: WebSite;
let terraform: TerraformStack;
let applied: Promise<Run>;

beforeAll(async () => {
  const session = used.session(ACCOUNT);
  await createZone(session, "sorry.example.com");
  await registerImage(session, REGION, "arm64", "0123456789ab");
  site = await createWebSite(session, REGION);
  writePlainModules(folder);
  writeFiles(folder, { "main.tf": FEW_LINES });
  terraform = new TerraformStack(folder, join(root, "empty-work"));
  await terraform.init();
  // The provider waits half a minute for Route 53; the other tests go on meanwhile.
  applied = terraform.apply(credentials());
});

afterAll(() => applied);

/** A folder with the modules and a module's example, as it stands in its README; Terraform finds nothing wrong with it. */
async function validExample(module: string) {
  const alone = join(root, module);
  writePlainModules(alone);
  const example = readmeExample(alone, module);
  writeFiles(alone, { "main.tf": example });
  const stack = new TerraformStack(alone, join(root, `${module}-work`));
  await stack.init();
  expect(await stack.faults()).toEqual([]);
  return { stack, write: (text: string) => writeFiles(alone, { "main.tf": withIdsOf(site, text) }), example };
}

// Those of the two other modules are applied below.
describe("the example in the README of", () => {
  it.each(["sorry-shared", "sorry-fleet"])(
    "%s is a whole configuration, which Terraform validates and plans alone",
    async (module) => {
      const { stack, write, example } = await validExample(module);
      write(example);
      const run = await stack.plan(credentials());
      expect([run.status, run.complaints, actionsOf(run)]).toEqual([2, [], ["create"]]);
    },
  );
});

describe("the state in the example of load-balancer-switch's README", () => {
  let switching: Awaited<ReturnType<typeof validExample>>;

  /** Applies the example with that state in the place of its own, which is off. */
  function apply(state: SwitchState): Promise<Run> {
    switching.write(switching.example.replace('state = "off"', `state = "${state}"`));
    return switching.stack.apply(credentials());
  }

  beforeAll(async () => {
    switching = await validExample("load-balancer-switch");
    expect(await apply("off")).toMatchObject({ status: 0, complaints: [] });
  });

  /** What the listener's one rule asks for, and how many of such requests go where. */
  async function rule() {
    const client = new ElasticLoadBalancingV2Client(used.session(ACCOUNT).clientConfig(REGION));
    const [listener] = await readListeners(client, site.loadBalancerArn);
    const [only, ...others] = listener?.rules ?? [];
    expect(others).toEqual([]);
    const weights = new Map(
      [...(only?.weights ?? [])].map(([arn, weight]) => [
        arn === site.originalArn ? "web site" : "sorry servers",
        weight,
      ]),
    );
    return { conditions: only?.conditions, weights };
  }

  it.each([
    ["on", "host-header example.com", [["sorry servers", 1]]],
    [
      "10%",
      "host-header example.com",
      [
        ["sorry servers", 10],
        ["web site", 90],
      ],
    ],
    ["off", PARKED, [["sorry servers", 1]]],
  ] as const)(
    "%s is applied in place, to that site's rule alone, and a second plan has nothing to do",
    async (state, condition, weights) => {
      const address = 'module.load_balancer_switch.aws_lb_listener_rule.rules["443/domain-a/sorry/0"]';
      expect(await apply(state)).toEqual({
        status: 0,
        complaints: [],
        changes: [{ address, action: "update" }],
      });
      expect(await rule()).toEqual({ conditions: [condition], weights: new Map(weights) });
      expect(await switching.stack.plan(credentials())).toEqual(NOTHING_TO_DO);
    },
  );
});

describe("fifteen lines and what `npm run modules` writes, in an empty folder,", () => {
  it("are all that is there; the lines are the example of sorry-distribution's README", () => {
    const beside = filesBelow(folder).map((path) => path.split("/")[0] ?? "");
    const own = beside.filter((name) => !name.startsWith(".") && !name.startsWith("terraform.tfstate"));
    expect([...new Set(own)].sort()).toEqual(["main.tf", "pages", ...MODULES].sort());
    expect(FEW_LINES.split("\n").filter((line) => line !== "")).toHaveLength(15);
    expect(readmeExample(folder, "sorry-distribution")).toBe(FEW_LINES);
  });

  it("are applied, and a second plan has nothing to do", async () => {
    expect(await applied).toMatchObject({ status: 0, complaints: [] });
    expect(await terraform.plan(credentials())).toEqual(NOTHING_TO_DO);
  });

  it("let a sorry server answer with the distribution's page, under its status", async () => {
    // nginx's workers are another user.
    chmodSync(root, 0o755);
    // No copy of the page is in the image: it comes from the distribution, or not at all.
    const image = serverFiles(platformOf([accountConfig({}, { retryAfter: undefined })]));
    const path = await LivePath.start(join(root, "path"), image, new LiveAws([used.session(ACCOUNT)]));
    try {
      await path.deployed(10);
      expect(await path.sourceOnceFresh("www.example.com")).toMatch(/^(?:fresh|cached)$/);
      const { status, body } = await path.ask({ host: "www.example.com", path: "/any/path" });
      const page = readFileSync(join(folder, "pages", "maintenance", "index.html"), "utf8");
      expect([status, body.toString()]).toEqual([503, page]);
    } finally {
      await path.close();
    }
  });
});
