import { setTimeout as sleep } from "node:timers/promises";
import { LogTail } from "./access-log";
import { type Hop, checkHops } from "./hops";
import { type ProbeResult, probe } from "./probe";
import type { RequestPath } from "./request-path";
import { type PreviewAccount, type PreviewSite, previewAccounts } from "./sites";

/** How a site answered just now. */
export interface SiteAnswer {
  readonly page: ProbeResult;
  /** Where the page came from, by nginx's access log: `fresh`, `cached`, `stale` or `baked`; empty if unknown. */
  readonly source: string;
  /** What a user of plain HTTP got. */
  readonly plain: ProbeResult;
}

/** The ports of the load balancer's listeners. */
export interface FrontPorts {
  /** Takes plain HTTP as if it came over HTTPS. */
  readonly https: number;
  readonly http: number;
}

/** Questions at once, so that a thousand sites do not make a crowd. */
const AT_ONCE = 8;
const LOG_MILLISECONDS = 1_000;

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** Asks every site through the whole path, and every part of the path how it is. */
export class Monitor {
  /** By alias, of the last round. */
  readonly answers = new Map<string, SiteAnswer>();
  hops: readonly Hop[] = [];
  accounts: readonly PreviewAccount[];
  private round: Promise<void> | undefined;
  private rounds = 0;
  private log: LogTail | undefined;

  constructor(
    private readonly path: RequestPath,
    private readonly ports: FrontPorts,
  ) {
    this.accounts = previewAccounts(path.artifacts);
  }

  /** A new round; whoever asks during one gets that one. */
  refresh(): Promise<void> {
    this.round ??= this.run().finally(() => (this.round = undefined));
    return this.round;
  }

  private async run(): Promise<void> {
    this.accounts = previewAccounts(this.path.artifacts);
    const sites = this.accounts.flatMap((account) => account.sites);
    // The log of a server that has been replaced is none of the new one's.
    const { accessLog } = this.path.server;
    if (this.log?.file !== accessLog) this.log = new LogTail(accessLog);
    const mark = `/?preview=${this.rounds++}-`;
    const asked = new Map<string, Omit<SiteAnswer, "source">>();
    const [hops] = await Promise.all([
      checkHops(this.path),
      inParallel(sites, async (site) => {
        const host = site.domains[0]?.host ?? "";
        asked.set(site.alias, {
          page: await probe({ port: this.ports.https, host, path: `${mark}${site.alias}` }),
          plain: await probe({ port: this.ports.http, host }),
        });
      }),
    ]);
    const sources = await this.readSources(mark, sites);
    this.hops = hops;
    for (const alias of this.answers.keys()) if (!asked.has(alias)) this.answers.delete(alias);
    for (const [alias, answer] of asked) {
      this.answers.set(alias, { ...answer, source: sources.get(alias) ?? "" });
    }
  }

  /** What nginx logged of this round's questions, by alias. */
  private async readSources(mark: string, sites: readonly PreviewSite[]): Promise<Map<string, string>> {
    const sources = new Map<string, string>();
    const deadline = Date.now() + LOG_MILLISECONDS;
    this.path.server.flushLogs();
    while (sources.size < sites.length && Date.now() < deadline) {
      for (const { uri, source } of (await this.log?.read()) ?? []) {
        if (uri.startsWith(mark)) sources.set(uri.slice(mark.length), source);
      }
      await sleep(20);
    }
    return sources;
  }
}
