import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Caller } from "./service";

/** Signed credentials, as every SDK and Terraform take them. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** What moto makes of an access key that it never gave out. */
const MOTOS_OWN_ACCOUNT = "123456789012";

/** moto looks at the access key alone; whoever knows one is who it was given to. */
const unverified = (accessKeyId: string) => ({ accessKeyId, secretAccessKey: "unverified" });

/** Knows whose access keys are whose, by asking moto's STS. */
export class Callers {
  private readonly known = new Map<string, Promise<Caller | undefined>>();

  constructor(private readonly endpoint: string) {}

  /** Who has this access key; undefined where nobody has. */
  identify(accessKeyId: string): Promise<Caller | undefined> {
    const known = this.known.get(accessKeyId) ?? this.ask(accessKeyId);
    this.known.set(accessKeyId, known);
    return known;
  }

  /** Credentials of a role in any account; moto needs neither the account nor the role to exist. */
  async enter(accountId: string, role: string): Promise<AwsCredentials> {
    const input = { RoleArn: `arn:aws:iam::${accountId}:role/${role}`, RoleSessionName: "test" };
    const { Credentials: credentials } = await this.sts("root").send(new AssumeRoleCommand(input));
    const { AccessKeyId, SecretAccessKey, SessionToken } = credentials ?? {};
    if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined) {
      throw new Error(`moto gave no credentials for the account ${accountId}.`);
    }
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  }

  private async ask(accessKeyId: string): Promise<Caller | undefined> {
    const { Account, Arn } = await this.sts(accessKeyId).send(new GetCallerIdentityCommand({}));
    if (Account === undefined || Arn === undefined || Account === MOTOS_OWN_ACCOUNT) return undefined;
    return { accessKeyId, accountId: Account, arn: Arn };
  }

  private sts(accessKeyId: string): STSClient {
    return new STSClient({
      endpoint: this.endpoint,
      region: "us-east-1",
      credentials: unverified(accessKeyId),
    });
  }
}
