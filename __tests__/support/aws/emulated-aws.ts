import { bucketPolicies } from "./bucket-policies";
import { type AwsCredentials, Callers } from "./callers";
import { findCertificate } from "./certificates";
import { CloudFront } from "./cloudfront/api";
import { type SeenRequest, startFrontServer } from "./front-server";
import { startMoto } from "./moto";
import "./quiet-sdk";
import { scalingPolicies } from "./scaling-policies";

/** What a client of AWS's SDK is given to talk to the emulation. */
export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: AwsCredentials;
  /** Of S3: the bucket's name in the path, as it is no host name here. */
  readonly forcePathStyle: true;
}

/** A role in an account, entered. */
export interface Session {
  readonly accountId: string;
  readonly clientConfig: (region: string) => ClientConfig;
  /** For Terraform and other programs: AWS's own variables, and none of what this machine says of AWS. */
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * AWS, as far as it can be had on one machine: moto, and in front of it what moto lacks or forgets. Every 12-digit
 * account exists, each with its own resources.
 */
export interface EmulatedAws {
  /** All signed requests so far. */
  readonly requests: readonly SeenRequest[];
  /** Fulfilled when such a request comes from now on. */
  readonly nextRequest: (matches: (request: SeenRequest) => boolean) => Promise<void>;
  readonly enter: (accountId: string, role?: string) => Promise<Session>;
  readonly close: () => Promise<void>;
}

function sessionOf(accountId: string, endpoint: string, credentials: AwsCredentials): Session {
  return {
    accountId,
    clientConfig: (region) => ({ endpoint, region, credentials, forcePathStyle: true }),
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
      AWS_PROFILE: undefined,
      AWS_REGION: undefined,
      AWS_DEFAULT_REGION: undefined,
    },
  };
}

/** Starts it on free ports of loopback, with nothing in it. */
export async function startEmulatedAws(): Promise<EmulatedAws> {
  const moto = await startMoto();
  const motoEndpoint = `http://127.0.0.1:${moto.port}`;
  const callers = new Callers(motoEndpoint);
  const requests: SeenRequest[] = [];
  const watchers = new Set<(request: SeenRequest) => void>();
  const front = await startFrontServer({
    motoPort: moto.port,
    callers,
    services: {
      cloudfront: new CloudFront(findCertificate(motoEndpoint)).answer,
      s3: bucketPolicies,
      autoscaling: scalingPolicies,
    },
    onRequest: (request) => {
      requests.push(request);
      for (const watcher of watchers) watcher(request);
    },
  });
  return {
    requests,
    nextRequest: (matches) =>
      new Promise((resolve) => {
        const watcher = (request: SeenRequest) => {
          if (!matches(request)) return;
          watchers.delete(watcher);
          resolve();
        };
        watchers.add(watcher);
      }),
    enter: async (accountId, role = "deploy") =>
      sessionOf(accountId, `http://127.0.0.1:${front.port}`, await callers.enter(accountId, role)),
    close: async () => {
      await front.close();
      await moto.stop();
    },
  };
}
