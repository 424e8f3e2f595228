import { spawn } from "node:child_process";
import { once } from "node:events";
import { type IncomingMessage, type Server, type ServerResponse, createServer, request } from "node:http";
import { Server as NetServer } from "node:net";

/** Where the machine finds the proxy, on its own loopback. */
export const PROXY_PORT = 3142;

/** Listens in another process's network, hands the socket over, and ends. */
const LISTEN = `
const server = require("node:net").createServer();
server.listen(${PROXY_PORT}, "127.0.0.1", () =>
  process.send("listening", server, () => { server.close(); process.disconnect(); }));
`;

function handOn(incoming: IncomingMessage, answer: ServerResponse): void {
  const { url = "", method, headers } = incoming;
  const fail = (why: string) => {
    if (!answer.headersSent) answer.writeHead(502);
    answer.end(`${why}\n`);
  };
  if (!url.startsWith("http://")) {
    fail(`${url} is no address of a package`);
    return;
  }
  const outgoing = request(url, { method, headers, timeout: 60_000 }, (found) => {
    answer.writeHead(found.statusCode ?? 502, found.headers);
    found.pipe(answer);
  });
  outgoing.on("timeout", () => outgoing.destroy(new Error("it takes too long")));
  outgoing.on("error", ({ message }) => {
    fail(message);
  });
  incoming.pipe(outgoing);
}

/**
 * Lets apt out of a machine that has no network but its own loopback: a proxy there, whose other side is here.
 *
 * @param pid a process in the machine
 */
export async function startPackageProxy(pid: number): Promise<{ readonly stop: () => void }> {
  const child = spawn("nsenter", ["--net", "--target", String(pid), process.execPath, "-e", LISTEN], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let complaints = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (complaints += text));
  const handle = await new Promise<unknown>((resolve, reject) => {
    child.once("message", (_, handle) => {
      resolve(handle);
    });
    child.once("error", reject);
    child.once("exit", (status) => {
      reject(new Error(`no proxy in the machine (${status}): ${complaints}`));
    });
  });
  if (!(handle instanceof NetServer)) throw new Error("no socket was handed over");
  const server: Server = createServer(handOn).listen(handle);
  await once(server, "listening");
  return {
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
