import { once } from "node:events";
import { type IncomingMessage, type ServerResponse, createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, type Server, type Socket, createServer } from "node:net";
import { type SecureContext, TLSSocket, createSecureContext } from "node:tls";
import { setTimeout as sleep } from "node:timers/promises";
import type { Credentials } from "./certificates";
import type { Distribution, ObjectStore } from "./distribution";
import { EdgeLocation, ownError } from "./edge-answer";

/** What the edge does instead of what it should. */
export type EdgeFault =
  | { readonly kind: "refuse" }
  /** Connections are accepted, and not even the TLS handshake gets an answer. */
  | { readonly kind: "hang" }
  /** Every answer is an error of CloudFront's own, such as 503. */
  | { readonly kind: "own-error"; readonly status: number }
  | { readonly kind: "slow"; readonly milliseconds: number };

/** A request as it reached the edge. */
export interface EdgeRequest {
  /** The name in the TLS handshake. */
  readonly serverName: string | false | null;
  readonly method: string | undefined;
  /** Path and query, undecoded. */
  readonly url: string | undefined;
  /** Names and values in turns, as sent. */
  readonly rawHeaders: readonly string[];
}

/** A running edge: CloudFront, for all that a viewer can tell. */
export interface Edge {
  readonly port: number;
  /** The latest requests, since the start or the last {@link Edge.forget}; not those that met a fault. */
  readonly requests: readonly EdgeRequest[];
  readonly forget: () => void;
  /** Moves its clock on, so that what it keeps grows old. */
  readonly advance: (seconds: number) => void;
  /** Forgets what it keeps, as an invalidation of every distribution's `/*` does. */
  readonly invalidate: () => void;
  /** Holds from the next connection on; what is connected is cut off. undefined for none. */
  readonly setFault: (fault: EdgeFault | undefined) => Promise<void>;
  readonly fault: EdgeFault | undefined;
  readonly close: () => Promise<void>;
}

export interface EdgeOptions {
  /** What there is, asked anew for each request. */
  readonly distributions: () => readonly Distribution[] | Promise<readonly Distribution[]>;
  readonly objects: ObjectStore;
  /** The certificate for a distribution that holds one for these names, or for CloudFront's own. */
  readonly credentials: (hostNames: readonly string[]) => Promise<Credentials>;
  /** @default "127.0.0.1" */
  readonly address?: string;
  /** @default a free one */
  readonly port?: number;
  /** Told of each request that could not be answered, as S3 could not be asked. @default written to stderr */
  readonly onError?: (error: unknown) => void;
}

/** What CloudFront shows where no distribution has the name. */
const OWN_NAMES = ["*.cloudfront.net"];

const MOST_REQUESTS = 10_000;

/** Whether an alias, maybe with a wildcard of one label, is this host's. */
const isAliasOf = (host: string) => (alias: string) =>
  alias === host || (alias.startsWith("*.") && alias.slice(2) === host.slice(host.indexOf(".") + 1));

/** The distribution that answers for a host: the one with its very name before one with a wildcard. */
export function distributionOf(
  distributions: readonly Distribution[],
  host: string,
): Distribution | undefined {
  return (
    distributions.find(({ aliases }) => aliases.includes(host)) ??
    distributions.find(({ aliases }) => aliases.some(isAliasOf(host)))
  );
}

/** Security policies of CloudFront's that refuse TLS 1.2. Node's TLS refuses what is older by itself. */
const needsTls13 = ({ minimumProtocolVersion }: Distribution) => minimumProtocolVersion.startsWith("TLSv1.3");

/** The server's half that knows TLS: a certificate a distribution, made once. */
function certificateChooser({ distributions, credentials }: EdgeOptions) {
  const contexts = new Map<string, Promise<SecureContext>>();
  const contextFor = (names: readonly string[]) => {
    const key = names.join(" ");
    const known = contexts.get(key) ?? credentials(names).then((made) => createSecureContext(made));
    contexts.set(key, known);
    return known;
  };
  return async (serverName: string): Promise<SecureContext> => {
    const names = distributionOf(await distributions(), serverName)?.certificateNames ?? [];
    return contextFor(names.length === 0 ? OWN_NAMES : names);
  };
}

