import { inventoryOf } from "../support/aws/inventory";
import { createZone } from "../support/aws/seed";
import { Deployment, NOTHING_TO_DO } from "../support/e2e/deployment";
import { SMALLEST } from "../support/platforms";
import type { Run } from "../support/terraform-stack";
import { until } from "../support/until";

/** Terraform and its providers, ended with SIGKILL while they wait for Route 53, as when their machine dies. */

jest.setTimeout(600_000);

const deployment = new Deployment("e2e killed", { corporate: SMALLEST.id }, 10);
const { platform, stages } = deployment;

const PATIENCE_MILLISECONDS = 240_000;

/** How many changes Route 53 has been asked for. */
const recordChanges = () =>
  deployment.aws.requests.filter(
    ({ service, method, path }) => service === "route53" && method === "POST" && path.endsWith("/rrset"),
  ).length;

/**
 * `terraform apply`, killed while it waits for Route 53, which takes it ten seconds and more: once its state has these
 * resources and it has asked for so many changes of records.
 */
async function killedApply(stage: string, resources: readonly string[], changes: number) {
  const stack = await platform.stack("corporate");
  const credentials = await deployment.credentials("corporate");
  const before = recordChanges();
  const death = new AbortController();
  let isOver = false;
  const applied = stages
    .run(stage, () => stack.apply(credentials, death.signal))
    .finally(() => (isOver = true));
  await until(PATIENCE_MILLISECONDS, () => {
    const state = platform.stateOf("corporate");
    const isThere = resources.every((resource) => state.includes(resource));
    return Promise.resolve(isOver || (isThere && recordChanges() - before >= changes));
  });
  death.abort();
  const run = await applied;
  return { run, inventory: await inventoryOf(deployment.session("corporate")) };
}

const kinds = (inventory: readonly string[]) => [
  ...new Set(inventory.map((line) => line.replace(/ [^ ]+$/, ""))),
];

describe("a deploy that is killed with all that it started, twice", () => {
  let first: { run: Run; inventory: string[] };
  let second: typeof first;
  let last: Run;

  beforeAll(async () => {
    await createZone(deployment.session("corporate"), "sorry.example.com");
    platform.writeAccounts([SMALLEST]);
    await stages.run("synth", () => platform.synth("folder"));
    await deployment.init();
    // All that needs no certificate, while the certificate waits for its record.
    first = await killedApply(
      "apply, killed before the certificate is valid,",
      [
        "aws_s3_bucket_policy",
        "aws_s3_bucket_versioning",
        "aws_s3_object",
        "aws_cloudfront_origin_access_control",
      ],
      1,
    );
    // The certificate's record once more, and the site's two.
    second = await killedApply(
      "apply, killed before the site has its records,",
      ["aws_cloudfront_distribution"],
      3,
    );
    const stack = await platform.stack("corporate");
    const credentials = await deployment.credentials("corporate");
    last = await stages.run("apply", () => stack.apply(credentials));
  });

  it("stops where it is", () => {
    expect([first.run.status, second.run.status]).toEqual([null, null]);
    expect(kinds(first.inventory)).toEqual([
      "bucket",
      "certificate",
      "origin access control",
      "record CNAME",
    ]);
    expect(kinds(second.inventory)).toContain("distribution");
  });

  it("is completed by the next one, which makes nothing twice", async () => {
    expect(last).toMatchObject({ status: 0, complaints: [] });
    const inventory = await inventoryOf(deployment.session("corporate"));
    expect(inventory).toEqual([
      "bucket pages-sorry-example-com-111111111111",
      "certificate *.sorry.example.com",
      "distribution domain-a.sorry.example.com",
      "origin access control pages-sorry-example-com-111111111111-09",
      "record A domain-a.sorry.example.com.",
      "record AAAA domain-a.sorry.example.com.",
      expect.stringMatching(/^record CNAME _\w+\.sorry\.example\.com\.$/),
    ]);
  });

  it("leaves nothing to do for a plan after that", async () => {
    expect(await deployment.plan()).toEqual({ corporate: NOTHING_TO_DO });
  });
});
