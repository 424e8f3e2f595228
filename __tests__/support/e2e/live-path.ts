import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createAuthority } from "../../../preview/certificates";
import type { Distribution } from "../../../preview/distribution";
import { type Dns, startDns } from "../../../preview/dns";
import { type Edge, startEdge } from "../../../preview/edge";
import { type LoadBalancer, type TargetGroup, startLoadBalancer } from "../../../preview/load-balancer";
import type { Artifacts } from "../../../preview/artifacts";
import { type Nginx, startNginx } from "../../../preview/nginx";
import type { LiveAws } from "../aws/live";
import { type Answer, type Question, ask } from "../http";
import { contentOf } from "../synth";
import { until } from "../until";

/** A sorry server's files, for whatever environment. */
export type Image = Artifacts["serverFiles"];

/** Of what an answer was made, as nginx logs it. */
export interface LoggedAnswer {
  readonly host: string;
  readonly site: string;
  readonly source: string;
}

const LOG_MILLISECONDS = 10_000;
const FRESH_MILLISECONDS = 30_000;

/** The load balancer asks what no sorry server knows of. */
const HEALTH_CHECK = { path: "/any/path" };

/**
 * A load balancer, a sorry server with the master config, and an edge that does what is deployed in AWS now: what
 * users go through.
 */
export class LivePath {
  private nginx: { readonly server: Nginx; readonly folder: string } | undefined;
  private image: Image | undefined;
  private loadBalancer: LoadBalancer | undefined;
  private others = 0;

  private constructor(
    private readonly folder: string,
    private readonly live: LiveAws,
    private readonly caFile: string,
    private readonly dns: Dns,
    readonly edge: Edge,
    private readonly atTheEdge: { distributions: readonly Distribution[] },
  ) {}

  static async start(folder: string, image: Image, live: LiveAws): Promise<LivePath> {
    mkdirSync(folder, { recursive: true });
    const authority = await createAuthority(folder, "amazon");
    const atTheEdge = { distributions: [] };
    const edge = await startEdge({
      distributions: () => atTheEdge.distributions,
      objects: live.objects,
      credentials: authority.issue,
    });
    const path = new LivePath(folder, live, authority.caFile, await startDns({}), edge, atTheEdge);
    await path.bake("first", image);
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
  async bake(name: string, image: Image): Promise<void> {
    await this.nginx?.server.stop();
    this.image = image;
    this.nginx = await this.startServer(name, image);
    await this.loadBalancer?.checkHealth();
  }

  private async startServer(name: string, image: Image) {
    const folder = join(this.folder, name);
    mkdirSync(folder);
    const environment = { resolver: this.dns.address, edgePort: this.edge.port, caFile: this.caFile };
    return { server: await startNginx(folder, environment, image), folder };
  }

  /** What lies on the sorry server's disk, by path below `etc` (the master config) or `data` (what is beside it). */
  filesOf(part: "etc" | "data"): ReadonlyMap<string, string> {
    return contentOf(join(this.server.folder, part));
  }

  /**
   * One more sorry server of the same image, behind a load balancer of its own with another health check.
   *
   * @param ask asks through that load balancer, over HTTPS
   */
  async behindAnother(
    healthCheckPath: string,
    work: (ask: (question: Question) => Promise<Answer>, isHealthy: boolean) => Promise<void>,
  ): Promise<void> {
    if (this.image === undefined) throw new Error("No image was baked.");
    const { server } = await this.startServer(`another-${this.others++}`, this.image);
    const group: TargetGroup = {
      name: "another",
      targets: [{ address: "127.0.0.1", port: server.port }],
      healthCheck: { path: healthCheckPath },
    };
    const balancer = await startLoadBalancer({
      listeners: [{ protocol: "https" }],
      targetGroups: () => [group],
      route: () => group,
    });
    try {
      const isHealthy = balancer.health().every(({ state }) => state === "healthy");
      await work((question) => ask(balancer.ports[0] ?? NaN, question), isHealthy);
    } finally {
      await balancer.close();
      await server.stop();
    }
  }

  /**
   * What is deployed is everywhere now: the edge does what CloudFront's distributions say, names have the addresses
   * that Route 53 holds, and what the edge may keep for so many seconds has just grown old.
   */
  async deployed(cacheSeconds: number): Promise<void> {
    this.atTheEdge.distributions = await this.live.distributions();
    const names = await this.live.dnsNames();
    this.dns.replace(Object.fromEntries(names.map((name) => [name, "127.0.0.1"])));
    this.edge.advance(cacheSeconds + 1);
  }

  /** As a user's browser, over HTTPS unless told otherwise. */
  ask(question: Question, protocol: "https" | "http" = "https"): Promise<Answer> {
    const port = this.balancer.ports[protocol === "https" ? 0 : 1];
    if (port === undefined) throw new Error("The load balancer has no such listener.");
    return ask(port, question);
  }

  /** Asks for a host until the answer fits, or for half a minute: what a sorry server keeps, it keeps for seconds. */
  async askUntil(host: string, fits: (answer: Answer) => boolean): Promise<Answer> {
    let answer = await this.ask({ host });
    await until(FRESH_MILLISECONDS, async () => {
      answer = await this.ask({ host });
      return fits(answer);
    });
    return answer;
  }

  /** Asks for a host until its page comes from CloudFront, or for half a minute; what the last answer was made of. */
  async sourceOnceFresh(host: string): Promise<string | undefined> {
    let source: string | undefined;
    await until(FRESH_MILLISECONDS, async () => {
      await this.ask({ host });
      source = (await this.logged(host)).at(-1)?.source;
      return source === "fresh" || source === "cached";
    });
    return source;
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