/** Starts an edge: an HTTPS server that also takes plain HTTP at the same port, as CloudFront does at another. */
export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const { objects, address = "127.0.0.1", onError = console.error } = options;
  let ahead = 0;
  let fault: EdgeFault | undefined;
  const location = new EdgeLocation(objects, () => Date.now() + ahead);
  const requests: EdgeRequest[] = [];
  const note = (request: EdgeRequest) => {
    requests.push(request);
    if (requests.length > MOST_REQUESTS) requests.shift();
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = "", url = "", rawHeaders, headers, socket } = request;
    const tls = socket instanceof TLSSocket ? socket : undefined;
    note({ serverName: tls?.servername ?? null, method, url, rawHeaders });
    if (fault?.kind === "slow") await sleep(fault.milliseconds);
    const host = (headers.host ?? "").toLowerCase().replace(/:\d+$/, "");
    const distribution = distributionOf(await options.distributions(), host);
    if (distribution !== undefined && needsTls13(distribution) && tls?.getProtocol() === "TLSv1.2") {
      socket.destroy();
      return;
    }
    const {
      status,
      headers: sent,
      body,
    } = fault?.kind === "own-error"
      ? ownError(fault.status, "We can't connect to the server for this app or website at this time.")
      : await location.answer(distribution, { method, url, host, isSecure: tls !== undefined, headers });
    response.writeHead(status, status === 304 ? sent : { ...sent, "Content-Length": body.length });
    response.end(method === "HEAD" ? undefined : body);
  };
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch((error: unknown) => {
      onError(error);
      const { status, headers, body } = ownError(502, "CloudFront wasn't able to connect to the origin.");
      response.writeHead(status, { ...headers, "Content-Length": body.length }).end(body);
    });
  };

  const choose = certificateChooser(options);
  const https = createHttpsServer(
    {
      SNICallback: (name, done) => {
        choose(name).then(
          (context) => {
            done(null, context);
          },
          (error: unknown) => {
            done(error as Error);
          },
        );
      },
      ...(await options.credentials(OWN_NAMES)),
    },
    handle,
  );
  const http = createHttpServer(handle);
  for (const server of [https, http]) {
    // What is no request, such as a body that nobody announced, is noted too.
    server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
      if (error.code?.startsWith("HPE_") === true) {
        note({ serverName: null, method: undefined, url: undefined, rawHeaders: [error.code] });
      }
      socket.destroy();
    });
  }

  const sockets = new Set<Socket>();
  const TLS_HANDSHAKE = 0x16;
  const take = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
    if (fault?.kind === "hang") return;
    socket.once("data", (start) => {
      socket.pause();
      socket.unshift(start);
      (start[0] === TLS_HANDSHAKE ? https : http).emit("connection", socket);
      process.nextTick(() => socket.resume());
    });
  };
  let listener: Server | undefined;
  const open = async (port: number) => {
    listener = createServer(take).listen(port, address);
    await once(listener, "listening");
    return (listener.address() as AddressInfo).port;
  };
  const shut = async () => {
    if (listener?.listening !== true) return;
    const closed = once(listener, "close");
    listener.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const port = await open(options.port ?? 0);
  return {
    port,
    requests,
    forget: () => void requests.splice(0),
    advance: (seconds) => (ahead += seconds * 1000),
    invalidate: () => {
      location.invalidate();
    },
    get fault() {
      return fault;
    },
    setFault: async (next) => {
      if (next?.kind === "refuse") await shut();
      // Whoever has taken the port meanwhile makes it fail; the edge refuses on then.
      else if (listener?.listening !== true) await open(port);
      fault = next;
      for (const socket of sockets) socket.destroy();
    },
    close: shut,
  };
}
