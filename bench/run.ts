import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "./options";

/**
 * Runs a benchmark from its command line to the process's end: help, faults in the options (exit code 2), and a
 * temporary folder that is gone afterwards, also where somebody stops it.
 *
 * @param read undefined where help was asked for
 */
export function runBenchmark<Options>(
  usage: string,
  read: (args: readonly string[]) => Options | undefined,
  bench: (options: Options, folder: string) => Promise<void>,
): void {
  const run = async () => {
    const options = read(process.argv.slice(2));
    if (options === undefined) {
      console.log(usage);
      return;
    }
    const folder = mkdtempSync(join(tmpdir(), "sorry-bench-"));
    // nginx's workers are another user.
    chmodSync(folder, 0o755);
    process.on("exit", () => {
      rmSync(folder, { recursive: true, force: true });
    });
    process.on("SIGINT", () => process.exit(130));
    process.on("SIGTERM", () => process.exit(143));
    await bench(options, folder);
  };
  run()
    .catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      if (error instanceof UsageError) console.error(`\n${usage}`);
      process.exitCode = error instanceof UsageError ? 2 : 1;
    })
    // A server that a benchmark has started would go on.
    .finally(() => process.exit());
}
