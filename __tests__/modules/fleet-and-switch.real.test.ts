import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { LocalBackend, TerraformStack as CdktfStack } from "cdktf";
import type { AccountConfig } from "../../accounts/types";
import { LoadBalancerSwitch, SorryFleet } from "../../modules";
import { isAnySwitchedOn } from "../../accounts/fleet";
import { useEmulatedAws } from "../support/aws/use-emulated-aws";
import { type WebSite, createWebSite, registerImage } from "../support/aws/web-site";
import { accountConfig, platformOf } from "../support/platforms";
import { newApp, synthesized } from "../support/synthesized";
import { NOTHING_TO_DO } from "../support/e2e/deployment";
import { temporaryFolder } from "../support/temporary-folder";
import { TerraformStack } from "../support/terraform-stack";

jest.setTimeout(600_000);

const ACCOUNT = "111111111111";
const REGION = "ap-northeast-1";
const HASH = "0123456789ab";

const used = useEmulatedAws([ACCOUNT]);
const work = temporaryFolder();

/** The fleet and the switch of an account, without its sites' distributions. */
function stackOf(config: AccountConfig): string {
  const [account] = platformOf([config]).accounts;
  const [loadBalancer] = account?.loadBalancers ?? [];
  if (account?.fleet === undefined || loadBalancer?.type !== "application") throw new Error("No fleet.");
  const stack = new CdktfStack(newApp(), "theirs");
  new LocalBackend(stack, { path: join(work, "theirs.tfstate") });
  new AwsProvider(stack, "aws", { region: REGION, allowedAccountIds: [ACCOUNT] });
  const web = new LoadBalancerSwitch(stack, "web", {
    loadBalancer,
    vpcId: account.fleet.vpcId,
    switch: account.switch,
  });
  new SorryFleet(stack, "fleet", {
    fleet: account.fleet,
    name: account.name,
    region: REGION,
    imageAccountId: ACCOUNT,
    configHash: HASH,
    isSwitchedOn: isAnySwitchedOn(account.switch),
    loadBalancers: [web],
    tags: account.tags,
  });
  return synthesized(stack).folder;
}

const configOf = ({ fleet }: WebSite, more: Partial<AccountConfig> = {}): AccountConfig =>
  accountConfig({
    fleet: { ...fleet, alarmTopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:alarms` },
    loadBalancers: [
      {
        type: "application",
        name: "web",
        listeners: [
          {
            port: 443,
            original: "web",
            staff: {
              cidrs: ["192.0.2.0/24"],
              header: { name: "X-Staff", value: "yes" },
              pathPrefix: "/admin",
            },
          },
        ],
      },
    ],
    ...more,
  });

/** Where the state stays while the stack is synthesized anew. */
let folders = 0;

async function terraform(config: AccountConfig): Promise<TerraformStack> {
  const stack = new TerraformStack(stackOf(config), join(work, String(folders++)));
  await stack.init();
  return stack;
}

describe("a fleet and its switch, with the real provider,", () => {
  const session = () => used.session(ACCOUNT);
  let site: WebSite;
  let off: TerraformStack;

  beforeAll(async () => {
    site = await createWebSite(session(), REGION);
    off = await terraform(configOf(site));
  });

  it("are planned only with an image of just this config, and the plan says what to bake where", async () => {
    const { status, complaints } = await off.plan(session().environment);
    expect(status).toBe(1);
    expect(complaints.join()).toContain(
      `No golden AMI sorry-server-arm64-${HASH}-* in this region: the account ${ACCOUNT} has shared none. Bake it there`,
    );
  });

  it("are applied, and leave nothing to do for a second plan", async () => {
    await registerImage(session(), REGION, "arm64", HASH);
    const { status, complaints, changes } = await off.apply(session().environment);
    expect({ status, complaints }).toEqual({ status: 0, complaints: [] });
    const rules = changes.filter(({ address }) => address.startsWith("aws_lb_listener_rule."));
    expect(rules).toHaveLength(4);
    expect(await off.plan(session().environment)).toEqual(NOTHING_TO_DO);
  });

  it("are switched by changing the site's rules, and nothing else", async () => {
    const tenPercent = await terraform(configOf(site, { switch: { "domain-a": "10%" } }));
    const { status, complaints, changes } = await tenPercent.apply(session().environment);
    expect({ status, complaints }).toEqual({ status: 0, complaints: [] });
    expect(
      changes.map(({ address, action }) => [action, address.replace(/_[0-9A-F]{8}$/, "")]).sort(),
    ).toEqual(
      ["sorry-0", "staff-cidrs-0", "staff-header-0", "staff-path-0"].map((rule) => [
        "update",
        `aws_lb_listener_rule.web_port-443_domain-a-${rule}`,
      ]),
    );
    expect(await tenPercent.plan(session().environment)).toEqual(NOTHING_TO_DO);
  });
});
