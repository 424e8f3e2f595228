import { once } from "node:events";
import {
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
  createServer,
  request as startRequest,
} from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { Callers } from "./callers";
import type { AskMoto, Reply, Service, ServiceRequest } from "./service";

/** Where a signed request is to go: the access key, and the scope that it was signed for. */
interface Signature {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html#add-signature-to-request */
function signatureOf({ headers }: IncomingMessage): Signature | undefined {
  const match = /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/\d{8}\/([^/,]+)\/([^/,]+)\/aws4_request,/.exec(
    headers.authorization ?? "",
  );
  const [, accessKeyId, region, service] = match ?? [];
  if (accessKeyId === undefined || region === undefined || service === undefined) return undefined;
  return { accessKeyId, region, service };
}

/** Of the connection, not of the request. */
const HOP_BY_HOP = ["connection", "keep-alive", "transfer-encoding", "expect"];
/** Of a body that is replaced. */
const OF_THE_BODY = ["content-length", "content-md5", "x-amz-content-sha256"];

const without = (headers: OutgoingHttpHeaders, names: readonly string[]): OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));

/** A request to moto, whose body is still to be written. */
function outgoingTo(motoPort: number, incoming: IncomingMessage, headers: OutgoingHttpHeaders) {
  const { method, url: path } = incoming;
  return startRequest({ host: "127.0.0.1", port: motoPort, method, path, headers });
}

/** Hands everything on as it is, in both directions. */
async function handOn(motoPort: number, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const outgoing = outgoingTo(motoPort, incoming, without(incoming.headers, HOP_BY_HOP));
  const answered = once(outgoing, "response") as Promise<[IncomingMessage]>;
  await Promise.all([
    pipeline(incoming, outgoing),
    answered.then(async ([answer]) => {
      response.writeHead(answer.statusCode ?? 502, without(answer.headers, HOP_BY_HOP));
      await pipeline(answer, response);
    }),
  ]);
}

function askerOf(motoPort: number, incoming: IncomingMessage): AskMoto {
  return async (replacement) => {
    const headers = without(incoming.headers, HOP_BY_HOP);
    const body = replacement ?? (await buffer(incoming));
    const outgoing = outgoingTo(motoPort, incoming, {
      ...(replacement === undefined ? headers : without(headers, OF_THE_BODY)),
      "content-length": Buffer.byteLength(body),
    });
    outgoing.end(body);
    const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
    const answerHeaders = Object.entries(without(answer.headers, [...HOP_BY_HOP, "content-length"]));
    return {
      status: answer.statusCode ?? 502,
      headers: Object.fromEntries(answerHeaders.map(([name, value]) => [name, String(value)])),
      body: await buffer(answer),
    };
  };
}

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html */
const UNKNOWN_CALLER: Reply = {
  status: 403,
  headers: { "Content-Type": "text/xml" },
  body: `<?xml version="1.0" encoding="UTF-8"?>
<ErrorResponse><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>The security token included in the request is invalid.</Message></Error></ErrorResponse>`,
};

/** A request that somebody signed, and what came of it. */
export interface SeenRequest extends Pick<ServiceRequest, "caller" | "region" | "method" | "path" | "query"> {
  readonly service: string;
}

export interface FrontServerOptions {
  readonly motoPort: number;
  readonly callers: Callers;
  /** By the name that requests to them are signed for. */
  readonly services: Readonly<Record<string, Service>>;
  /** Told of every signed request when it comes. */
  readonly onRequest: (request: SeenRequest) => void;
}

/** What stands where AWS would: it answers some of the requests itself and hands the others on to moto. */
export interface FrontServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

function send(response: ServerResponse, { status, headers = {}, body = "" }: Reply): void {
  response.writeHead(status, { ...headers, "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}

async function answer(
  options: FrontServerOptions,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { motoPort, callers, services, onRequest } = options;
  const signature = signatureOf(incoming);
  if (signature === undefined) {
    // Presigned URLs, anonymous readers of S3.
    await handOn(motoPort, incoming, response);
    return;
  }
  const caller = await callers.identify(signature.accessKeyId);
  if (caller === undefined) {
    incoming.resume();
    send(response, UNKNOWN_CALLER);
    return;
  }
  const [path = "", search = ""] = (incoming.url ?? "").split(/\?(.*)/s);
  const request = {
    caller,
    region: signature.region,
    method: incoming.method ?? "",
    path,
    query: new URLSearchParams(search),
    headers: incoming.headers,
    body: () => buffer(incoming),
  };
  onRequest({ ...request, service: signature.service });
  const reply = await services[signature.service]?.(request, askerOf(motoPort, incoming));
  if (reply === undefined) await handOn(motoPort, incoming, response);
  else send(response, reply);
}

/** Starts it on a free port of loopback. */
export async function startFrontServer(options: FrontServerOptions): Promise<FrontServer> {
  const server = createServer((incoming, response) => {
    answer(options, incoming, response).catch((error: unknown) => {
      // A client that was killed midway, or a fault of the emulation: seen by whoever asked.
      if (response.headersSent) response.destroy();
      else send(response, { status: 500, body: error instanceof Error ? error.stack : String(error) });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
