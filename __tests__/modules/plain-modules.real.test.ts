import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AccountConfig } from "../../accounts/types";
import { buildPageFolder } from "../../cli/commands/build-page";
import { checkPages } from "../../pages/platform-pages";
import { writePlainModules } from "../../scripts/plain-modules";
import { LiveAws } from "../support/aws/live";
import { createZone } from "../support/aws/seed";
import { useEmulatedAws } from "../support/aws/use-emulated-aws";
import { NOTHING_TO_DO } from "../support/e2e/deployment";
import { LivePath } from "../support/e2e/live-path";
import { writeFiles } from "../support/files";
import { serverFiles } from "../support/nginx";
import { SITE_CONTENT, SMALLEST, TEST_CONTENT, platformOf, sitesOf } from "../support/platforms";
import { accountStack } from "../support/synthesized";
import { temporaryFolder } from "../support/temporary-folder";
import { type PlannedResource, TerraformStack } from "../support/terraform-stack";

jest.setTimeout(600_000);

const ACCOUNT = "111111111111";
const used = useEmulatedAws([ACCOUNT]);
const folder = temporaryFolder();
const work = temporaryFolder();
/** For the constructs' stack, and for modules that are used wrongly. */
const [constructsWork, wrong] = [temporaryFolder(), temporaryFolder()];

/** What the READMEs' examples make, as accounts/ says it. */
const ACCOUNT_CONFIG: AccountConfig = {
  ...SMALLEST,
  zone: "example.com",
  sites: [
    { ...SMALLEST.sites[0], domains: ["example.com"] },
    { name: "domain-b", domains: ["example.net"], page: "illustrated", status: 404 },
  ],
};

const PROVIDERS = `
provider "aws" {
  region = "ap-northeast-1"
}
provider "aws" {
  alias  = "us_east_1"
  region = "us-east-1"
}
`;

/** The example of a module's README. */
function exampleOf(module: string): string {
  const [, example = ""] =
    /```hcl\n(.*?)```/s.exec(readFileSync(join(folder, module, "README.md"), "utf8")) ?? [];
  return example.replace('sorry_domain = "sorry.example.com"', '$&\n  zone_name = "example.com"');
}

/** A resource without its file's place, which is not the same for both. */
const comparable = ({ type, values }: PlannedResource) =>
  JSON.stringify({ type, ...values, source: undefined });

let terraform: TerraformStack;
const credentials = () => used.session(ACCOUNT).environment;

beforeAll(async () => {
  await createZone(used.session(ACCOUNT), "example.com");
  const modules = writePlainModules(folder);
  expect(modules).toEqual(["sorry-shared", "sorry-distribution"]);
  buildPageFolder("maintenance", {
    ...{ from: SITE_CONTENT, out: join(folder, "pages", "maintenance"), status: "503" },
    ...{ domain: "example.com", retryAfter: "2h" },
  });
  buildPageFolder("illustrated", {
    ...{ from: TEST_CONTENT, out: join(folder, "pages", "closed"), status: "404", domain: "example.net" },
  });
  writeFiles(folder, { "main.tf": PROVIDERS + modules.map(exampleOf).join("\n") });
  terraform = new TerraformStack(folder, work);
  await terraform.init();
});

describe("the READMEs' examples of the plain modules", () => {
  it("plan the same resources as the constructs", async () => {
    const constructs = new TerraformStack(accountStack(ACCOUNT_CONFIG).folder, constructsWork);
    await constructs.init();
    const [ours, theirs] = [await terraform.planned(credentials()), await constructs.planned(credentials())];
    expect(ours.map(comparable).sort()).toEqual(theirs.map(comparable).sort());
    expect(ours.filter(({ type }) => type === "aws_s3_object")).toHaveLength(7);
  });

  it("are applied, and a second plan has nothing to do", async () => {
    expect(await terraform.apply(credentials())).toMatchObject({ status: 0, complaints: [] });
    expect(await terraform.plan(credentials())).toEqual(NOTHING_TO_DO);
  });

  it("let a sorry server answer with each site's page under its status", async () => {
    const live = new LiveAws([used.session(ACCOUNT)]);
    const platform = platformOf([ACCOUNT_CONFIG]);
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

describe("the plain modules", () => {
  it.each([
    [
      "of the first",
      [
        ["keys(local.sites)", '["Domain"]', "Each must be a DNS label"],
        ['"111111111111"', '"1"', "It must be the 12 digits of an AWS account's id."],
        ['"sorry.example.com"', '"example.com"', "It must be a subdomain that holds nothing but aliases"],
        ['zone_name = "example.com"', 'zone_name = "example"', "It must be a zone's name"],
      ],
    ],
    [
      "of the first, its lengths among them,",
      [['"sorry.example.com"', `"${"s".repeat(60)}.example.com"`, "It must be at most 62 characters long"]],
    ],
    [
      "of the second",
      [
        ["status = 404", "status = 200", "It must be one of 400, 403, 404"],
        [
          'retry_after = "7200"',
          'retry_after = "2h\\r\\nX: y"',
          "It must be a number of seconds, such as 7200",
        ],
        ["/pages/", "/no-pages/", "It must hold an index.html."],
      ],
    ],
  ] as const)("say all faults %s at once", async (_, faults) => {
    writePlainModules(wrong);
    let text = PROVIDERS + ["sorry-shared", "sorry-distribution"].map(exampleOf).join("\n");
    for (const [right, mistake] of faults) {
      expect(text).toContain(right);
      text = text.replaceAll(right, mistake);
    }
    writeFiles(wrong, { "main.tf": text });
    const stack = new TerraformStack(wrong, work);
    await stack.init();
    const { status, complaints } = await stack.plan(credentials());
    expect(status).toBe(1);
    const said = complaints.join("\n").replaceAll(/\s+/g, " ");
    for (const [, , message] of faults) expect(said).toContain(message);
  });
});
