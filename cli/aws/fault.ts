import { printable } from "../../accounts/fault";
import { CommandError, reasonOf } from "../command-error";

/** What AWS did not do, in words for whoever typed the command. */
export class AwsFault extends CommandError {
  /**
   * @param code AWS's own name for it, or the network's
   * @param action as policies call it, such as `elasticloadbalancing:ModifyRule`
   * @param isOpen whether AWS may have done it all the same
   */
  constructor(
    message: string,
    readonly code: string,
    readonly action: string,
    readonly isOpen: boolean,
  ) {
    super(message);
  }
}

/** AWS's name for what went wrong, such as `TargetGroupNotFoundException`. */
export const codeOf = (error: unknown): string =>
  error instanceof AwsFault ? error.code : error instanceof Error ? error.name : "";

/** A call of AWS's that failed. */
export interface FailedCall {
  /** The account's name in accounts/. */
  readonly account: string;
  readonly action: string;
  /** Where it was sent; undefined where it was not, for want of credentials. */
  readonly endpoint?: string;
  /** The role that the account is entered by. */
  readonly roleArn?: string;
  /** Which document says what sorry needs. */
  readonly permissions: string;
  readonly error: Error;
  /** Whether AWS may have done it all the same. */
  readonly isOpen: boolean;
}

/** What AWS's SDK puts into its errors. */
interface SdkError extends Error {
  readonly code?: unknown;
  readonly $fault?: "client" | "server";
  readonly $metadata?: { readonly attempts?: number; readonly httpStatusCode?: number };
}

const EXPIRED = /^(?:ExpiredToken|TokenRefreshRequired|RequestExpired|UnauthorizedException)/;
const UNKNOWN_KEYS =
  /^(?:InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|AuthFailure|SignatureDoesNotMatch)$/;
const DENIED = /^(?:AccessDenied|UnauthorizedOperation)/;
const THROTTLED = /throttl|^(?:RequestLimitExceeded|TooManyRequests|SlowDown|PriorRequestNotComplete)/i;

/** Without the name of the SDK's part that says it, and without a full stop. */
const plain = (error: Error) =>
  printable(reasonOf(error))
    .replace(/^@smithy\/\S+ - (?:\[ERROR\] )?/, "")
    .replace(/\.$/, "");

/** What a failed call of AWS's is for whoever typed the command; undefined where the program itself is at fault. */
export function awsFault(call: FailedCall): AwsFault | undefined {
  const error: SdkError = call.error;
  const { code, $fault: fault, $metadata: { attempts = 1, httpStatusCode: status } = {} } = error;
  const isOfCredentials = /^(?:Credentials|Token)ProviderError$/.test(error.name);
  // An answer that is no API's. The SDK calls what it has no words for unknown.
  const isAlien =
    status !== undefined && (fault === undefined || /^Unknown(?:Error)?$/.test(error.message || error.name));
  const isOfNetwork =
    isAlien || (fault === undefined && (typeof code === "string" || error.name === "TimeoutError"));
  if (fault === undefined && !isOfCredentials && !isOfNetwork) return undefined;
  const reason = isAlien
    ? alien(status)
    : fault === undefined
      ? plain(error)
      : `${error.name}: ${plain(error)}`;
  const often = attempts > 1 ? `, ${attempts} times` : "";
  const isEntering = call.endpoint === undefined && call.roleArn !== undefined && !isOfCredentials;
  const asked = isEntering ? { ...call, action: "sts:AssumeRole" } : call;
  const isOfKeys = call.endpoint === undefined || EXPIRED.test(error.name) || UNKNOWN_KEYS.test(error.name);
  const message = isOfNetwork
    ? unreachable(asked, `${reason}${often}`)
    : isOfKeys && !THROTTLED.test(error.name)
      ? credentials(asked, reason)
      : refused(asked, error.name, reason, often);
  const name = isOfNetwork && typeof code === "string" ? code : error.name;
  return new AwsFault(`accounts/${call.account}: ${message}`, name, call.action, call.isOpen);
}

/** Who answered other than AWS's APIs do: a proxy, or in an outage the front end that AWS has before them. */
const alien = (status: number) =>
  status >= 500
    ? `AWS, or a proxy before it, answered HTTP ${status}`
    : `what answers there with HTTP ${status} is not AWS`;

function unreachable({ action, endpoint, roleArn }: FailedCall, reason: string): string {
  const where = endpoint ?? (roleArn === undefined ? undefined : `STS, for ${roleArn},`);
  return `AWS can't be reached ${where === undefined ? "" : `at ${where} `}for ${action} (${reason}). See to the network (VPN, proxy, DNS, AWS_ENDPOINT_URL), and run it again.`;
}

/** Why credentials are none: the profile that they were to come from is named, as it may be the wrong one. */
function credentials({ error, endpoint, roleArn }: FailedCall, reason: string): string {
  const { AWS_PROFILE: profile = "" } = process.env;
  const of = profile === "" ? "" : ` of the profile ${profile} (AWS_PROFILE)`;
  const login =
    profile === ""
      ? "aws sso login, AWS_PROFILE, or AWS_ACCESS_KEY_ID and its secret"
      : `aws sso login --profile ${profile}`;
  if (EXPIRED.test(error.name) || /expired/i.test(error.message)) {
    return `the AWS credentials${of} have expired (${reason}). Log in again (${login}), and run it again.`;
  }
  if (DENIED.test(error.name) && roleArn !== undefined && endpoint === undefined) {
    return `the AWS credentials${of} may not enter ${roleArn} (${reason}). The role must trust them, and their policy allow sts:AssumeRole.`;
  }
  if (UNKNOWN_KEYS.test(error.name)) {
    return `AWS does not take the credentials${of} (${reason}). Log in (${login}), and run it again.`;
  }
  const enter = roleArn === undefined ? "" : ` to enter ${roleArn}`;
  const fix = profile === "" ? "" : `aws configure list-profiles shows the profiles there are. `;
  return `no AWS credentials that work${of}${enter} (${reason}). ${fix}Log in (${login}), and run it again.`;
}

function refused({ action, permissions }: FailedCall, name: string, reason: string, often: string): string {
  if (DENIED.test(name)) {
    return `AWS refused ${action} (${reason}). The policy of that role or user must allow ${action}: ${permissions}.`;
  }
  if (THROTTLED.test(name)) {
    return `AWS is asked too often and put off ${action} (${reason}${often}). Wait a minute, and run it again.`;
  }
  return `AWS refused ${action} (${reason}${often}).`;
}
