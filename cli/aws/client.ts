import type { STSClient, STSClientConfig } from "@aws-sdk/client-sts";
import { Interruption } from "../interruption";
import { awsFault } from "./fault";

/** AWS answers within a second or two. What is silent for longer is asked again, and named in less than a minute. */
const REQUEST_HANDLER = {
  connectionTimeout: 3_000,
  requestTimeout: 10_000,
  socketTimeout: 10_000,
  throwOnRequestTimeout: true,
};

/** With the SDK's own pauses between them, which are longer where AWS throttles. */
const MAX_ATTEMPTS = 4;

/** What a client is given, if not as the environment says: where AWS is, who asks, how long it waits. */
export type ClientOptions = Pick<
  STSClientConfig,
  "endpoint" | "credentials" | "requestHandler" | "maxAttempts"
>;

/** What every client takes. */
export type ClientConfig = ClientOptions & { readonly region: string };

/** What all clients have in common; what is given goes before. */
export const clientConfig = (region: string, options: ClientOptions = {}): ClientConfig => ({
  requestHandler: REQUEST_HANDLER,
  maxAttempts: MAX_ATTEMPTS,
  ...options,
  region,
});

/** For whom clients ask. */
export interface Caller {
  /** The account's name in accounts/. */
  readonly account: string;
  /** The role that the account is entered by. */
  readonly roleArn?: string;
  /** Which document says what sorry needs, for a message. */
  readonly permissions: string;
  /** Once it is aborted, AWS is asked for nothing more; its reason is thrown. */
  readonly signal?: AbortSignal;
}

/** Actions of S3's that policies call otherwise than its API does. */
const S3_ACTIONS: Readonly<Record<string, string>> = {
  GetBucketEncryption: "GetEncryptionConfiguration",
  GetBucketLifecycleConfiguration: "GetLifecycleConfiguration",
  GetPublicAccessBlock: "GetBucketPublicAccessBlock",
  ListObjectsV2: "ListBucket",
};

/** As policies call it: `elasticloadbalancing:ModifyRule`. */
function actionOf(clientName: string, commandName: string): string {
  const service = clientName.replace(/(?:V2)?Client$/, "").toLowerCase();
  const command = commandName.replace(/Command$/, "");
  return `${service}:${(service === "s3" ? S3_ACTIONS[command] : undefined) ?? command}`;
}

type MiddlewareStack = STSClient["middlewareStack"];

const READS = /:(?:Describe|Get|Head|List|Assume)/;

/** Whether AWS may have done what it answered so, or not at all: only a client's fault is a clear no. */
const isClearNo = (error: unknown): boolean => {
  const { $metadata: { httpStatusCode: status = 0 } = {} } = error as {
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  return status >= 400 && status < 500;
};

/** A client whose calls fail in words: what AWS refuses, or does not answer, is an AwsFault. */
export function watched<Client extends { readonly middlewareStack: object }>(
  client: Client,
  { account, roleArn, permissions, signal }: Caller,
): Client {
  // It takes and gives whatever the client's commands do.
  const stack = client.middlewareStack as MiddlewareStack;
  // Calls of which an attempt was sent that AWS gave no clear answer to.
  const open = new WeakSet<object>();
  stack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        const { clientName = "", commandName = "", endpointV2 } = context;
        const action = actionOf(clientName, commandName);
        const isOpen = open.has(context) && !READS.test(action);
        if (error instanceof Interruption) throw isOpen ? new Interruption(error.signal, action) : error;
        const endpoint = endpointV2?.url.origin;
        throw awsFault({ account, action, permissions, error, roleArn, endpoint, isOpen }) ?? error;
      }
    },
    { name: "failsInWords", step: "initialize", priority: "high" },
  );
  // Within the retries, each of which is asked.
  stack.add(
    (next) => (args) => {
      signal?.throwIfAborted();
      return next(args);
    },
    { name: "stopsWhenAborted", step: "finalizeRequest", priority: "low" },
  );
  // Around what is sent, once it is signed.
  stack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (!isClearNo(error)) open.add(context);
        throw error;
      }
    },
    { name: "knowsWhatIsOpen", step: "deserialize", priority: "high" },
  );
  return client;
}
