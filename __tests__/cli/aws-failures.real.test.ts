import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { ClientOptions } from "../../cli/aws/client";
import { enterAccount } from "../../cli/switch/access";
import { viewAccount } from "../../cli/switch/view";
import {
  type AwsFailure,
  DENIED,
  type FailingAws,
  THROTTLED,
  startFailingAws,
} from "../support/aws/failures";
import { alb, fleetAccount } from "../support/load-balancers";
import { ROOT, platformOf, writeAccounts } from "../support/platforms";
import { command } from "../support/command";
import { temporaryFolder } from "../support/temporary-folder";

jest.setTimeout(60_000);

/** AWS that refuses, throttles, hangs up, is silent or is not there, over real connections. */

const folder = temporaryFolder();
const config = fleetAccount({ loadBalancers: [alb({ original: "web" })] });
const account = (more: object = {}) => {
  const [found] = platformOf([{ ...config, ...more }]).accounts;
  if (found === undefined) throw new Error("No account.");
  return found;
};

const KEYS = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" };
const ENVIRONMENT: NodeJS.ProcessEnv = {
  AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
  AWS_SESSION_TOKEN: undefined,
  AWS_PROFILE: undefined,
  // As on anybody's machine: whatever the SDK warns of is in the way of the message.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: undefined,
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
};
const NOBODY = {
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
  HOME: join(folder, "nobody"),
};

/** Soon enough for a test. */
const impatient = (endpoint: string): ClientOptions => ({
  endpoint,
  credentials: KEYS,
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 200, requestTimeout: 200, throwOnRequestTimeout: true },
});

let servers: FailingAws[] = [];
afterEach(async () => {
  for (const { close } of servers) await close();
  servers = [];
});
async function failing(failure: AwsFailure, from?: "GetCallerIdentity"): Promise<FailingAws> {
  const aws = await startFailingAws(failure, from);
  servers.push(aws);
  return aws;
}

/** What `sorry status` says where AWS fails like this. */
async function said(
  failure: AwsFailure,
  from?: "GetCallerIdentity",
  environment: NodeJS.ProcessEnv = {},
  more: object = {},
): Promise<string> {
  const { url } = await failing(failure, from);
  // Of its own: the errors of Node.js itself are none to a program within Jest.
  const { status, stdout, stderr } = await command(`${ROOT}/cli/sorry.cjs`, ["status"], {
    env: {
      ...ENVIRONMENT,
      AWS_ENDPOINT_URL: url,
      SORRY_ACCOUNTS: writeAccounts(folder, [{ ...config, ...more }]),
      ...environment,
    },
  });
  expect([status, stdout]).toEqual([1, ""]);
  return stderr.trimEnd().replaceAll(url, "AWS");
}

describe("a call to AWS that fails is told in a line, with account, action, reason and fix:", () => {
  it("refused for want of a permission", async () => {
    expect(await said(DENIED)).toBe(
      "accounts/corporate: AWS refused autoscaling:DescribeAutoScalingGroups (AccessDenied: User: arn:aws:iam::111111111111:user/night is not authorized). The policy of that role or user must allow autoscaling:DescribeAutoScalingGroups: docs/switch.md lists what sorry needs.",
    );
  });

  it("throttled, even after the SDK's own retries", async () => {
    expect(await said(THROTTLED)).toBe(
      "accounts/corporate: AWS is asked too often and put off autoscaling:DescribeAutoScalingGroups (Throttling: Rate exceeded, 4 times). Wait a minute, and run it again.",
    );
  });

  it("cut off", async () => {
    expect(await said("hangs up")).toBe(
      "accounts/corporate: AWS can't be reached at AWS for autoscaling:DescribeAutoScalingGroups (socket hang up, 4 times). See to the network (VPN, proxy, DNS, AWS_ENDPOINT_URL), and run it again.",
    );
  });

  it("silent", async () => {
    const aws = await failing("is silent");
    const access = await enterAccount(account(), impatient(aws.url));
    await expect(viewAccount(access, account())).rejects.toThrow(
      `accounts/corporate: AWS can't be reached at ${aws.url} for autoscaling:DescribeAutoScalingGroups (a request has exceeded the configured 200 ms requestTimeout, 2 times). See to the network`,
    );
    expect(aws.asked).toEqual([
      "GetCallerIdentity",
      "DescribeAutoScalingGroups",
      "DescribeAutoScalingGroups",
    ]);
  });

  it.each([
    [403, "<html><body>Blocked<br></body></html>"],
    [407, ""],
    [404, ""],
    [302, ""],
  ])("answered by a proxy: HTTP %d, %s", async (status, page) => {
    expect(await said({ status, page })).toBe(
      `accounts/corporate: AWS can't be reached at AWS for autoscaling:DescribeAutoScalingGroups (what answers there with HTTP ${status} is not AWS). See to the network (VPN, proxy, DNS, AWS_ENDPOINT_URL), and run it again.`,
    );
  });

  it.each([
    [503, "<html><body><b>Http/1.1 Service Unavailable</b></body> </html>"],
    [503, "<html><body>Blocked<br></body></html>"],
    [502, ""],
    [500, ""],
  ])("answered by AWS's own front end, or a proxy: HTTP %d, %s", async (status, page) => {
    expect(await said({ status, page })).toBe(
      `accounts/corporate: AWS can't be reached at AWS for autoscaling:DescribeAutoScalingGroups (AWS, or a proxy before it, answered HTTP ${status}, 4 times). See to the network (VPN, proxy, DNS, AWS_ENDPOINT_URL), and run it again.`,
    );
  });

  it.each(["", "<html><body>Log in</body></html>"])("answered by a proxy that says yes: %s", async (page) => {
    expect(await said({ status: 200, page }, "GetCallerIdentity")).toMatch(
      /^accounts\/corporate: AWS can't be reached .*for sts:GetCallerIdentity \(what answers there.* is not AWS\)\. See to the network/,
    );
  });

  it("of any other kind", async () => {
    expect(await said({ status: 400, code: "ValidationError", message: "Bad name" })).toBe(
      "accounts/corporate: AWS refused autoscaling:DescribeAutoScalingGroups (ValidationError: Bad name).",
    );
  });
});

