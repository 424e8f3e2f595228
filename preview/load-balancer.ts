import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
  createServer,
  request as sendRequest,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { type Transform, pipeline } from "node:stream";
import type { Credentials } from "./certificates";
import { type HealthCheck, HealthChecks, type TargetHealth } from "./health-checks";

/** A server that takes requests. */
export interface Target {
  readonly address: string;
  readonly port: number;
}

export interface TargetGroup {
  readonly name: string;
  readonly targets: readonly Target[];
  readonly healthCheck: HealthCheck;
}

/** An answer of the load balancer's own. */
export interface FixedResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** A request as a listener's rules see it. */
export interface RoutedRequest {
  readonly protocol: "http" | "https";
  readonly method: string;
  /** Without a port. */
  readonly host: string;
  readonly path: string;
  /** Without `?`. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly sourceAddress: string;
}

/** A way in. */
export interface Listener {
  /** What users speak, as the targets are told. */
  readonly protocol: "http" | "https";
  /** @default 80 or 443, by the protocol: the port that the targets are told */
  readonly toldPort?: number;
  /** @default a free one */
  readonly port?: number;
  /** With them it speaks TLS itself; without, an "https" listener takes plain HTTP and tells its targets otherwise. */
  readonly credentials?: Credentials;
  /** The Host that the targets see. @default as it came */
  readonly hostOf?: (host: string) => string;
  /**
   * Adds to an answer's body on its way, as no load balancer of AWS's does: undefined for a request whose answer goes
   * as it came. For the others the target is asked for a body that is not compressed.
   */
  readonly rewrite?: (
    request: IncomingMessage,
  ) => ((answer: IncomingMessage) => Transform | undefined) | undefined;
}

export interface LoadBalancerOptions {
  /** @default "127.0.0.1" */
  readonly address?: string;
  readonly listeners: readonly Listener[];
  /** All groups, to be health-checked; asked again at each round. */
  readonly targetGroups: () => readonly TargetGroup[];
  /** What a listener's rules come to for a request. */
  readonly route: (request: RoutedRequest) => TargetGroup | FixedResponse;
}

/** A running load balancer. */
export interface LoadBalancer {
  /** In the order of the listeners. */
  readonly ports: readonly number[];
  /** Answers requests as this listener would; for a server that is somebody else's. */
  readonly handler: (listener: Listener) => RequestListener;
  /** Checks all targets now, rather than when it is time. */
  readonly checkHealth: () => Promise<void>;
  readonly health: () => readonly TargetHealth[];
  readonly close: () => Promise<void>;
}

/** How long a target may stay silent. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#connection-idle-timeout */
const IDLE_MILLISECONDS = 60_000;

/** Headers of one connection only, those that it names itself too. @see https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const hopByHop = ({ headers }: IncomingMessage): string[] => [
  ...["connection", "keep-alive", "proxy-connection", "te", "trailer", "upgrade"],
  ...(headers.connection ?? "").toLowerCase().split(/[\s,]+/),
];

const REASONS: Readonly<Record<number, string>> = {
  502: "Bad Gateway",
  503: "Service Temporarily Unavailable",
  504: "Gateway Time-out",
};

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html */
function ownError(response: ServerResponse, status: 502 | 503 | 504): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const title = `${status} ${REASONS[status] ?? ""}`;
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
  response.writeHead(status, {
    Server: "awselb/2.0",
    "Content-Type": "text/html",
    "Content-Length": body.length,
  });
  response.end(body);
}

/** Names and values in turns, without those of one connection and those that the load balancer sets. */
function forwardedHeaders(
  request: IncomingMessage,
  { protocol, toldPort, hostOf }: Listener,
  without: readonly string[],
): string[] {
  const source = request.socket.remoteAddress ?? "";
  const own: readonly (readonly [string, string])[] = [
    ["X-Forwarded-For", [request.headers["x-forwarded-for"], source].filter(Boolean).join(", ")],
    ["X-Forwarded-Proto", protocol],
    ["X-Forwarded-Port", String(toldPort ?? (protocol === "https" ? 443 : 80))],
    [
      "X-Amzn-Trace-Id",
      `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString("hex")}`,
    ],
  ];
  const dropped = [...hopByHop(request), ...without, ...own.map(([name]) => name.toLowerCase())];
  const headers: string[] = [];
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    const [name = "", value = ""] = request.rawHeaders.slice(i, i + 2);
    const key = name.toLowerCase();
    if (dropped.includes(key)) continue;
    headers.push(name, key === "host" && hostOf !== undefined ? hostOf(value) : value);
  }
  return [...headers, ...own.flat(), "Connection", "close"];
}

