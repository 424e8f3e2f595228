import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FleetConfig } from "../../accounts/fleet";
import type { AccountConfig } from "../../accounts/types";
import { buildPageFolder } from "../../cli/commands/build-page";
import { checkPages } from "../../pages/platform-pages";
import { writePlainModules } from "../../scripts/plain-modules";
import { LiveAws } from "../support/aws/live";
import { createZone } from "../support/aws/seed";
import { useEmulatedAws } from "../support/aws/use-emulated-aws";
import { type WebSite, createWebSite, registerImage } from "../support/aws/web-site";
import { NOTHING_TO_DO } from "../support/e2e/deployment";
import { LivePath } from "../support/e2e/live-path";
import { writeFiles } from "../support/files";
import { serverFiles } from "../support/nginx";
import { ALL_OF_IT, withIdsOf } from "../support/plain-modules";
import {
  SITE_CONTENT,
  SMALLEST,
  TEST_CONTENT,
  platformOf,
  sitesOf,
  writeAccounts,
} from "../support/platforms";
import { runSorry } from "../support/run-sorry";
import { FLEET_IMAGE, accountStack } from "../support/synthesized";
import { temporaryFolder } from "../support/temporary-folder";
import { type PlannedResource, TerraformStack } from "../support/terraform-stack";

jest.setTimeout(600_000);

const ACCOUNT = "111111111111";
const REGION = "ap-northeast-1";
const used = useEmulatedAws([ACCOUNT]);
const folder = temporaryFolder();
const work = temporaryFolder();
const constructsWork = temporaryFolder();

const STAFF = {
  cidrs: ["192.0.2.0/24"],
  header: { name: "X-Staff", value: "yes" },
  pathPrefix: "/admin",
};

