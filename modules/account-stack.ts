import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformOutput, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { isAnySwitchedOn } from "../accounts/fleet";
import type { Account } from "../accounts/types";
import type { Pages } from "../pages/platform-pages";
import { createBackend } from "./backend";
import { takeOver } from "./imports";
import { LoadBalancerSwitch } from "./load-balancer-switch";
import { SorryDistribution } from "./sorry-distribution";
import { SorryFleet } from "./sorry-fleet";
import { SorryShared } from "./sorry-shared";
import { WholeLoadBalancer } from "./whole-load-balancer";

export interface AccountStackProps {
  /** A checked account, of a `Platform`. */
  readonly account: Account;
  /** The built pages of the account's sites, by the site's alias. */
  readonly pages: Pages;
  /** What the account's sorry servers run; needed where it has some. */
  readonly image?: FleetImage;
}

/** The golden AMI, as a stack finds it. */
export interface FleetImage {
  /** The 12-digit id of the account that bakes and shares it. */
  readonly accountId: string;
  /** The master config's hash, 12 hexadecimal digits. */
  readonly configHash: string;
  /** What it listens on. @default [80] */
  readonly ports?: readonly number[];
}

/** Terraform's name for a session that this project opens; seen in CloudTrail. */
const SESSION_NAME = "sorry-server";

/**
 * Everything in one AWS account: what its sites share, a distribution a site, the fleet, and its load balancers' rules.
 * Needs no other stack's state.
 */
export class AccountStack extends TerraformStack {
  readonly shared: SorryShared;
  /** By site name. */
  readonly distributions: ReadonlyMap<string, SorryDistribution>;
  /** None where the account has none. */
  readonly fleet: SorryFleet | undefined;

  constructor(scope: Construct, id: string, props: AccountStackProps) {
    super(scope, id);
    const { account, pages, image } = props;
    createBackend(this, account);
    const providers = createProviders(this, account);

    this.shared = new SorryShared(this, "shared", {
      accountId: account.id,
      sorryDomain: account.sorryDomain,
      zoneName: account.zone.name,
      bucketName: account.bucket,
      ...providers,
    });
    // A scope of their own: a site may have any name, "shared" included.
    const sites = new Construct(this, "sites");
    this.distributions = new Map(
      account.sites.map((site) => {
        const page = pages.get(site.alias);
        if (page === undefined) {
          throw new Error(`${this.node.path}: site \`${site.name}\`: its page was not built.`);
        }
        const distribution = new SorryDistribution(sites, site.name, {
          shared: this.shared,
          siteName: site.name,
          page,
          status: site.status,
          retryAfter: site.retryAfter,
          cacheSeconds: site.cacheSeconds,
          hstsSeconds: site.hstsSeconds,
          json: site.json,
        });
        return [site.name, distribution];
      }),
    );
    this.fleet = this.createFleet(account, image);
    this.createOutputs();
    takeOver(this, account.imports);
  }

  private createFleet(account: Account, image: FleetImage | undefined): SorryFleet | undefined {
    const { name, region, fleet, loadBalancers, switch: states, tags } = account;
    if (fleet === undefined) return undefined;
    if (image === undefined) {
      throw new Error(`${this.node.path}: \`image\` must say what the fleet runs, got nothing.`);
    }
    const scope = new Construct(this, "load-balancers");
    const { vpcId } = fleet;
    const served = loadBalancers.map((loadBalancer) => {
      if (loadBalancer.type === "application" && loadBalancer.listeners.length > 0) {
        return new LoadBalancerSwitch(scope, loadBalancer.name, { loadBalancer, vpcId, switch: states });
      }
      // A classic load balancer may have another one's name.
      const id = loadBalancer.type === "classic" ? `classic-${loadBalancer.name}` : loadBalancer.name;
      return new WholeLoadBalancer(scope, id, { loadBalancer, vpcId, ports: image.ports });
    });
    return new SorryFleet(this, "fleet", {
      fleet,
      name,
      region,
      imageAccountId: image.accountId,
      configHash: image.configHash,
      isSwitchedOn: isAnySwitchedOn(states),
      loadBalancers: served,
      ports: image.ports,
      tags,
    });
  }

  private createOutputs(): void {
    new TerraformOutput(this, "bucket", {
      value: this.shared.bucketName,
      description: "The bucket of pages",
    });
    new TerraformOutput(this, "distributions", {
      value: Object.fromEntries(
        [...this.distributions].map(([name, { alias, distributionId }]) => [
          name,
          { alias, id: distributionId },
        ]),
      ),
      description: "Each site's alias and the id of its CloudFront distribution",
    });
  }
}

/** The account's own provider, and those for us-east-1 and, where it is elsewhere, for the zone's account. */
function createProviders(stack: AccountStack, account: Account) {
  const session = (roleArn: string, externalId?: string) => [
    { roleArn, externalId, sessionName: SESSION_NAME },
  ];
  const { credentials, zone } = account;
  const own = {
    // Whoever runs it with another account's credentials is refused before anything happens.
    allowedAccountIds: [account.id],
    ...(credentials === undefined
      ? {}
      : { assumeRole: session(credentials.roleArn, credentials.externalId) }),
    ...(Object.keys(account.tags).length === 0 ? {} : { defaultTags: [{ tags: { ...account.tags } }] }),
  };
  new AwsProvider(stack, "aws", { ...own, region: account.region });
  const usEast1Provider = new AwsProvider(stack, "aws-us-east-1", {
    ...own,
    region: "us-east-1",
    alias: "us-east-1",
  });
  if (zone.roleArn === undefined) return { usEast1Provider };
  const zoneProvider = new AwsProvider(stack, "aws-zone", {
    allowedAccountIds: [zone.roleArn.split(":")[4] ?? ""],
    assumeRole: session(zone.roleArn),
    region: account.region,
    alias: "zone",
  });
  return { usEast1Provider, zoneProvider };
}
