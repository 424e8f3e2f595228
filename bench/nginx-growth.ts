import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../preview/free-port";
import { frameIn, writeConf } from "./nginx-arms";
import { articleConf } from "./nginx-configs";
import { putUnderLoad } from "./nginx-load";
import { type Surroundings, platformOf, sitesOf, writeOurs } from "./nginx-platform";
import { startNginx } from "./nginx-process";
import { median } from "./report";

/** What so many domains cost one server. */
export interface Growth {
  readonly domains: number;
  readonly server: "ours" | "article";
  /** `nginx -t`, the median of {@link CHECKS}. */
  readonly checkMilliseconds: number;
  readonly megabytes: number;
  readonly cpuMicroseconds: number;
}

/** The article's config takes seconds to start beyond this. */
export const MOST_ARTICLE_DOMAINS = 5000;

const CHECKS = 3;

function checkMilliseconds(folder: string, conf: string): number {
  const times = Array.from({ length: CHECKS }, () => {
    const start = performance.now();
    execFileSync("nginx", ["-t", "-p", folder, "-c", conf, "-e", "stderr"], { stdio: "ignore" });
    return performance.now() - start;
  });
  return median(times);
}

/** A loopback address for each upstream: as many upstreams as there would be, and no DNS to ask. */
const address = (i: number) => `127.1.${Math.floor(i / 250)}.${(i % 250) + 1}`;

/** Redirects of all domains in turn, as they take nothing but the table of domains. */
export async function measureGrowth(
  folder: string,
  server: Growth["server"],
  domains: number,
  seconds: number,
): Promise<Growth> {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
  const input = platformOf(join(folder, "content"), domains);
  const port = await freePort();
  // Nobody gets as far as to ask these.
  const surroundings: Surroundings = {
    resolver: "127.0.0.1:9",
    edgePort: 9,
    caFile: "/etc/ssl/certs/ca-certificates.crt",
  };
  const own = join(folder, server);
  const conf =
    server === "ours"
      ? writeOurs(own, input, { listen: port, status: await freePort() }, surroundings)
      : writeConf(
          own,
          articleConf(frameIn(own), port, input.platform, (_, i) => `https://${address(i)}`),
        );
  const check = checkMilliseconds(own, conf);
  const running = await startNginx(own, conf, port);
  try {
    const hosts = sitesOf(input.platform)
      .flatMap((site) => site.domains)
      .map((domain) => domain.replace("*", "www"));
    const figures = await putUnderLoad(running, folder, { seconds, hosts, errors: false });
    return {
      domains: hosts.length,
      server,
      checkMilliseconds: check,
      megabytes: running.megabytes(),
      cpuMicroseconds: figures.cpuMicroseconds,
    };
  } finally {
    await running.stop();
  }
}
