import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BuiltPage } from "../../pages/built-page";
import { checkPages, loadPlatform, type PlatformAndPages } from "../../pages/platform-pages";
import { type Authority, createAuthority, type Credentials } from "../../preview/certificates";
import { type Dns, startDns } from "../../preview/dns";
import { type Edge, type EdgeOptions, startEdge } from "../../preview/edge";
import { type Nginx, startNginx } from "../../preview/nginx";
import { joinStores } from "../../preview/stack-artifacts";
import { type Answer, ask, askRaw, type Question } from "./http";
import { serverFiles } from "./nginx";
import { genericPage } from "./pages";
import { ROOT, SITE_CONTENT, platformOf, sitesOf } from "./platforms";
import { stacksOf } from "./stacks";
import { temporaryFolder } from "./temporary-folder";

/** The repository's own accounts and their pages. */
export const ownPlatform = (): PlatformAndPages =>
  loadPlatform(join(ROOT, "accounts", "index.ts"), SITE_CONTENT);

/** Any accounts, and the pages of their sites. */
export function platformAndPages(accounts: unknown): PlatformAndPages {
  const platform = platformOf(accounts);
  return { platform, pages: checkPages(sitesOf(platform)).pages, generic: genericPage() };
}

/** The names that an account's wildcard certificate covers. */
export const certificateNames = ({ platform }: PlatformAndPages): string[] =>
  platform.accounts.flatMap(({ sorryDomain }) => [sorryDomain, `*.${sorryDomain}`]);

/** What load balancers send with a request that came over HTTPS. */
export const OVER_HTTPS = { "X-Forwarded-Proto": "https" };

export interface RequestPathOptions {
  /** What the edge shows for every name. @default what the stacks' certificates cover, by the authority that nginx trusts */
  readonly credentials?: (authority: Authority, folder: string) => Promise<Credentials>;
  /** Whether DNS is dead when nginx starts. @default false */
  readonly isDnsSilent?: boolean;
}

/** nginx with the generated master config, a DNS and an edge, as a test's own; there from its first test on. */
export class RequestPath {
  private started:
    { folder: string; ca: string; edgeOptions: EdgeOptions; dns: Dns; edge: Edge; nginx: Nginx } | undefined;
  private readonly closers: (() => Promise<void>)[] = [];

  constructor(
    readonly input: PlatformAndPages,
    private readonly options: RequestPathOptions,
  ) {}

  private get parts() {
    if (this.started === undefined) throw new Error("The request path exists only while tests run.");
    return this.started;
  }
  get dns(): Dns {
    return this.parts.dns;
  }
  get edge(): Edge {
    return this.parts.edge;
  }

  /** Below it are all of nginx's files: etc/, data/, log/, run/. */
  get folder(): string {
    return this.parts.folder;
  }

  /** A site's page as it is built, and as it is baked. */
  page(alias: string): BuiltPage {
    const page = this.input.pages.get(alias);
    if (page === undefined) throw new Error(`There is no page of ${alias}.`);
    return page;
  }
  /** Where nginx waits for load balancers. */
  get port(): number {
    return this.parts.nginx.port;
  }
  /** The port of nginx's own figures. */
  get statusPort(): number {
    return this.parts.nginx.statusPort;
  }

  /** The lines of one of nginx's logs, as far as they are written; nginx does so within five seconds. */
  logged(name: "access.log" | "unknown-host.log"): readonly Readonly<Record<string, unknown>>[] {
    const file = join(this.folder, "log", name);
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
    return lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  }

  /** Asks nginx as a load balancer would for a user of HTTPS, unless `headers` say otherwise. */
  async ask(question: Question): Promise<Answer> {
    return ask(this.parts.nginx.port, { headers: OVER_HTTPS, ...question });
  }

  /** Asks the edge itself, past nginx. */
  async askEdge(question: Question): Promise<Answer> {
    return ask(this.edge.port, question, this.parts.ca);
  }

  async askRaw(text: string): Promise<string> {
    return askRaw(this.parts.nginx.port, text);
  }

  /** Another edge for the same sites at the same port of another address of loopback. */
  async startEdgeAt(address: string): Promise<Edge> {
    const { edgeOptions, edge } = this.parts;
    const another = await startEdge({ ...edgeOptions, address, port: edge.port });
    this.closers.push(another.close);
    return another;
  }

  async start(folder: string): Promise<void> {
    const { input, options, closers } = this;
    const stacks = stacksOf(input);
    const authority = await createAuthority(folder, "amazon");
    const credentials = await options.credentials?.(authority, folder);
    const dns = await startDns(
      Object.fromEntries(stacks.flatMap(({ dnsNames }) => dnsNames.map((name) => [name, "127.0.0.1"]))),
    );
    closers.push(dns.close);
    dns.silence(options.isDnsSilent === true);
    const distributions = stacks.flatMap((stack) => stack.distributions);
    const edgeOptions: EdgeOptions = {
      distributions: () => distributions,
      objects: joinStores(stacks.map(({ objects }) => objects)),
      credentials: (names) =>
        credentials === undefined ? authority.issue(names) : Promise.resolve(credentials),
    };
    const edge = await startEdge(edgeOptions);
    closers.push(edge.close);
    const environment = { resolver: dns.address, edgePort: edge.port, caFile: authority.caFile };
    const nginx = await startNginx(folder, environment, serverFiles(input.platform, input.pages));
    closers.push(nginx.stop);
    this.started = { folder, ca: readFileSync(authority.caFile, "utf8"), edgeOptions, dns, edge, nginx };
  }

  async stop(): Promise<void> {
    for (const close of this.closers.reverse()) await close();
  }
}

/** Call it where a file or a describe begins; it starts before the first test and ends after the last. */
export function useRequestPath(
  input: PlatformAndPages = ownPlatform(),
  options: RequestPathOptions = {},
): RequestPath {
  // A loaded machine may take its time; what hangs is ended all the same.
  jest.setTimeout(60_000);
  const path = new RequestPath(input, options);
  // Hooks run in their order: nginx ends before its folder goes.
  afterAll(() => path.stop());
  const folder = temporaryFolder();
  beforeAll(() => path.start(folder));
  return path;
}
