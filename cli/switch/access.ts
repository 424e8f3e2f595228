import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingClient } from "@aws-sdk/client-elastic-load-balancing";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { fromTemporaryCredentials } from "@aws-sdk/credential-providers";
import type { Account, CredentialsConfig } from "../../accounts/types";
import { type Caller, type ClientConfig, type ClientOptions, clientConfig, watched } from "../aws/client";
import { CommandError } from "../command-error";

/** Clients of an account's services, in its region. */
export interface Access {
  readonly elb: ElasticLoadBalancingV2Client;
  /** For classic load balancers. */
  readonly classicElb: ElasticLoadBalancingClient;
  readonly autoScaling: AutoScalingClient;
  readonly ec2: EC2Client;
  /** Once it is aborted, AWS is asked for nothing more. */
  readonly signal?: AbortSignal;
}

const SESSION_NAME = "sorry-server";

/** What makes a client act as a role, which the environment's credentials may assume. */
export const asRole = (
  role: CredentialsConfig,
  config: ClientConfig,
): Required<Pick<ClientOptions, "credentials">> => ({
  credentials: fromTemporaryCredentials({
    params: {
      RoleArn: role.roleArn,
      RoleSessionName: SESSION_NAME,
      ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
    },
    clientConfig: { ...config, credentials: undefined },
  }),
});

/**
 * What makes a client ask in the account's region with its own role, or with the environment's credentials where it
 * names none.
 *
 * @param caller for whom it asks
 * @param options what tests point elsewhere; the environment's own by default
 * @throws {@link CommandError} where there are no credentials, or they are another account's
 */
export async function clientConfigOf(
  { name, id, region, credentials: role }: Account,
  caller: Caller,
  options: ClientOptions = {},
): Promise<ClientConfig> {
  const own = clientConfig(region, options);
  const config = { ...own, ...(role === undefined ? {} : asRole(role, own)) };
  const sts = watched(new STSClient(config), caller);
  const { Account: account = "", Arn: arn = "" } = await sts.send(new GetCallerIdentityCommand({}));
  if (account === "") {
    throw new CommandError(
      `accounts/${name}: AWS can't be reached for sts:GetCallerIdentity (what answers there is not AWS). See to the network (VPN, proxy, AWS_ENDPOINT_URL), and run it again.`,
    );
  }
  if (account !== id) {
    throw new CommandError(
      `accounts/${name} is AWS account ${id}, but these credentials are of ${account} (${arn}). Use that account's, such as AWS_PROFILE=${name}.`,
    );
  }
  return config;
}

/** Whoever enters an account. */
export const callerOf = (
  { name, credentials }: Account,
  permissions: string,
  signal?: AbortSignal,
): Caller => ({ account: name, roleArn: credentials?.roleArn, permissions, signal });

/**
 * Clients of what is switched; throws as {@link clientConfigOf} does.
 *
 * @param signal once it is aborted, AWS is asked for nothing more
 */
export async function enterAccount(
  account: Account,
  options: ClientOptions = {},
  signal?: AbortSignal,
): Promise<Access> {
  const caller = callerOf(account, "docs/switch.md lists what sorry needs", signal);
  const config = await clientConfigOf(account, caller, options);
  return {
    elb: watched(new ElasticLoadBalancingV2Client(config), caller),
    classicElb: watched(new ElasticLoadBalancingClient(config), caller),
    autoScaling: watched(new AutoScalingClient(config), caller),
    ec2: watched(new EC2Client(config), caller),
    signal,
  };
}