function routedRequest(
  request: IncomingMessage,
  { protocol, hostOf = (host) => host }: Listener,
): RoutedRequest {
  const [path = "", ...query] = (request.url ?? "").split("?");
  return {
    protocol,
    method: request.method ?? "",
    host: hostOf(request.headers.host ?? "").replace(/:\d+$/, ""),
    path,
    query: query.join("?"),
    headers: request.headers,
    sourceAddress: request.socket.remoteAddress ?? "",
  };
}

/** Sends a request on and its answer back, both as they come. */
function forward(
  target: Target,
  listener: Listener,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { method, url: path } = request;
  const rewrite = listener.rewrite?.(request);
  const headers = forwardedHeaders(request, listener, rewrite === undefined ? [] : ["accept-encoding"]);
  const upstream = sendRequest({
    ...{ host: target.address, port: target.port, method, path, headers },
    ...{ agent: false, timeout: IDLE_MILLISECONDS, setHost: false },
  });
  upstream.on("timeout", () => {
    ownError(response, 504);
    upstream.destroy();
  });
  let isAnswered = false;
  upstream.on("error", () => {
    // Once there is an answer, what goes wrong with the rest of the request's body is nobody's concern.
    if (!isAnswered) ownError(response, 502);
  });
  upstream.on("response", (answer) => {
    isAnswered = true;
    const addition = rewrite?.(answer);
    const dropped = [...hopByHop(answer), ...(addition === undefined ? [] : ["content-length"])];
    const kept: string[] = [];
    for (let i = 0; i < answer.rawHeaders.length; i += 2) {
      const [name = "", value = ""] = answer.rawHeaders.slice(i, i + 2);
      if (!dropped.includes(name.toLowerCase())) kept.push(name, value);
    }
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, kept);
    // A target that breaks off breaks off the user, too.
    if (addition === undefined) pipeline(answer, response, () => undefined);
    else pipeline(answer, addition, response, () => undefined);
  });
  // The user who breaks off ends it; an answer that comes before the end of the body is an answer.
  response.on("close", () => upstream.destroy());
  request.pipe(upstream);
}

/** Answers requests as a listener does. */
function handlerOf(listener: Listener, options: LoadBalancerOptions, checks: HealthChecks): RequestListener {
  let turn = 0;
  return (request, response) => {
    const action = options.route(routedRequest(request, listener));
    if ("status" in action) {
      const { status, contentType, body } = action;
      response.writeHead(status, { Server: "awselb/2.0", "Content-Type": contentType });
      response.end(request.method === "HEAD" ? undefined : body);
      return;
    }
    const targets = checks.inService(action);
    const target = targets[turn++ % targets.length];
    if (target === undefined) ownError(response, 503);
    else forward(target, listener, request, response);
  };
}

/**
 * Starts a load balancer that behaves as an Application Load Balancer does to its targets: it says who asked and how,
 * checks their health, and has answers of its own where there is no target (503), or none that answers (502, 504).
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html
 */
export async function startLoadBalancer(options: LoadBalancerOptions): Promise<LoadBalancer> {
  const checks = new HealthChecks(options.targetGroups);
  const servers = options.listeners.map((listener) => {
    const handle = handlerOf(listener, options, checks);
    return listener.credentials === undefined
      ? createServer({ keepAliveTimeout: IDLE_MILLISECONDS }, handle)
      : createTlsServer({ ...listener.credentials, keepAliveTimeout: IDLE_MILLISECONDS }, handle);
  });
  for (const [i, server] of servers.entries()) {
    server.listen(options.listeners[i]?.port ?? 0, options.address ?? "127.0.0.1");
    await once(server, "listening");
  }
  await checks.start();
  return {
    handler: (listener) => handlerOf(listener, options, checks),
    ports: servers.map((server) => (server.address() as AddressInfo).port),
    checkHealth: () => checks.run(),
    health: () => checks.health(),
    close: async () => {
      checks.stop();
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
        await once(server, "close");
      }
    },
  };
}
