import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { TLSSocket } from "node:tls";
import { retryAfterHeader } from "../../accounts/retry-after";
import type { Site } from "../../accounts/types";
import { pageMetadata } from "../../pages/marker";
import { type Page, type PageFile, PAGE_PATH, SORRY_FOLDER } from "../../pages/page";
import type { PlatformAndPages } from "../../pages/platform-pages";
import type { Credentials } from "./certificates";

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

/** A stand-in for CloudFront and the bucket behind it: answers over TLS for the aliases of a platform. */
export interface Edge {
  readonly port: number;
  /** All requests since the start or the last {@link Edge.forget}. */
  readonly requests: readonly EdgeRequest[];
  readonly forget: () => void;
  readonly close: () => Promise<void>;
}

export interface EdgeOptions extends PlatformAndPages {
  readonly credentials: Credentials;
  /** @default "127.0.0.1" */
  readonly address?: string;
  /** @default a free one */
  readonly port?: number;
}

/** What CloudFront and S3 add of their own to whatever they answer. */
export const EDGE_HEADERS = {
  Server: "AmazonS3",
  Via: "1.1 0123456789abcdef.cloudfront.net (CloudFront)",
  Age: "7",
  ETag: '"d41d8cd98f00b204e9800998ecf8427e"',
  "Last-Modified": "Sun, 01 Nov 2026 00:00:00 GMT",
  "Accept-Ranges": "bytes",
  "Cache-Control": "max-age=10",
  "Alt-Svc": 'h3=":443"; ma=86400',
  "X-Cache": "Error from cloudfront",
  "X-Amz-Cf-Pop": "NRT57-P1",
  "X-Amz-Cf-Id": "cf-id",
  "X-Amz-Error-Code": "NoSuchKey",
  "X-Amz-Error-Message": "The specified key does not exist.",
  "X-Amz-Request-Id": "request-id",
  "X-Amz-Id-2": "id-2",
  "X-Amz-Version-Id": "version-id",
  "X-Amz-Server-Side-Encryption": "AES256",
} as const;

function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Buffer | string,
): void {
  response.writeHead(status, { ...EDGE_HEADERS, ...headers, "Content-Length": Buffer.byteLength(body) });
  response.end(request.method === "HEAD" ? undefined : body);
}

function answer(site: Site, page: Page, request: IncomingMessage, response: ServerResponse): void {
  // As this distribution is set up: only GET and HEAD, and no key depends on the query.
  if (request.method !== "GET" && request.method !== "HEAD") {
    send(request, response, 403, { Server: "CloudFront", "Content-Type": "text/html" }, "Bad request.");
    return;
  }
  const path = decodeURIComponent((request.url ?? "").replace(/\?.*$/, ""));
  const retryAfter = site.retryAfter === undefined ? undefined : retryAfterHeader(site.retryAfter);
  const metadata = pageMetadata({ ...site, retryAfter });
  const sendFile = (status: number, file: PageFile, headers: Readonly<Record<string, string>> = {}) => {
    const all = { "Content-Type": file.contentType, ...headers };
    send(request, response, status, all, readFileSync(file.source));
  };
  const asset = page.assets.find((file) => path === `/${SORRY_FOLDER}/${file.path}`);
  if (asset !== undefined) {
    sendFile(200, asset);
    return;
  }
  const marks = Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => [`x-amz-meta-${key}`, value]),
  );
  sendFile(path === PAGE_PATH ? 200 : site.status, page.document, marks);
}

/** Starts an edge. It answers for all sites of the platform, under the page's own path with 200 as CloudFront does. */
export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const { platform, pages, credentials, address = "127.0.0.1", port = 0 } = options;
  const sites = new Map(platform.accounts.flatMap(({ sites }) => sites.map((site) => [site.alias, site])));
  const requests: EdgeRequest[] = [];
  const server = createServer(credentials, (request, response) => {
    const { method, url, rawHeaders, socket } = request;
    const serverName = socket instanceof TLSSocket ? socket.servername : null;
    requests.push({ serverName, method, url, rawHeaders });
    const site = sites.get(request.headers.host ?? "");
    const page = site === undefined ? undefined : pages.get(site.pageFolder);
    if (site === undefined || page === undefined) {
      send(request, response, 403, { Server: "CloudFront", "Content-Type": "text/html" }, "Bad request.");
      return;
    }
    answer(site, page, request, response);
  });
  // What is no request, such as a body that nobody announced, is kept too.
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (error.code?.startsWith("HPE_") === true) {
      requests.push({ serverName: null, method: undefined, url: undefined, rawHeaders: [error.code] });
    }
    socket.destroy();
  });
  server.listen(port, address);
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    forget: () => void requests.splice(0),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
