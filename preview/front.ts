import { once } from "node:events";
import { type RequestListener, type Server, createServer } from "node:http";

/** Loopback, in both of IP's versions: a browser takes either for localhost. */
const ADDRESSES = ["127.0.0.1", "::1"];

/** The highest port that a search for a free one tries, counted from the first. */
const TRIES = 100;

/** The server at one address; undefined where this machine has no such address. */
async function listenAt(handle: RequestListener, port: number, address: string): Promise<Server | undefined> {
  const server = createServer({ keepAliveTimeout: 60_000 }, handle);
  server.listen({ port, host: address, exclusive: true });
  try {
    await once(server, "listening");
    return server;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (address !== ADDRESSES[0] && (code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT")) return undefined;
    throw error;
  }
}

async function closeAll(servers: readonly Server[]): Promise<void> {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  }
}

/** All of loopback at one port, or none of it. */
async function listenAll(handle: RequestListener, port: number): Promise<Server[]> {
  const servers: Server[] = [];
  try {
    for (const address of ADDRESSES) {
      const server = await listenAt(handle, port, address);
      if (server !== undefined) servers.push(server);
    }
    return servers;
  } catch (error) {
    await closeAll(servers);
    throw error;
  }
}

/** An HTTP server of loopback. */
export interface Front {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/**
 * Starts a server at this port of loopback, or at the next free one.
 *
 * @throws Error where a hundred ports are taken, or where this user may not have the port
 */
export async function startFront(firstPort: number, handle: RequestListener): Promise<Front> {
  for (let port = firstPort; port < Math.min(firstPort + TRIES, 65_536); port += 1) {
    try {
      const servers = await listenAll(handle, port);
      return { port, close: () => closeAll(servers) };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EACCES") throw new Error(`Port ${port} is for root only. Choose another with --port.`);
      if (code !== "EADDRINUSE") throw error;
    }
  }
  throw new Error(`No port is free from ${firstPort} on. Choose another with --port.`);
}
