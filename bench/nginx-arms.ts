import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createAuthority } from "../preview/certificates";
import { startDns } from "../preview/dns";
import { freePort } from "../preview/free-port";
import { nginxConf } from "../nginx/nginx-conf";
import { PRODUCTION } from "../nginx/environment";
import type { PlatformAndPages } from "../pages/platform-pages";
import { type Frame, articleConf, edgeConf, logFormatOf, staticConf } from "./nginx-configs";
import { type Figures, putUnderLoad } from "./nginx-load";
import { CORES, type Running, startNginx } from "./nginx-process";
import { type Surroundings, platformOf, sitesOf, writeOurs } from "./nginx-platform";

/** The names of the servers in the order of the table. */
export const ARMS = {
  static: "static file",
  article: "article",
  articleTls: "article, TLS to CloudFront",
  ours: "ours",
  gzip: "ours, gzip client",
  warm: "ours, CloudFront hangs, warm",
  cold: "ours, CloudFront hangs, cold",
} as const;

export type Arm = keyof typeof ARMS;

const DOMAINS = 100;
const WARM_UP_SECONDS = 1;
/** What a failure may cost the first users; what comes after is what is measured. */
const FAILING_SECONDS = 3;

const logFormat = logFormatOf(nginxConf(PRODUCTION));

export const frameIn = (folder: string): Frame => {
  mkdirSync(folder, { recursive: true });
  return { folder, logFormat };
};

export function writeConf(folder: string, text: string): string {
  const file = join(folder, "nginx.conf");
  writeFileSync(file, text);
  return file;
}

/** One answer, to see that it is the page under its status before anything counts. */
function ask(port: number, headers: Readonly<Record<string, string>>): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path: "/", headers, agent: false, timeout: 10_000 });
    sent.on("response", (response) => {
      let bytes = 0;
      response.on("data", (chunk: Buffer) => (bytes += chunk.length));
      response.on("end", () => {
        const zipped = response.headers["content-encoding"] === "gzip";
        const right = response.statusCode === 503 && zipped === "Accept-Encoding" in headers;
        if (right && (zipped ? bytes < 5120 : bytes === 5120)) resolve();
        else reject(new Error(`Got ${response.statusCode} and ${bytes} bytes for the page.`));
      });
    });
    sent.on("timeout", () => sent.destroy(new Error("No answer within 10 s.")));
    sent.on("error", reject);
    sent.end();
  });
}

/** The servers around those that are measured, and a way to measure each. */
export class Bench {
  private constructor(
    private readonly folder: string,
    private readonly input: PlatformAndPages & { readonly pageFolder: string },
    private readonly edge: { readonly conf: string; readonly http: number; readonly https: number },
    private readonly surroundings: Surroundings,
  ) {}

  /** @param folder where all files go; the DNS server of the benchmark ends with the process */
  static async create(folder: string): Promise<Bench> {
    const input = platformOf(join(folder, "content"), DOMAINS);
    const aliases = sitesOf(input.platform).map(({ alias }) => alias);
    const authority = await createAuthority(folder, "authority");
    const { key, cert } = await authority.issue([...new Set(aliases.map((a) => a.replace(/^[^.]+/, "*")))]);
    const [keyFile, certFile] = [join(folder, "edge.key"), join(folder, "edge.pem")];
    writeFileSync(keyFile, key);
    writeFileSync(certFile, cert);
    const ports = { http: await freePort(), https: await freePort() };
    const frame = frameIn(join(folder, "edge"));
    const conf = writeConf(frame.folder, edgeConf(frame, ports, input.pageFolder, certFile, keyFile));
    const dns = await startDns(Object.fromEntries(aliases.map((alias) => [alias, "127.0.0.1"])));
    const surroundings = { resolver: dns.address, edgePort: ports.https, caFile: authority.caFile };
    return new Bench(folder, input, { conf, ...ports }, surroundings);
  }

  private startEdge(): Promise<Running> {
    return startNginx(join(this.folder, "edge"), this.edge.conf, this.edge.http, CORES.load);
  }

  private async start(arm: Arm): Promise<Running> {
    const folder = join(this.folder, arm);
    rmSync(folder, { recursive: true, force: true });
    const port = await freePort();
    const frame = frameIn(folder);
    const { platform, pageFolder } = this.input;
    const article = (upstream: string) => articleConf(frame, port, platform, () => upstream);
    const confs: Partial<Record<Arm, () => string>> = {
      static: () => staticConf(frame, port, pageFolder),
      article: () => article(`http://127.0.0.1:${this.edge.http}`),
      articleTls: () => article(`https://127.0.0.1:${this.edge.https}`),
    };
    const text = confs[arm]?.();
    const conf =
      text === undefined
        ? writeOurs(folder, this.input, { listen: port, status: await freePort() }, this.surroundings)
        : writeConf(folder, text);
    return startNginx(folder, conf, port);
  }

  /** Starts a server and its edge, measures it, and stops both. */
  async measure(arm: Arm, seconds: number): Promise<Figures> {
    const domains = sitesOf(this.input.platform).flatMap((site) => site.domains);
    const host = domains.filter((domain) => !domain.startsWith("*"))[DOMAINS / 4] ?? "";
    const headers = {
      "X-Forwarded-Proto": "https",
      "X-Forwarded-For": "192.0.2.1",
      ...(arm === "gzip" ? { "Accept-Encoding": "gzip, deflate, br" } : {}),
    };
    const load = { hosts: [host], headers, errors: true };
    const edge = await this.startEdge();
    try {
      if (arm === "cold") edge.freeze();
      const server = await this.start(arm);
      try {
        await ask(server.port, { Host: host, ...headers });
        // Ours stores the page beside answering the first request.
        if (arm === "warm") await sleep(500);
        if (arm === "warm") edge.freeze();
        const failing = arm === "warm" || arm === "cold";
        const first = failing ? FAILING_SECONDS : WARM_UP_SECONDS;
        await putUnderLoad(server, this.folder, { ...load, seconds: first });
        return await putUnderLoad(server, this.folder, { ...load, seconds });
      } finally {
        await server.stop();
      }
    } finally {
      await edge.stop();
    }
  }
}
