import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type AccountsFiles, accountsOf, writeAccounts } from "./accounts";
import { type Measurement, measure } from "./measure";
import { type Options, USAGE, readOptions } from "./options";
import { type Program, type Programs, preparePrograms } from "./programs";
import { type Series, machine, resultsOf, table } from "./report";
import { type Resources, checkNearest, checkSame } from "./resources";
import { runBenchmark } from "./run";

/**
 * Time and peak memory of a synth, of this project and of programs that make the same. All of it in a temporary
 * folder.
 */

/** So many sites, and what was measured with them. */
interface Size {
  readonly sites: number;
  readonly accounts: number;
  readonly accountsFiles: AccountsFiles;
}

class Bench {
  constructor(
    private readonly folder: string,
    private readonly programs: Programs,
  ) {}

  get all(): Program[] {
    const { baseline, project, awsCdk } = this.programs;
    return [baseline, ...project, ...awsCdk];
  }

  /** Runs a program once; `inspect` may look at what it wrote. */
  async run(
    program: Program,
    size: Size,
    inspect: (outputFolder: string) => void = () => undefined,
  ): Promise<Measurement> {
    const output = join(this.folder, "output");
    mkdirSync(output);
    try {
      const measurement = await measure(program.script, {
        preload: this.programs.preload,
        cwd: this.folder,
        env: {
          ...program.env,
          SORRY_ACCOUNTS: size.accountsFiles[program.pages],
          [program.outputVariable]: output,
        },
      });
      inspect(output);
      return measurement;
    } finally {
      rmSync(output, { recursive: true, force: true });
    }
  }

  /** One round each, not counted: it brings every file into the machine's cache, and shows that all make the same. */
  async check(size: Size): Promise<void> {
    const resources = new Map<Program, Resources>();
    for (const program of this.all) {
      await this.run(program, size, (output) => resources.set(program, program.resources(output)));
    }
    const of = (program: Program) => resources.get(program) ?? new Map<string, number>();
    const { baseline, project, awsCdk } = this.programs;
    for (const program of project) checkSame(of(program), of(baseline));
    for (const program of awsCdk) checkNearest(of(program), of(baseline));
  }

  /** Every program in turn, `rounds` times, each time with another one first. */
  async series(size: Size, rounds: number): Promise<Series[]> {
    const runs = new Map(this.all.map((program) => [program, [] as Measurement[]]));
    for (let round = 0; round < rounds; round++) {
      const first = round % this.all.length;
      for (const program of [...this.all.slice(first), ...this.all.slice(0, first)]) {
        runs.get(program)?.push(await this.run(program, size));
      }
    }
    const { sites, accounts } = size;
    return [...runs].map(([{ name }, all]) => ({ sites, accounts, program: name, runs: all }));
  }
}

async function bench(options: Options, folder: string): Promise<void> {
  const programs = preparePrograms(join(folder, "programs"), options);
  const runner = new Bench(folder, programs);
  const series: Series[] = [];
  for (const sites of options.sites) {
    const accountsFiles = writeAccounts(join(folder, `accounts-${sites}`), sites);
    const size = { sites, accounts: accountsOf(sites).length, accountsFiles };
    console.error(`${sites} site${sites === 1 ? "" : "s"} ...`);
    await runner.check(size);
    series.push(...(await runner.series(size, options.rounds)));
  }
  const results = resultsOf(series, programs.baseline.name);
  const { rounds } = options;
  console.log(
    options.json ? JSON.stringify({ ...machine(), rounds, results }, null, 2) : table(results, rounds),
  );
}

runBenchmark(USAGE, readOptions, bench);
