import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { buildPage } from "../../pages/build";
import { UNKNOWN_SITE } from "../../pages/facts";
import { readPage } from "../../pages/page";
import { createAuthority } from "../../preview/certificates";
import { type Dns, startDns } from "../../preview/dns";
import { type Nginx, startNginx } from "../../preview/nginx";
import { type EdgeSite, type FailingEdge, startFailingEdge } from "./failing-edge";
import { type Answer, type Question, ask } from "./http";
import { serverFiles } from "./nginx";
import { TEST_CONTENT, accountConfig, sitesOf } from "./platforms";
import { OVER_HTTPS, certificateNames, platformAndPages } from "./request-path";
import { temporaryFolder } from "./temporary-folder";

/** What the image knows of every site of a {@link FailingPath}; the live pages are others. */
export const BAKED = {
  status: 503,
  retryAfter: "7200",
  body: buildPage(readPage(join(TEST_CONTENT, "illustrated")), UNKNOWN_SITE).document.bytes.toString(),
};

/** An answer and how long it took. */
export interface TimedAnswer extends Answer {
  readonly milliseconds: number;
}

/** The user's domain and the alias of a site by its name. */
export const hostOf = (name: string) => `${name}.example.com`;
export const aliasOf = (name: string) => `${name}.sorry.example.com`;

/** nginx between a DNS and an edge that both can be told to fail. */
export class FailingPath {
  private started: { dns: Dns; edge: FailingEdge; caFile: string } | undefined;
  private running: Nginx | undefined;
  private readonly closers: (() => Promise<void>)[] = [];
  private readonly input;

  constructor(
    names: readonly string[],
    readonly folder: string,
  ) {
    const sites = names.map((name) => ({
      ...{ name, domains: [hostOf(name)], page: "illustrated" },
      ...{ status: BAKED.status, retryAfter: "2h" },
    }));
    this.input = platformAndPages([accountConfig({ sites })]);
  }

  private get parts() {
    if (this.started === undefined) throw new Error("The path exists only while tests run.");
    return this.started;
  }
  get dns(): Dns {
    return this.parts.dns;
  }
  get edge(): FailingEdge {
    return this.parts.edge;
  }
  get port(): number {
    if (this.running === undefined) throw new Error("nginx does not run.");
    return this.running.port;
  }
  /** One site at the edge. */
  live(name: string): EdgeSite {
    return this.edge.site(aliasOf(name));
  }

  /** DNS and the edge; nginx too with {@link startNginx}. */
  async start(): Promise<void> {
    const authority = await createAuthority(this.folder, "amazon");
    const credentials = await authority.issue(certificateNames(this.input));
    const dns = await startDns(
      Object.fromEntries(sitesOf(this.input.platform).map(({ alias }) => [alias, "127.0.0.1"])),
    );
    this.closers.push(dns.close);
    const edge = await startFailingEdge(credentials);
    this.closers.push(edge.close);
    this.started = { dns, edge, caFile: authority.caFile };
  }

  async startNginx(): Promise<void> {
    const { dns, edge, caFile } = this.parts;
    const environment = { resolver: dns.address, edgePort: edge.port, caFile };
    const { platform, pages } = this.input;
    this.running = await startNginx(this.folder, environment, serverFiles(platform, pages));
  }

  async stopNginx(): Promise<void> {
    await this.running?.stop();
    this.running = undefined;
  }

  async stop(): Promise<void> {
    await this.stopNginx();
    for (const close of this.closers.reverse()) await close();
  }

  /** Asks as a load balancer does for a user of HTTPS who wants a site's page. */
  async ask(name: string, question: Partial<Question> = {}): Promise<TimedAnswer> {
    const headers = { ...OVER_HTTPS, ...question.headers };
    return this.timed({ host: hostOf(name), ...question, headers });
  }

  /** Asks as a load balancer does for itself, which nginx answers without anybody's help. */
  async askHealth(): Promise<TimedAnswer> {
    return this.timed({ host: "10.0.0.1" });
  }

  private async timed(question: Question): Promise<TimedAnswer> {
    const begun = performance.now();
    const answer = await ask(this.port, question);
    return { ...answer, milliseconds: performance.now() - begun };
  }

  /** Sends this text; what came back until the end, be it a reset, as follows on input that nginx leaves unread. */
  async askRaw(text: string): Promise<string> {
    const socket = connect(this.port, "127.0.0.1");
    socket.setTimeout(15_000, () => socket.destroy(new Error("The server keeps silent.")));
    let answer = "";
    let failure: NodeJS.ErrnoException | undefined;
    socket.setEncoding("latin1").on("data", (chunk: string) => (answer += chunk));
    socket.on("error", (error) => (failure = error));
    socket.write(text);
    await new Promise((resolve) => socket.once("close", resolve));
    if (failure !== undefined && failure.code !== "ECONNRESET" && failure.code !== "EPIPE") throw failure;
    return answer;
  }

  masterPid(): number {
    return Number(readFileSync(join(this.folder, "run", "nginx.pid"), "utf8"));
  }

  /** The processes that the master has started. */
  workerPids(master = this.masterPid()): number[] {
    const children = readFileSync(`/proc/${master}/task/${master}/children`, "utf8");
    return children.split(" ").filter(Boolean).map(Number);
  }
}

/** Call it where a file or a describe begins. `prepare` comes before nginx starts. */
export function useFailingPath(
  names: readonly string[],
  prepare: (path: FailingPath) => Promise<void> | void = () => undefined,
): FailingPath {
  jest.setTimeout(120_000);
  const running: FailingPath[] = [];
  // Hooks run in their order: nginx ends before its folder goes.
  afterAll(() => Promise.all(running.map((path) => path.stop())));
  const path = new FailingPath(names, temporaryFolder());
  running.push(path);
  beforeAll(async () => {
    await path.start();
    await prepare(path);
    await path.startNginx();
  });
  return path;
}
