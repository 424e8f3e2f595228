import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { sorryTargetGroupName } from "../../../accounts/listener-rules";
import type { Account, AccountConfig } from "../../../accounts/types";
import { type Access, enterAccount } from "../../../cli/switch/access";
import type { Originals } from "../../../cli/switch/originals";
import { findLoadBalancer, findTargetGroup, readListeners } from "../../../cli/switch/live";
import { alb } from "../load-balancers";
import { accountConfig, platformOf, writeAccounts } from "../platforms";
import { type Told, runSorry } from "../run-sorry";
import { temporaryFolder } from "../temporary-folder";
import type { Session } from "./emulated-aws";
import { deploySwitch } from "./switched-account";
import { type UsedAws, useEmulatedAws } from "./use-emulated-aws";
import { type WebSite, createWebSite } from "./web-site";

export const ACCOUNT_IDS = { corporate: "111111111111", other: "222222222222" };
const REGION = "eu-west-1";

/** What the rules say while `domain-a` is off, or on. */
export const PARKED = "host-header parked.sorry-server.invalid";
export const HOSTS = "host-header *.example.com or example.com";

/** The answer of `sorry on` and `off` with `--json`. */
export interface SwitchJson {
  readonly changes: readonly string[];
  readonly fleet: { readonly minSize: number; readonly inService: number };
  readonly listeners: readonly { readonly healthy: number; readonly sites: readonly object[] }[];
  readonly wholes: readonly {
    readonly name: string;
    readonly sites: readonly { readonly now: string }[];
    readonly present: Originals;
    readonly remembered: Originals;
  }[];
  readonly line: string;
}
export const jsonOf = ({ stdout }: Pick<Told, "stdout">) => JSON.parse(stdout) as SwitchJson;

export const SITES = [
  { name: "domain-a", domains: ["example.com", "*.example.com"], page: "maintenance" },
  { name: "domain-b", domains: ["example.net"], page: "closed" },
];

/** An account of two sites behind a listener, the first with staff; its fleet may be empty. */
const configOf = ({ fleet }: WebSite): AccountConfig =>
  accountConfig({
    region: REGION,
    fleet: { ...fleet, minSize: 0 },
    sites: SITES,
    loadBalancers: [
      alb({
        original: "web",
        sites: [{ name: "domain-a", staff: { cidrs: ["192.0.2.0/24"], pathPrefix: "/admin" } }, "domain-b"],
      }),
    ],
  });

/** An account whose listener is switched in the emulated AWS, all of it off at first. Call it where a file begins. */
export class SwitchedListener {
  /** What accounts/ says; a test may say otherwise. */
  config: AccountConfig = accountConfig();
  readonly folder = temporaryFolder();
  readonly used: UsedAws = useEmulatedAws(Object.values(ACCOUNT_IDS));
  private made: WebSite | undefined;

  /** @param more what the account has besides, made in AWS before its fleet is */
  constructor(
    more?: (
      session: Session,
      region: string,
      site: WebSite,
      config: AccountConfig,
    ) => Promise<Partial<AccountConfig>>,
  ) {
    beforeAll(async () => {
      this.made = await createWebSite(this.session, REGION);
      const config = configOf(this.made);
      this.config = { ...config, ...(await more?.(this.session, REGION, this.made, config)) };
      await deploySwitch(this.session, this.account, this.made);
    });
  }

  get site(): WebSite {
    if (this.made === undefined) throw new Error("The web site exists only while tests run.");
    return this.made;
  }

  get session() {
    return this.used.session(ACCOUNT_IDS.corporate);
  }

  get account(): Account {
    const [found] = platformOf([this.config]).accounts;
    if (found === undefined) throw new Error("No account.");
    return found;
  }

  get client(): ElasticLoadBalancingV2Client {
    return new ElasticLoadBalancingV2Client(this.session.clientConfig(REGION));
  }

  access(): Promise<Access> {
    return enterAccount(this.account, this.session.clientConfig(REGION));
  }

  /** Runs `sorry` as somebody with the account's credentials, or with others; accounts/ may have more accounts. */
  run(
    words: readonly string[],
    environment: NodeJS.ProcessEnv = this.session.environment,
    others: readonly AccountConfig[] = [],
  ): Promise<Told> {
    const SORRY_ACCOUNTS = writeAccounts(this.folder, [this.config, ...others]);
    return runSorry(words, { ...environment, SORRY_ACCOUNTS });
  }

  /** The target group of the sorry servers behind the listener. */
  sorryArn = async (): Promise<string> =>
    (await findTargetGroup(this.client, sorryTargetGroupName("web"))) ?? "";

  /** What the rules in AWS ask for, by key. */
  async rules(): Promise<Record<string, readonly string[]>> {
    const arn = (await findLoadBalancer(this.client, "web")) ?? "";
    const [listener] = await readListeners(this.client, arn);
    return Object.fromEntries((listener?.rules ?? []).map(({ key = "", conditions }) => [key, conditions]));
  }
}
