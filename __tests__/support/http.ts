import { once } from "node:events";
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from "node:http";
import { request as requestTls } from "node:https";
import { connect } from "node:net";

export interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Question {
  readonly host: string;
  /** Path and query, sent as they are. @default "/" */
  readonly path?: string;
  /** @default "GET" */
  readonly method?: string;
  /** @default none but Host and Connection */
  readonly headers?: OutgoingHttpHeaders;
  /** @default none */
  readonly body?: Buffer | string;
  /** The address that it comes from, such as 127.0.0.2. @default whichever the system takes */
  readonly from?: string;
}

/** A whole answer in a test takes milliseconds; this is for a server that hangs. */
const PATIENCE_MILLISECONDS = 15_000;

/**
 * Asks the server at this port of loopback, on a connection of its own.
 *
 * @param ca over TLS, trusting this authority; the handshake names the host. @default plain HTTP
 */
export async function ask(port: number, question: Question, ca?: string): Promise<Answer> {
  const { host, path = "/", method = "GET", headers = {}, body, from } = question;
  return new Promise((resolve, reject) => {
    const send = ca === undefined ? request : requestTls;
    const outgoing = send(
      {
        ...(ca === undefined ? {} : { ca, servername: host }),
        ...(from === undefined ? {} : { localAddress: from }),
        host: "127.0.0.1",
        port,
        method,
        path,
        headers: { Host: host, ...headers },
        agent: false,
        timeout: PATIENCE_MILLISECONDS,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () => {
          resolve({ status: incoming.statusCode, headers: incoming.headers, body: Buffer.concat(chunks) });
        });
      },
    );
    outgoing.on("timeout", () => outgoing.destroy(new Error(`No answer to ${method} ${host}${path}`)));
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** Sends this text and returns all that comes back until the server closes: for requests that node refuses to make. */
export async function askRaw(port: number, text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.setTimeout(PATIENCE_MILLISECONDS, () => socket.destroy(new Error("The server keeps silent.")));
  let answer = "";
  socket.setEncoding("latin1").on("data", (chunk: string) => (answer += chunk));
  socket.write(text);
  await once(socket, "close");
  return answer;
}
