import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingClient } from "@aws-sdk/client-elastic-load-balancing";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { GetCallerIdentityCommand, STSClient, type STSClientConfig } from "@aws-sdk/client-sts";
import { fromTemporaryCredentials } from "@aws-sdk/credential-providers";
import type { Account, CredentialsConfig } from "../../accounts/types";
import { CommandError, reasonOf } from "../command-error";

/** Clients of an account's services, in its region. */
export interface Access {
  readonly elb: ElasticLoadBalancingV2Client;
  /** For classic load balancers. */
  readonly classicElb: ElasticLoadBalancingClient;
  readonly autoScaling: AutoScalingClient;
  readonly ec2: EC2Client;
}

/** Where AWS is, and who asks, if not as the environment says. */
export type Elsewhere = Pick<STSClientConfig, "endpoint" | "credentials">;

/** What every client takes. */
export type ClientConfig = Elsewhere & { readonly region: string };

const SESSION_NAME = "sorry-server";

/** What makes a client act as a role, which the environment's credentials may assume. */
export const asRole = (role: CredentialsConfig, region: string): Pick<Elsewhere, "credentials"> => ({
  credentials: fromTemporaryCredentials({
    params: {
      RoleArn: role.roleArn,
      RoleSessionName: SESSION_NAME,
      ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
    },
    clientConfig: { region },
  }),
});

/**
 * What makes a client ask in the account's region with its own role, or with the environment's credentials where it
 * names none.
 *
 * @param config what tests point elsewhere; the environment's own by default
 * @throws {@link CommandError} where there are no credentials, or they are another account's
 */
export async function clientConfigOf(account: Account, config: Elsewhere = {}): Promise<ClientConfig> {
  const { credentials: role, region } = account;
  const common = { ...config, region, ...(role === undefined ? {} : asRole(role, region)) };
  const caller = await whoIs(account, new STSClient(common));
  if (caller.account !== account.id) {
    throw new CommandError(
      `accounts/${account.name} is AWS account ${account.id}, but these credentials are of ${caller.account} (${caller.arn}). Use that account's, such as AWS_PROFILE=${account.name}.`,
    );
  }
  return common;
}

/** Clients of what is switched; throws as {@link clientConfigOf} does. */
export async function enterAccount(account: Account, config: Elsewhere = {}): Promise<Access> {
  const common = await clientConfigOf(account, config);
  return {
    elb: new ElasticLoadBalancingV2Client(common),
    classicElb: new ElasticLoadBalancingClient(common),
    autoScaling: new AutoScalingClient(common),
    ec2: new EC2Client(common),
  };
}

async function whoIs({ name, credentials }: Account, sts: STSClient) {
  try {
    const { Account: account = "", Arn: arn = "" } = await sts.send(new GetCallerIdentityCommand({}));
    return { account, arn };
  } catch (error) {
    const whose = credentials === undefined ? "" : ` to enter ${credentials.roleArn}`;
    throw new CommandError(
      `accounts/${name}: no AWS credentials that work${whose} (${reasonOf(error)}). Log in (aws sso login, AWS_PROFILE, or AWS_ACCESS_KEY_ID and its secret), and try again.`,
    );
  }
}
