import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Artifacts } from "./artifacts";
import { createAuthority } from "./certificates";
import { closeAll } from "./close-all";
import { type Dns, startDns } from "./dns";
import { type Edge, startEdge } from "./edge";
import { type LoadBalancer, type TargetGroup, startLoadBalancer } from "./load-balancer";
import { type Nginx, startNginx } from "./nginx";
import { joinStores } from "./stack-artifacts";

/** The whole path of a request on one machine: load balancer, sorry server, DNS, CloudFront, S3. */
export interface RequestPath {
  readonly artifacts: Artifacts;
  readonly dns: Dns;
  readonly edge: Edge;
  readonly balancer: LoadBalancer;
  /** The certificate authority that vouches for CloudFront, a PEM file. */
  readonly caFile: string;
  /** The sorry server that is in service. */
  readonly server: Nginx & { readonly accessLog: string };
  /** Deploys other artifacts, and puts a new sorry server with an empty cache into service in the place of the old one. */
  readonly deploy: (artifacts: Artifacts) => Promise<void>;
  readonly close: () => Promise<void>;
}

const LOOPBACK = "127.0.0.1";

const dnsNames = ({ stacks }: Artifacts): Record<string, string> =>
  Object.fromEntries(stacks.flatMap((stack) => stack.dnsNames.map((name) => [name, LOOPBACK])));

/**
 * Starts it from what a synth wrote. Nothing but loopback is listened to.
 *
 * @param folder for its files: nginx's, the certificate authority's
 */
export async function startRequestPath(folder: string, artifacts: Artifacts): Promise<RequestPath> {
  let current = artifacts;
  const closers: (() => Promise<void>)[] = [];
  try {
    const authority = await createAuthority(folder, "certificate-authority");
    const dns = await startDns(dnsNames(current));
    closers.push(dns.close);
    const edge = await startEdge({
      distributions: () => current.stacks.flatMap((stack) => stack.distributions),
      objects: {
        get: (...question) => joinStores(current.stacks.map(({ objects }) => objects)).get(...question),
      },
      credentials: (names) => authority.issue(names),
    });
    closers.push(edge.close);

    let servers = 0;
    const startServer = async ({ serverFiles }: Artifacts) => {
      const own = join(folder, `sorry-server-${servers++}`);
      mkdirSync(own);
      const environment = { resolver: dns.address, edgePort: edge.port, caFile: authority.caFile };
      const nginx = await startNginx(own, environment, serverFiles);
      return { ...nginx, folder: own, accessLog: join(own, "log", "access.log") };
    };
    let server = await startServer(current);
    closers.push(() => server.stop());

    const group = (): TargetGroup => ({
      name: "sorry-servers",
      targets: [{ address: LOOPBACK, port: server.port }],
      healthCheck: { path: "/" },
    });
    const balancer = await startLoadBalancer({
      listeners: [],
      targetGroups: () => [group()],
      route: group,
    });
    closers.push(balancer.close);
    return {
      dns,
      edge,
      balancer,
      caFile: authority.caFile,
      get artifacts() {
        return current;
      },
      get server() {
        return server;
      },
      deploy: async (next) => {
        const [old, started] = [server, await startServer(next)];
        current = next;
        dns.replace(dnsNames(next));
        edge.invalidate();
        server = started;
        await balancer.checkHealth();
        await old.stop();
        rmSync(old.folder, { recursive: true, force: true });
      },
      close: () => closeAll(closers),
    };
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
}
