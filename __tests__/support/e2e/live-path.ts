import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PlatformAndPages } from "../../../pages/platform-pages";
import { createAuthority } from "../../../preview/certificates";
import type { Distribution } from "../../../preview/distribution";
import { type Dns, startDns } from "../../../preview/dns";
import { type Edge, startEdge } from "../../../preview/edge";
import { type LoadBalancer, type TargetGroup, startLoadBalancer } from "../../../preview/load-balancer";
import { type Nginx, startNginx } from "../../../preview/nginx";
import type { LiveAws } from "../aws/live";
import { type Answer, type Question, ask } from "../http";
import { serverFiles } from "../nginx";
import { until } from "../until";

/** Of what an answer was made, as nginx logs it. */
export interface LoggedAnswer {
  readonly host: string;
  readonly site: string;
  readonly source: string;
}

const LOG_MILLISECONDS = 10_000;

/** The load balancer asks what no sorry server knows of. */
const HEALTH_CHECK = { path: "/any/path" };

/**
 * A load balancer, a sorry server with the master config, and an edge that does what is deployed in AWS now: what
 * users go through.
 */
export class LivePath {
  private nginx: { readonly server: Nginx; readonly folder: string } | undefined;
  private loadBalancer: LoadBalancer | undefined;

  private constructor(
    private readonly folder: string,
    private readonly live: LiveAws,
    private readonly caFile: string,
    private readonly dns: Dns,
    readonly edge: Edge,
    private readonly atTheEdge: { distributions: readonly Distribution[] },
  ) {}

  static async start(folder: string, input: PlatformAndPages, live: LiveAws): Promise<LivePath> {
    mkdirSync(folder, { recursive: true });
    const authority = await createAuthority(folder, "amazon");
    const atTheEdge = { distributions: [] };
    const edge = await startEdge({
      distributions: () => atTheEdge.distributions,
      objects: live.objects,
      credentials: authority.issue,
    });
    const path = new LivePath(folder, live, authority.caFile, await startDns({}), edge, atTheEdge);
    await path.bake("first", input);
    const group = (): TargetGroup => ({
      name: "sorry",
      targets: [{ address: "127.0.0.1", port: path.server.server.port }],
      healthCheck: HEALTH_CHECK,
    });
    path.loadBalancer = await startLoadBalancer({
      listeners: [{ protocol: "https" }, { protocol: "http" }],
      targetGroups: () => [group()],
      route: group,
    });
    return path;
  }

  /** A sorry server of a new image takes the place of the old one. */
  async bake(image: string, input: PlatformAndPages): Promise<void> {
    await this.nginx?.server.stop();
    const folder = join(this.folder, image);
    mkdirSync(folder);
    const environment = { resolver: this.dns.address, edgePort: this.edge.port, caFile: this.caFile };
    const server = await startNginx(folder, environment, serverFiles(input.platform, input.pages));
    this.nginx = { server, folder };
    await this.loadBalancer?.checkHealth();
  }

  /**
   * What is deployed is everywhere now: the edge does what CloudFront's distributions say, names have the addresses
   * that Route 53 holds, and what the edge kept has grown old.
   */
  async deployed(): Promise<void> {
    this.atTheEdge.distributions = await this.live.distributions();
    const names = await this.live.dnsNames();
    this.dns.replace(Object.fromEntries(names.map((name) => [name, "127.0.0.1"])));
    this.edge.advance(86_400);
  }

  /** As a user's browser, over HTTPS unless told otherwise. */
  ask(question: Question, protocol: "https" | "http" = "https"): Promise<Answer> {
    const port = this.balancer.ports[protocol === "https" ? 0 : 1];
    if (port === undefined) throw new Error("The load balancer has no such listener.");
    return ask(port, question);
  }

  /** Whether the load balancer would send requests to the sorry server. */
  async isHealthy(): Promise<boolean> {
    await this.balancer.checkHealth();
    return this.balancer.health().every(({ state }) => state === "healthy");
  }

  /** The answers that the sorry server has logged for a host, once there are some. */
  async logged(host: string): Promise<LoggedAnswer[]> {
    const { server, folder } = this.server;
    const file = join(folder, "log", "access.log");
    let answers: LoggedAnswer[] = [];
    await until(LOG_MILLISECONDS, () => {
      server.flushLogs();
      const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
      answers = lines.map((line) => JSON.parse(line) as LoggedAnswer).filter((line) => line.host === host);
      return Promise.resolve(answers.length > 0);
    });
    return answers;
  }

  async close(): Promise<void> {
    await this.loadBalancer?.close();
    await this.nginx?.server.stop();
    await this.edge.close();
    await this.dns.close();
  }

  private get server() {
    if (this.nginx === undefined) throw new Error("No sorry server runs.");
    return this.nginx;
  }
  private get balancer(): LoadBalancer {
    if (this.loadBalancer === undefined) throw new Error("No load balancer runs.");
    return this.loadBalancer;
  }
}
