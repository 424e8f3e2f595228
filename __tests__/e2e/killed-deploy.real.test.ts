import { setTimeout as sleep } from "node:timers/promises";
import type { SeenRequest } from "../support/aws/front-server";
import { inventoryOf } from "../support/aws/inventory";
import { createZone } from "../support/aws/seed";
import { Deployment, NOTHING_TO_DO } from "../support/e2e/deployment";
import { SMALLEST } from "../support/platforms";
import type { Run } from "../support/terraform-stack";

/** Terraform and its providers, ended with SIGKILL while they wait for Route 53, as when their machine dies. */

jest.setTimeout(600_000);

const deployment = new Deployment("e2e killed", { corporate: SMALLEST.id });
const { platform, stages } = deployment;

const isRecordChange = ({ service, method, path }: SeenRequest) =>
  service === "route53" && method === "POST" && path.endsWith("/rrset");
const isNewDistribution = ({ service, method }: SeenRequest) => service === "cloudfront" && method === "POST";

/** No request for so long: all that is under way waits for Route 53, which takes Terraform ten seconds or more. */
const QUIET_MILLISECONDS = 2_000;

async function quiet(): Promise<void> {
  const { requests } = deployment.aws;
  for (let seen = -1; seen !== requests.length;) {
    seen = requests.length;
    await sleep(QUIET_MILLISECONDS);
  }
}

/** `terraform apply`, killed once these requests have come, in their order, and nothing else is under way. */
async function killedApply(stage: string, ...requests: readonly ((request: SeenRequest) => boolean)[]) {
  const stack = await platform.stack("corporate");
  const credentials = await deployment.credentials("corporate");
  const death = new AbortController();
  const watched = (async () => {
    for (const matches of requests) await deployment.aws.nextRequest(matches);
    await quiet();
    death.abort();
  })();
  const run = await stages.run(stage, () => stack.apply(credentials, death.signal));
  // Had it ended by itself, its requests might never come.
  if (run.status === null) await watched;
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
    first = await killedApply("apply, killed before the certificate is valid,", isRecordChange);
    second = await killedApply(
      "apply, killed before the site has its records,",
      isNewDistribution,
      isRecordChange,
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