/** What the example makes, as accounts/ says it. */
const accountConfig = (fleet: FleetConfig): AccountConfig => ({
  ...SMALLEST,
  zone: "example.com",
  sites: [
    { ...SMALLEST.sites[0], domains: ["example.com"] },
    { name: "domain-b", domains: ["example.net"], page: "illustrated", status: 404 },
  ],
  fleet: { ...fleet, alarmTopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:alarms` },
  loadBalancers: [
    {
      type: "application",
      name: "web",
      listeners: [{ port: 443, original: "web", staff: STAFF }],
    },
  ],
  switch: { "domain-a": "10%" },
});

/** The example of all modules, in this account's network and zone, with a share that is switched on. */
function example(site: WebSite): string {
  return [
    ['sorry_domain = "sorry.example.com"', '$&\n  zone_name = "example.com"'],
    ['["example.com"], state = "off"', '["example.com"], state = "10%"'],
  ].reduce(
    (text, [documented = "", ours = ""]) => {
      expect(text).toContain(documented);
      return text.replace(documented, ours);
    },
    withIdsOf(site, ALL_OF_IT),
  );
}

/** A resource without its file's place, which is not the same for both. */
const comparable = ({ type, values }: PlannedResource) =>
  JSON.stringify({ type, ...values, source: undefined });

let terraform: TerraformStack;
let fleet: FleetConfig;
const credentials = () => used.session(ACCOUNT).environment;

beforeAll(async () => {
  await createZone(used.session(ACCOUNT), "example.com");
  await registerImage(used.session(ACCOUNT), REGION, "arm64", FLEET_IMAGE.configHash);
  const site = await createWebSite(used.session(ACCOUNT), REGION);
  ({ fleet } = site);
  writePlainModules(folder);
  buildPageFolder("maintenance", {
    ...{ from: SITE_CONTENT, out: join(folder, "pages", "maintenance"), status: "503" },
    ...{ domain: "example.com", retryAfter: "2h" },
  });
  buildPageFolder("illustrated", {
    ...{ from: TEST_CONTENT, out: join(folder, "pages", "closed"), status: "404", domain: "example.net" },
  });
  writeFiles(folder, { "main.tf": `${example(site)}output "fleet" { value = module.sorry_fleet }\n` });
  terraform = new TerraformStack(folder, work);
  await terraform.init();
});

describe("all plain modules together, as in docs/terraform-modules.md,", () => {
  it("plan the same resources as the constructs", async () => {
    const image = { ...FLEET_IMAGE, accountId: ACCOUNT };
    const constructs = new TerraformStack(accountStack(accountConfig(fleet), image).folder, constructsWork);
    await constructs.init();
    const [ours, theirs] = [await terraform.planned(credentials()), await constructs.planned(credentials())];
    expect(ours.map(comparable).sort()).toEqual(theirs.map(comparable).sort());
    const count = (type: string) => ours.filter((resource) => resource.type === type).length;
    expect(["aws_s3_object", "aws_lb_listener_rule", "aws_cloudwatch_metric_alarm"].map(count)).toEqual([
      7, 8, 5,
    ]);
  });

  it("are applied, and a second plan has nothing to do", async () => {
    expect(await terraform.apply(credentials())).toMatchObject({ status: 0, complaints: [] });
    expect(await terraform.plan(credentials())).toEqual(NOTHING_TO_DO);
  });

  it("give out what the fleet is made of, and what watches it", async () => {
    const name = "sorry-server-corporate";
    const titles = [
      "CPU",
      "copies in the image",
      "no figures",
      "no healthy server behind web",
      "unknown hosts",
    ];
    const arns = titles.map((title) => {
      const alarm = `${name}: ${title}`;
      return [alarm, `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${alarm}`];
    });
    expect(await terraform.output("fleet")).toEqual({
      autoscaling_group_name: name,
      launch_template_id: expect.stringMatching(/^lt-/) as string,
      security_group_id: expect.stringMatching(/^sg-/) as string,
      role_name: expect.stringMatching(`^${name}-`) as string,
      role_arn: expect.stringMatching(`^arn:aws:iam::${ACCOUNT}:role/${name}-`) as string,
      alarm_arns: Object.fromEntries(arns) as unknown,
      dashboard_name: name,
    });
  });

  it("let a sorry server answer with each site's page under its status", async () => {
    const live = new LiveAws([used.session(ACCOUNT)]);
    const platform = platformOf([accountConfig(fleet)]);
    // nginx's workers are another user.
    chmodSync(work, 0o755);
    const image = serverFiles(platform, checkPages(sitesOf(platform)).pages);
    const path = await LivePath.start(join(work, "path"), image, live);
    try {
      await path.deployed(10);
      for (const [host, status, page] of [
        ["example.com", 503, "maintenance"],
        ["example.net", 404, "closed"],
      ] as const) {
        expect(await path.sourceOnceFresh(host)).toMatch(/^(?:fresh|cached)$/);
        const answer = await path.ask({ host, path: "/any/path" });
        expect([answer.status, answer.body.toString()]).toEqual([
          status,
          readFileSync(join(folder, "pages", page, "index.html"), "utf8"),
        ]);
      }
      expect((await path.ask({ host: "example.com" })).headers["retry-after"]).toBe("7200");
    } finally {
      await path.close();
    }
  });
});

describe("`npx sorry on`, where accounts/ lists the same load balancer,", () => {
  const sorry = (words: readonly string[], states: AccountConfig["switch"]) => {
    const config = accountConfig(fleet);
    // The page is one for tests alone, and no matter for a switch.
    const sites = config.sites.map((one) => ({ ...one, page: "closed" }));
    return runSorry(words, {
      ...credentials(),
      SORRY_ACCOUNTS: writeAccounts(work, [{ ...config, sites, switch: states }]),
    });
  };

  it("switches the module's rules, and once the new state is written there is nothing to plan", async () => {
    expect(await sorry(["on", "domain-a", "--yes"], { "domain-a": "10%" })).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('switch: { "domain-a": "on" },') as string,
    });
    expect(await sorry(["diff"], { "domain-a": "on" })).toMatchObject({ status: 0 });
    const main = readFileSync(join(folder, "main.tf"), "utf8");
    writeFiles(folder, { "main.tf": main.replace('state = "10%"', 'state = "on"') });
    expect(await terraform.plan(credentials())).toEqual(NOTHING_TO_DO);
  });
});
