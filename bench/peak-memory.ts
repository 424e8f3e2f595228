import { readFileSync, writeSync } from "node:fs";

/**
 * `node --require` this: at its end the process writes its peak memory (resident, in kB) to file descriptor 3.
 */

/** The file descriptor that bench/measure.ts reads. */
const REPORT = 3;

/**
 * Linux hands a process the peak of the one that started it, through fork and exec, so that `maxRSS` of a small
 * child is its parent's. VmHWM begins anew with the program.
 */
function peakMemoryKilobytes(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS;
  const peak = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  return peak === undefined ? process.resourceUsage().maxRSS : Number(peak);
}

process.on("exit", () => {
  writeSync(REPORT, String(peakMemoryKilobytes()));
});
