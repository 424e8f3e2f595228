import { ARMS, type Arm } from "./nginx-arms";
import type { Growth } from "./nginx-growth";
import type { Figures } from "./nginx-load";
import { aligned, machine, median } from "./report";

/** All rounds of one server. */
export type Rounds = ReadonlyMap<Arm, readonly Figures[]>;

export interface Summary extends Figures {
  readonly arm: Arm;
  readonly runs: readonly Figures[];
  /** To the static file's, round by round: what slows the machine slows both. */
  readonly cpuToStatic: number;
  readonly p99ToStatic: number;
  /** The article's to this one's. */
  readonly articleCpu: number;
  /** To that of ours while nothing fails. */
  readonly p99ToHealthy: number;
}

export function summaries(rounds: Rounds): Summary[] {
  return [...rounds].map(([arm, runs]) => {
    const of = (field: keyof Figures) => median(runs.map((run) => run[field]));
    const ratio = (field: keyof Figures, other: Arm) =>
      median(runs.map((run, i) => run[field] / (rounds.get(other)?.[i]?.[field] ?? NaN)));
    return {
      arm,
      runs,
      requestsPerSecond: of("requestsPerSecond"),
      p50Microseconds: of("p50Microseconds"),
      p99Microseconds: of("p99Microseconds"),
      cpuMicroseconds: of("cpuMicroseconds"),
      cpuToStatic: ratio("cpuMicroseconds", "static"),
      p99ToStatic: ratio("p99Microseconds", "static"),
      articleCpu: 1 / ratio("cpuMicroseconds", "article"),
      p99ToHealthy: ratio("p99Microseconds", "ours"),
    };
  });
}

const milliseconds = (microseconds: number) => `${(microseconds / 1000).toFixed(2)} ms`;

export function loadTable(all: readonly Summary[], rounds: number, seconds: number): string {
  const { platform, cores } = machine();
  const rows = [
    ["SERVER", "REQUESTS/S", "P50", "P99", "CPU/REQUEST", "CPU", "P99", "ARTICLE CPU", "P99"],
    ["", "", "", "", "", "/ STATIC", "/ STATIC", "/ THIS", "/ HEALTHY"],
    ...all.map((one) => [
      ARMS[one.arm],
      Math.round(one.requestsPerSecond).toLocaleString("en"),
      milliseconds(one.p50Microseconds),
      milliseconds(one.p99Microseconds),
      `${one.cpuMicroseconds.toFixed(1)} us`,
      one.cpuToStatic.toFixed(2),
      one.p99ToStatic.toFixed(2),
      one.articleCpu.toFixed(2),
      one.arm === "warm" || one.arm === "cold" ? one.p99ToHealthy.toFixed(2) : "",
    ]),
  ];
  return [
    `Median of ${rounds} round${rounds === 1 ? "" : "s"} of ${seconds} s, the servers in turn; ${platform}, ${cores} cores.`,
    "Ratios are medians of each round's own.",
    "",
    ...aligned(rows, [0]),
  ].join("\n");
}

export function growthTable(all: readonly Growth[]): string {
  const rows = [
    ["DOMAINS", "SERVER", "NGINX -T", "MEMORY", "CPU/REDIRECT"],
    ...all.map((one) => [
      one.domains.toLocaleString("en"),
      one.server,
      `${one.checkMilliseconds.toFixed(0)} ms`,
      `${one.megabytes.toFixed(1)} MB`,
      `${one.cpuMicroseconds.toFixed(1)} us`,
    ]),
  ];
  return aligned(rows, [1]).join("\n");
}
