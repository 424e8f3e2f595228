import { createServer } from "node:http";
import type { AwsCredentials } from "../aws/callers";
import { listen } from "../listen";

/** What an instance's metadata say of it; a test may change them. */
export interface Metadata {
  /** Undefined outside of an auto scaling group. */
  group: string | undefined;
  credentials: AwsCredentials;
}

/** EC2's instance metadata, the second version: nothing without a token. */
export interface Imds {
  readonly url: string;
  readonly metadata: Metadata;
  readonly close: () => Promise<void>;
}

const TOKEN = "AQAEALQ3mTest==";
export const REGION = "eu-west-1";

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-categories.html */
export async function startImds(metadata: Metadata): Promise<Imds> {
  const credentials = () =>
    JSON.stringify(
      {
        Code: "Success",
        LastUpdated: "2026-11-25T10:00:00Z",
        Type: "AWS-HMAC",
        AccessKeyId: metadata.credentials.accessKeyId,
        SecretAccessKey: metadata.credentials.secretAccessKey,
        Token: metadata.credentials.sessionToken,
        Expiration: "2026-11-25T16:00:00Z",
      },
      undefined,
      2,
    ).replaceAll('": "', '" : "');
  const said = (path: string) =>
    ({
      "tags/instance/aws:autoscaling:groupName": metadata.group,
      "placement/region": REGION,
      "services/domain": "amazonaws.com",
      "iam/security-credentials/": "sorry-server-corporate",
      "iam/security-credentials/sorry-server-corporate": credentials(),
    })[path];
  const server = createServer(({ method, url = "", headers }, response) => {
    if (method === "PUT" && url === "/latest/api/token") {
      response.writeHead(headers["x-aws-ec2-metadata-token-ttl-seconds"] === undefined ? 400 : 200);
      response.end(TOKEN);
      return;
    }
    const text = said(url.replace(/^\/latest\/meta-data\//, ""));
    response.writeHead(headers["x-aws-ec2-metadata-token"] !== TOKEN ? 401 : text === undefined ? 404 : 200);
    response.end(text);
  });
  return { ...(await listen(server)), metadata };
}
