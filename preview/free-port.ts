import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";

/** As many TCP ports of loopback, all different, that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(
    servers.map((server) => {
      server.close();
      return once(server, "close");
    }),
  );
  return ports;
}

/** A TCP port of loopback that was free a moment ago. */
export const freePort = async (): Promise<number> => (await freePorts(1))[0] ?? NaN;

/** Whether somebody accepts connections at this port of loopback. */
export async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
