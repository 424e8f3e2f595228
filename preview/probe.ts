import { type IncomingHttpHeaders, request } from "node:http";
import { request as requestTls } from "node:https";

/** What came back, or why nothing did. */
export type ProbeResult =
  | {
      readonly status: number;
      readonly headers: IncomingHttpHeaders;
      /** Names and values in turns, as they came. */
      readonly rawHeaders: readonly string[];
      readonly body: Buffer;
      readonly milliseconds: number;
    }
  | { readonly error: string };

export interface ProbeOptions {
  /** At loopback. */
  readonly port: number;
  readonly host: string;
  /** @default "/" */
  readonly path?: string;
  /** Over TLS, trusting this authority only. @default plain HTTP */
  readonly ca?: string;
  /** @default 5000 */
  readonly timeoutMilliseconds?: number;
}

/** Asks a server of the path as one of its clients would. */
export async function probe(options: ProbeOptions): Promise<ProbeResult> {
  const { port, host, path = "/", ca, timeoutMilliseconds = 5_000 } = options;
  const begun = performance.now();
  return new Promise((resolve) => {
    const send = ca === undefined ? request : requestTls;
    const outgoing = send({
      ...{ host: "127.0.0.1", port, path, agent: false },
      ...(ca === undefined ? {} : { ca, servername: host }),
      headers: { Host: host, "User-Agent": "sorry-server-preview", Accept: "text/html" },
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
    const fail = (error: Error) => {
      resolve({ error: error.name === "AbortError" ? "no answer in time" : error.message });
    };
    outgoing.on("error", fail);
    outgoing.on("response", (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", fail);
      answer.on("end", () => {
        const { statusCode: status = 0, headers, rawHeaders } = answer;
        resolve({
          status,
          headers,
          rawHeaders,
          body: Buffer.concat(chunks),
          milliseconds: performance.now() - begun,
        });
      });
    });
    outgoing.end();
  });
}