describe("who has no credentials that work is told why:", () => {
  const role = { credentials: { roleArn: "arn:aws:iam::111111111111:role/sorry" } };

  it("there are none", async () => {
    expect(await said(DENIED, undefined, NOBODY)).toBe(
      "accounts/corporate: no AWS credentials that work (Could not load credentials from any providers). Log in (aws sso login, AWS_PROFILE, or AWS_ACCESS_KEY_ID and its secret), and run it again.",
    );
  });

  it("there are none of the profile, which is named", async () => {
    expect(await said(DENIED, undefined, { ...NOBODY, AWS_PROFILE: "nope" })).toBe(
      "accounts/corporate: no AWS credentials that work of the profile nope (AWS_PROFILE) (Could not load credentials from any providers). aws configure list-profiles shows the profiles there are. Log in (aws sso login --profile nope), and run it again.",
    );
  });

  it("they have expired", async () => {
    const expired = { status: 403, code: "ExpiredToken", message: "The security token is expired" };
    expect(await said(expired, "GetCallerIdentity")).toBe(
      "accounts/corporate: the AWS credentials have expired (ExpiredToken: The security token is expired). Log in again (aws sso login, AWS_PROFILE, or AWS_ACCESS_KEY_ID and its secret), and run it again.",
    );
  });

  it("AWS does not know them", async () => {
    const unknown = { status: 403, code: "InvalidClientTokenId", message: "The token is invalid" };
    expect(await said(unknown, "GetCallerIdentity")).toMatch(
      /^accounts\/corporate: AWS does not take the credentials \(InvalidClientTokenId: The token is invalid\)\. Log in \(/,
    );
  });

  it("they may not enter the account's role", async () => {
    expect(await said(DENIED, undefined, {}, role)).toBe(
      "accounts/corporate: the AWS credentials may not enter arn:aws:iam::111111111111:role/sorry (AccessDenied: User: arn:aws:iam::111111111111:user/night is not authorized). The role must trust them, and their policy allow sts:AssumeRole.",
    );
  });

  it.each([
    ["http://127.0.0.1:1", "connect ECONNREFUSED 127.0.0.1:1"],
    ["http://aws.invalid", "getaddrinfo \\w+ aws.invalid"],
  ])("none of that where AWS can't be reached: %s", async (endpoint, reason) => {
    expect(await said(DENIED, undefined, { AWS_ENDPOINT_URL: endpoint })).toMatch(
      new RegExp(
        `^accounts/corporate: AWS can't be reached at ${endpoint} for sts:GetCallerIdentity \\(${reason}, 4 times\\)\\. See to the network`,
      ),
    );
  });

  it("nor where AWS is asked too often for the account's role", async () => {
    expect(await said(THROTTLED, undefined, {}, role)).toBe(
      "accounts/corporate: AWS is asked too often and put off sts:AssumeRole (Throttling: Rate exceeded, 4 times). Wait a minute, and run it again.",
    );
  });

  it("nor where the role's own service can't be", async () => {
    expect(await said("hangs up", undefined, {}, role)).toMatch(
      "accounts/corporate: AWS can't be reached at STS, for arn:aws:iam::111111111111:role/sorry, for sts:AssumeRole (socket hang up",
    );
  });
});

it("an address of AWS that is none is named", async () => {
  expect(await said(DENIED, undefined, { AWS_ENDPOINT_URL: "nonsense" })).toBe(
    "accounts/corporate: AWS can't be reached for sts:GetCallerIdentity (Invalid URL). See to the network (VPN, proxy, DNS, AWS_ENDPOINT_URL), and run it again.",
  );
});

describe("every client of the command", () => {
  it("waits for seconds, not for ever, and tries again", async () => {
    const aws = await failing(DENIED);
    const { signal, ...clients } = await enterAccount(account(), { endpoint: aws.url, credentials: KEYS });
    expect(signal).toBeUndefined();
    expect(Object.values(clients)).toHaveLength(4);
    for (const { config: has } of Object.values(clients)) {
      expect(await has.maxAttempts()).toBe(4);
      // The handler's own settings are there once it was asked for something.
      const handler = has.requestHandler as unknown as { configProvider: Promise<object> };
      expect(await handler.configProvider).toMatchObject({
        connectionTimeout: 3_000,
        requestTimeout: 10_000,
        throwOnRequestTimeout: true,
      });
    }
  });

  it("is made so that it fails in words", () => {
    const made = ["switch", "import"]
      .flatMap((name) => readdirSync(join(ROOT, "cli", name)).map((file) => join(ROOT, "cli", name, file)))
      .flatMap((file) => [...readFileSync(file, "utf8").matchAll(/(.{8})new \w+Client\(/g)])
      .map(([, before]) => before);
    expect(made).toEqual(Array.from({ length: 10 }, () => "watched("));
  });
});
