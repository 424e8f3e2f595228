import { availableParallelism } from "node:os";
import type { Measurement } from "./measure";

/** All rounds of one program with so many sites. */
export interface Series {
  readonly sites: number;
  readonly accounts: number;
  readonly program: string;
  readonly runs: readonly Measurement[];
}

/** The median of a series, and its ratio to the baseline's. */
export interface Result extends Series, Measurement {
  readonly timeRatio: number;
  readonly memoryRatio: number;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.slice(Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

const medians = ({ runs }: Series): Measurement => ({
  milliseconds: median(runs.map((run) => run.milliseconds)),
  megabytes: median(runs.map((run) => run.megabytes)),
});

/** @param baseline the name of the program that the others are compared with */
export function resultsOf(series: readonly Series[], baseline: string): Result[] {
  return series.map((one) => {
    const base = series.find(({ sites, program }) => sites === one.sites && program === baseline);
    if (base === undefined) throw new Error(`There is no ${baseline} with ${one.sites} sites.`);
    const [own, other] = [medians(one), medians(base)];
    return {
      ...one,
      ...own,
      timeRatio: own.milliseconds / other.milliseconds,
      memoryRatio: own.megabytes / other.megabytes,
    };
  });
}

export const machine = () => ({
  node: process.versions.node,
  platform: `${process.platform} ${process.arch}`,
  cores: availableParallelism(),
});

/** Rows of cells as lines of text, in columns that are as wide as their widest cell. */
export function aligned(rows: readonly (readonly string[])[], leftAligned: readonly number[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return leftAligned.includes(column) ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd(),
  );
}

const LEFT_ALIGNED = 2;

/** The results as a table for people, under a line that says how they came about. */
export function table(results: readonly Result[], rounds: number): string {
  const rows = [
    ["SITES", "ACCOUNTS", "PROGRAM", "TIME", "RATIO", "MEMORY", "RATIO"],
    ...results.map((result) => [
      result.sites.toLocaleString("en"),
      result.accounts.toLocaleString("en"),
      result.program,
      `${(result.milliseconds / 1000).toFixed(2)} s`,
      result.timeRatio.toFixed(2),
      `${result.megabytes.toFixed(0)} MB`,
      result.memoryRatio.toFixed(2),
    ]),
  ];
  const lines = aligned(rows, [LEFT_ALIGNED]);
  // A blank line before each number of sites.
  const body = results.flatMap(({ sites }, i) => [
    ...(i > 0 && results[i - 1]?.sites !== sites ? [""] : []),
    lines[i + 1] ?? "",
  ]);
  const { node, platform, cores } = machine();
  return [
    `Median of ${rounds} round${rounds === 1 ? "" : "s"}, the programs in turn; Node.js ${node}, ${platform}, ${cores} cores.`,
    "Ratios are to the plain cdktf program.",
    "",
    lines[0] ?? "",
    ...body,
  ].join("\n");
}
