import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, LocalBackend, TerraformStack as CdktfStack } from "cdktf";
import { isAnySwitchedOn } from "../../accounts/fleet";
import type { SwitchState } from "../../accounts/load-balancer";
import type { AccountConfig } from "../../accounts/types";
import { LoadBalancerSwitch, SorryFleet, WholeLoadBalancer } from "../../modules";
import { useEmulatedAws } from "../support/aws/use-emulated-aws";
import { type WebSite, createWebSite, registerImage } from "../support/aws/web-site";
import { createWholeSites } from "../support/aws/whole-load-balancers";
import { NOTHING_TO_DO, addressesOf } from "../support/e2e/deployment";
import { alb } from "../support/load-balancers";
import { accountConfig, platformOf, writeAccounts } from "../support/platforms";
import { runSorry } from "../support/run-sorry";
import { newApp } from "../support/synthesized";
import { temporaryFolder } from "../support/temporary-folder";
import { TerraformStack } from "../support/terraform-stack";

jest.setTimeout(600_000);

/**
 * An account with an ALB, a classic load balancer and an NLB: deployed by real Terraform, switched by `sorry`, with an
 * empty plan whenever accounts/ says the same as AWS. Each test goes on from where the last one ended.
 */

const ACCOUNT = "111111111111";
const REGION = "ap-northeast-1";
const HASH = "0123456789ab";
const ALL_ON = { "domain-a": "on", "domain-b": "on", "domain-c": "on" } as const;

const used = useEmulatedAws([ACCOUNT]);
const session = () => used.session(ACCOUNT);
const work = temporaryFolder();
let config: AccountConfig;

/** Synthesizes the fleet and the switch of an account, without its sites' distributions, always to the same folder. */
function synth(states: Readonly<Record<string, SwitchState>>): string {
  const [account] = platformOf([{ ...config, switch: states }]).accounts;
  if (account?.fleet === undefined) throw new Error("No fleet.");
  const stack = new CdktfStack(newApp(join(work, "cdktf.out")), "theirs");
  new LocalBackend(stack, { path: join(work, "theirs.tfstate") });
  new AwsProvider(stack, "aws", { region: REGION, allowedAccountIds: [ACCOUNT] });
  const { vpcId } = account.fleet;
  const served = account.loadBalancers.map((loadBalancer) =>
    loadBalancer.type === "application"
      ? new LoadBalancerSwitch(stack, loadBalancer.name, { loadBalancer, vpcId, switch: states })
      : new WholeLoadBalancer(stack, loadBalancer.name, { loadBalancer, vpcId }),
  );
  new SorryFleet(stack, "fleet", {
    fleet: account.fleet,
    name: account.name,
    region: REGION,
    imageAccountId: ACCOUNT,
    configHash: HASH,
    isSwitchedOn: isAnySwitchedOn(states),
    loadBalancers: served,
    tags: account.tags,
  });
  App.of(stack).synth();
  return join(work, "cdktf.out", "stacks", "theirs");
}

/** What a plan finds once accounts/ says this. */
async function planOf(states: Readonly<Record<string, SwitchState>>) {
  synth(states);
  return stack.plan(session().environment);
}

const sorry = (words: readonly string[], states: Readonly<Record<string, SwitchState>> = {}) =>
  runSorry(words, {
    ...session().environment,
    SORRY_ACCOUNTS: writeAccounts(work, [{ ...config, switch: states }]),
  });

const domain = (name: string, domains: readonly string[]) => ({
  name,
  domains,
  page: "maintenance",
  httpsRedirect: "off" as const,
});

async function accountOf(site: WebSite): Promise<AccountConfig> {
  const wholes = await createWholeSites(session(), REGION, site);
  return accountConfig({
    fleet: { ...site.fleet, alarmTopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:alarms` },
    sites: [
      domain("domain-a", ["example.com", "*.example.com"]),
      domain("domain-b", ["example.net"]),
      domain("domain-c", ["example.org"]),
    ],
    loadBalancers: [
      alb({
        original: "web",
        sites: ["domain-a"],
        staff: { cidrs: ["192.0.2.0/24"], header: { name: "X-Staff", value: "yes" }, pathPrefix: "/admin" },
      }),
      { ...wholes.classic, sites: ["domain-b"] },
      { ...wholes.network, targetGroups: [{ name: "stream", sites: ["domain-c"] }] },
    ],
  });
}

let stack: TerraformStack;

beforeAll(async () => {
  config = await accountOf(await createWebSite(session(), REGION));
  stack = new TerraformStack(synth({}), work);
  await stack.init();
});

it("a fleet is planned only with an image of just this config; the plan says what to bake where", async () => {
  const { status, complaints } = await planOf({});
  expect(status).toBe(1);
  expect(complaints.join()).toContain(
    `No golden AMI sorry-server-arm64-${HASH}-* in this region: the account ${ACCOUNT} has shared none. Bake it there`,
  );
});

it("a first apply leaves nothing to do, and nothing switched", async () => {
  await registerImage(session(), REGION, "arm64", HASH);
  const { status, complaints, changes } = await stack.apply(session().environment);
  expect({ status, complaints }).toEqual({ status: 0, complaints: [] });
  expect(changes.filter(({ address }) => address.startsWith("aws_lb_listener_rule."))).toHaveLength(4);
  expect(await stack.plan(session().environment)).toEqual(NOTHING_TO_DO);
  expect(await sorry(["diff"])).toMatchObject({ status: 0, stdout: "AWS is as accounts/ says." });
});

it("a share of the requests is planned as a change of the site's rules, and of nothing else", async () => {
  const run = await planOf({ "domain-a": "10%" });
  expect(new Set(run.changes.map(({ action }) => action))).toEqual(new Set(["update"]));
  expect(addressesOf(run)).toEqual(
    ["sorry-0", "staff-cidrs-0", "staff-header-0", "staff-path-0"].map(
      (rule) => `aws_lb_listener_rule.web_port-443_domain-a-${rule}`,
    ),
  );
});

it("`sorry on` switches all three load balancers, and once accounts/ says so there is nothing to plan", async () => {
  const { status, stdout } = await sorry(["on", "domain-a", "domain-b", "domain-c", "--yes"]);
  expect(status).toBe(0);
  expect(stdout).toContain('switch: { "domain-a": "on", "domain-b": "on", "domain-c": "on" },');
  const { stdout: now } = await sorry(["status"], ALL_ON);
  expect(now).toMatch(/web:443 +domain-a +on +on +2 of 2/);
  expect(now).toMatch(/legacy \(classic\) +domain-b +on +on +2 of 2/);
  expect(now).toMatch(/stream\/stream +domain-c +on +on +2 of 2/);
  expect(await sorry(["diff"], ALL_ON)).toMatchObject({ status: 0 });
  expect(await planOf(ALL_ON)).toEqual(NOTHING_TO_DO);
});

it("`sorry off` gives all three back, and once accounts/ says so there is nothing to plan", async () => {
  const { status } = await sorry(["off", "domain-a", "domain-b", "domain-c", "--yes"], ALL_ON);
  expect(status).toBe(0);
  expect(await sorry(["diff"])).toMatchObject({ status: 0 });
  expect(await planOf({})).toEqual(NOTHING_TO_DO);
});
