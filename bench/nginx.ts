import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { ARMS, type Arm, Bench } from "./nginx-arms";
import { type Growth, MOST_ARTICLE_DOMAINS, measureGrowth } from "./nginx-growth";
import type { Figures } from "./nginx-load";
import { NGINX_USAGE, type NginxOptions, readNginxOptions } from "./nginx-options";
import { growthTable, loadTable, summaries } from "./nginx-report";
import { machine } from "./report";
import { runBenchmark } from "./run";

/**
 * What a request costs: our nginx beside a static file and beside the article's config. All of it in a temporary
 * folder, on loopback.
 */

/** Programs by the Debian package that has them. */
const PROGRAMS = { nginx: "nginx", wrk: "wrk", taskset: "util-linux" };

function checkMachine(): void {
  const missing = Object.entries(PROGRAMS).filter(([program]) => {
    try {
      execFileSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" });
      return false;
    } catch {
      return true;
    }
  });
  if (missing.length > 0) {
    const [programs, packages] = [missing.map(([program]) => program), missing.map(([, name]) => name)];
    throw new Error(`There is no ${programs.join(", ")}: apt-get install -y ${packages.join(" ")}`);
  }
  if (availableParallelism() < 2) throw new Error("It takes two cores: one for nginx, one for the load.");
}

/** Every server in turn, each round with another one first. */
async function measureLoad(folder: string, { rounds, seconds }: NginxOptions): Promise<Map<Arm, Figures[]>> {
  const bench = await Bench.create(folder);
  const arms = Object.keys(ARMS) as Arm[];
  const figures = new Map(arms.map((arm) => [arm, [] as Figures[]]));
  for (let round = 0; round < rounds; round++) {
    console.error(`round ${round + 1} of ${rounds} ...`);
    const first = round % arms.length;
    for (const arm of [...arms.slice(first), ...arms.slice(0, first)]) {
      figures.get(arm)?.push(await bench.measure(arm, seconds));
    }
  }
  return figures;
}

async function measureSizes(folder: string, { domains, seconds }: NginxOptions): Promise<Growth[]> {
  const growth: Growth[] = [];
  for (const count of domains) {
    console.error(`${count} domains ...`);
    const article = Math.min(count, MOST_ARTICLE_DOMAINS);
    growth.push(await measureGrowth(join(folder, `growth-${count}`), "article", article, seconds));
    growth.push(await measureGrowth(join(folder, `growth-${count}`), "ours", count, seconds));
  }
  return growth;
}

async function bench(options: NginxOptions, folder: string): Promise<void> {
  checkMachine();
  const results = summaries(await measureLoad(folder, options));
  const growth = await measureSizes(folder, options);
  const { rounds, seconds } = options;
  console.log(
    options.json
      ? JSON.stringify({ ...machine(), rounds, seconds, results, growth }, null, 2)
      : `${loadTable(results, rounds, seconds)}\n\n${growthTable(growth)}`,
  );
}

runBenchmark(NGINX_USAGE, readNginxOptions, bench);
