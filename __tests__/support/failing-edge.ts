import { once } from "node:events";
import { type AddressInfo, type Server, type Socket, createServer } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { SITE_METADATA, RETRY_AFTER_METADATA } from "../../pages/marker";
import type { Credentials } from "../../preview/certificates";
import { type Failure, type LivePage, bytes } from "./failures";

/** One site at the edge. What is written into it holds from the next request on. */
export interface EdgeSite {
  page: LivePage;
  /** Headers beside those of the page's object. @default those of S3 */
  server: string;
  /** Whether the page carries its mark. @default true */
  isMarked: boolean;
  failure: Failure | undefined;
  /** When it was asked, in milliseconds. */
  readonly asked: number[];
}

/** A stand-in for CloudFront that can be told to fail while it runs, one site at a time or all of it. */
export interface FailingEdge {
  readonly port: number;
  readonly site: (alias: string) => EdgeSite;
  /** While it is silent it accepts connections, and not even the TLS handshake gets an answer. */
  readonly silence: (silent: boolean) => void;
  /** How many connections were opened so far. */
  readonly connections: () => number;
  /** From now on connections are refused. */
  readonly close: () => Promise<void>;
  /** From now on connections are accepted again, at the same port. */
  readonly reopen: () => Promise<void>;
}

/** What the edge shows for a site that nobody has changed. */
export const livePage = (alias: string): LivePage => ({
  status: 404,
  body: `<!doctype html><title>live</title><p>The live page of ${alias}, version 1.</p>${"<p>Sorry.</p>".repeat(50)}`,
  retryAfter: "77",
});

function pageBytes(alias: string, { page, server, isMarked }: EdgeSite): Buffer {
  const mark = {
    [`x-amz-meta-${SITE_METADATA}`]: alias,
    [`x-amz-meta-${RETRY_AFTER_METADATA}`]: page.retryAfter,
  };
  const headers = {
    ...{ Server: server, "Content-Type": "text/html; charset=utf-8" },
    ...{ "Cache-Control": "max-age=10", ETag: '"x"', "X-Cache": "Error from cloudfront" },
    ...(isMarked ? mark : {}),
  };
  return bytes(page.status, headers, page.body);
}

export async function startFailingEdge(credentials: Credentials): Promise<FailingEdge> {
  const sites = new Map<string, EdgeSite>();
  const site = (alias: string): EdgeSite => {
    const known = sites.get(alias);
    if (known !== undefined) return known;
    const page = livePage(alias);
    const fresh: EdgeSite = { page, server: "AmazonS3", isMarked: true, failure: undefined, asked: [] };
    sites.set(alias, fresh);
    return fresh;
  };
  const sockets = new Set<Socket>();
  const plainSocketOf = (port: number | undefined) =>
    [...sockets].find(({ remotePort }) => remotePort === port);
  const tls = createTlsServer(credentials, (socket) => {
    let head = "";
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk: Buffer) => {
      const isComplete = head.includes("\r\n\r\n");
      head += chunk.toString("latin1");
      if (isComplete || !head.includes("\r\n\r\n")) return;
      const alias = /^host: *([^\r]+)/im.exec(head)?.[1] ?? "";
      const asked = site(alias);
      asked.asked.push(performance.now());
      const page = pageBytes(alias, asked);
      if (asked.failure === undefined) socket.end(page);
      else asked.failure(socket, page, () => plainSocketOf(socket.remotePort)?.resetAndDestroy());
    });
  });
  tls.on("tlsClientError", () => undefined);

  let isSilent = false;
  let connections = 0;
  let server: Server | undefined;
  const open = async (port: number) => {
    server = createServer((socket) => {
      connections += 1;
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => sockets.delete(socket));
      if (!isSilent) tls.emit("connection", socket);
    }).listen(port, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  };
  const port = await open(0);
  return {
    port,
    site,
    silence: (silent) => (isSilent = silent),
    connections: () => connections,
    close: async () => {
      if (server?.listening !== true) return;
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    reopen: async () => {
      await open(port);
    },
  };
}
