import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type EmulatedAws, type Session, startEmulatedAws } from "../__tests__/support/aws/emulated-aws";
import { createZone } from "../__tests__/support/aws/seed";
import { type PlannedResource, TerraformStack } from "../__tests__/support/terraform-stack";
import type { AccountConfig } from "../accounts/types";
import { accountsOf, writeAccounts } from "./accounts";
import { measure } from "./measure";
import { ascending, parsed, wholeNumber } from "./options";
import { type Style, handWritten } from "./plan-hcl";
import { type Programs, preparePrograms } from "./programs";
import { aligned, machine, median } from "./report";
import { runBenchmark } from "./run";

/**
 * The time of `terraform plan` of this project's stack, and of the same resources as somebody writes them by hand: for
 * an account that has nothing yet, and for one that has it all. Real Terraform, the real provider, an emulated AWS.
 */

const USAGE = `Usage: npm run bench:plan -- [options]

Time of terraform plan: this project's stack beside the same resources in hand-written HCL, in one account.
Takes Terraform and moto (npm run setup).

  --rounds N      how often each is planned, 1 to 100; the median counts (default: 5)
  --sites A,B,…   how many sites, each 1 to 500 (default: 10,100,400)
  --only-new      nothing is deployed, so that only plans for a new account are measured
  --json          the figures of every round, as JSON
  --help
`;

/** CloudFront's distributions of an account, by default. */
const MOST_SITES = 500;

interface Options {
  readonly rounds: number;
  readonly sites: readonly number[];
  readonly onlyNew: boolean;
  readonly json: boolean;
}

function readOptions(args: readonly string[]): Options | undefined {
  const values = parsed(args, {
    rounds: { type: "string", default: "5" },
    sites: { type: "string", default: "10,100,400" },
    "only-new": { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  });
  if (values === undefined) return undefined;
  return {
    rounds: wholeNumber("rounds", values.rounds, 100),
    sites: ascending(values.sites, (text) => wholeNumber("sites", text, MOST_SITES)),
    onlyNew: values["only-new"],
    json: values.json,
  };
}

/** A configuration that is planned. */
interface Arm {
  readonly name: string;
  readonly stack: TerraformStack;
}

/** A configuration, and the AWS that it is planned against. */
interface Planned {
  readonly arm: Arm;
  readonly session: Session;
}

interface Result {
  readonly sites: number;
  readonly resources: number;
  readonly account: "new" | "deployed";
  readonly name: string;
  readonly milliseconds: readonly number[];
  /** The median of each round's ratio to the hand-written `for_each`. */
  readonly ratio: number;
}

/** Writes the three configurations of so many sites into `folder`. */
async function writeArms(folder: string, sites: number, programs: Programs): Promise<Arm[]> {
  const [account] = accountsOf(sites, "plain", sites) as [AccountConfig];
  const { plain } = writeAccounts(join(folder, "accounts"), sites, sites);
  const [project] = programs.project;
  if (project === undefined) throw new Error("There is no program of this project.");
  const output = join(folder, "cdktf.out");
  mkdirSync(output);
  await measure(project.script, {
    preload: programs.preload,
    cwd: folder,
    env: { SORRY_ACCOUNTS: plain, CDKTF_OUTDIR: output },
  });
  const arm = (name: string, stackFolder: string) => ({
    name,
    stack: new TerraformStack(stackFolder, join(folder, "work", name)),
  });
  const stack = join(output, "stacks", account.name);
  const written = (name: string, style: Style) => {
    const own = join(folder, style);
    mkdirSync(own);
    copyFiles(join(stack, "assets"), own);
    writeFileSync(join(own, "main.tf"), handWritten(account, style));
    return arm(name, own);
  };
  return [
    written("HCL, for_each", "for_each"),
    written("HCL, a block each", "blocks"),
    arm("sorry-server", stack),
  ];
}

/** Of a stack's assets: each is a file in a folder of its own. */
function copyFiles(assets: string, target: string): void {
  for (const folder of readdirSync(assets)) {
    for (const file of readdirSync(join(assets, folder))) {
      copyFileSync(join(assets, folder, file), join(target, file));
    }
  }
}

const withoutSource = ({ type, values }: PlannedResource) =>
  JSON.stringify({ type, ...values, source: undefined });

/** @throws unless all plan the same resources, value by value, but for the place of a page's file */
async function checkSame(arms: readonly Arm[], { environment }: Session): Promise<number> {
  const plans: string[][] = [];
  for (const { stack } of arms) {
    await stack.init();
    plans.push((await stack.planned(environment)).map(withoutSource).sort());
  }
  const [first = [], ...others] = plans;
  for (const [index, plan] of others.entries()) {
    const known = new Set(first);
    const different = plan.filter((resource) => !known.has(resource));
    if (different.length === 0 && plan.length === first.length) continue;
    throw new Error(
      `${arms[index + 1]?.name ?? ""} does not plan what bench/plan-hcl.ts does, so their times can't be compared. Bring it up to date:\n${different.slice(0, 3).join("\n")}`,
    );
  }
  return first.length;
}

/** What the exit code of a plan says. */
const STATUS = { new: 2, deployed: 0 };

async function timed({ arm, session }: Planned, account: Result["account"]): Promise<number> {
  const start = performance.now();
  const { status, changes, complaints } = await arm.stack.plan(session.environment);
  const milliseconds = performance.now() - start;
  if (status !== STATUS[account]) {
    const why = [...complaints, ...changes.map(({ action, address }) => `${action} ${address}`)];
    throw new Error(`${arm.name}: terraform plan ended with ${String(status)}:\n${why.join("\n")}`);
  }
  return milliseconds;
}

/** Every configuration in turn, each round with another one first. */
async function series(
  all: readonly Planned[],
  rounds: number,
  size: Pick<Result, "sites" | "resources" | "account">,
): Promise<Result[]> {
  const times = new Map(all.map(({ arm }) => [arm.name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    const first = round % all.length;
    for (const one of [...all.slice(first), ...all.slice(0, first)]) {
      times.get(one.arm.name)?.push(await timed(one, size.account));
    }
  }
  const [baseline = []] = times.values();
  return [...times].map(([name, milliseconds]) => ({
    ...{ ...size, name, milliseconds },
    ratio: median(milliseconds.map((time, round) => time / (baseline[round] ?? NaN))),
  }));
}

/** An AWS of its own, with the zone that everything else needs. */
async function enterNewAws(): Promise<{ readonly aws: EmulatedAws; readonly session: Session }> {
  const aws = await startEmulatedAws();
  const [account] = accountsOf(1) as [AccountConfig];
  const session = await aws.enter(account.id);
  await createZone(session, account.sorryDomain);
  return { aws, session };
}

/** Route 53 takes its time for each record. */
const DEPLOYING = { TF_CLI_ARGS_apply: "-parallelism=100" };

/** Deploys each configuration to an AWS of its own, and goes on with all of them. */
async function whileDeployed<T>(
  arms: readonly Arm[],
  go: (deployed: readonly Planned[]) => Promise<T>,
  deployed: readonly Planned[] = [],
): Promise<T> {
  const [arm, ...others] = arms;
  if (arm === undefined) return go(deployed);
  const { aws, session } = await enterNewAws();
  try {
    const { status, complaints } = await arm.stack.apply({ ...session.environment, ...DEPLOYING });
    if (status !== 0) throw new Error(`${arm.name}: terraform apply failed:\n${complaints.join("\n")}`);
    return await whileDeployed(others, go, [...deployed, { arm, session }]);
  } finally {
    await aws.close();
  }
}

async function measureSize(
  folder: string,
  sites: number,
  { rounds, onlyNew }: Options,
  programs: Programs,
  session: Session,
): Promise<Result[]> {
  console.error(`${sites} site${sites === 1 ? "" : "s"} ...`);
  const arms = await writeArms(folder, sites, programs);
  const resources = await checkSame(arms, session);
  const planned = arms.map((arm) => ({ arm, session }));
  const fresh = await series(planned, rounds, { sites, resources, account: "new" });
  if (onlyNew) return fresh;
  const existing = await whileDeployed(arms, (deployed) =>
    series(deployed, rounds, { sites, resources, account: "deployed" }),
  );
  return [...fresh, ...existing];
}

function table(results: readonly Result[], rounds: number): string {
  const { platform, cores } = machine();
  const rows = [
    ["SITES", "RESOURCES", "ACCOUNT", "CONFIGURATION", "PLAN", "RATIO"],
    ...results.map(({ sites, resources, account, name, milliseconds, ratio }) => [
      sites.toLocaleString("en"),
      resources.toLocaleString("en"),
      account,
      name,
      `${(median(milliseconds) / 1000).toFixed(2)} s`,
      ratio.toFixed(2),
    ]),
  ];
  return [
    `Median of ${rounds} round${rounds === 1 ? "" : "s"}, in turn; ${platform}, ${cores} cores.`,
    "Ratios, to hand-written HCL with for_each, are medians of each round's own.",
    "",
    ...aligned(rows, [2, 3]),
  ].join("\n");
}

async function bench(options: Options, folder: string): Promise<void> {
  const programs = preparePrograms(join(folder, "programs"), { awsCdk: false });
  const { aws, session } = await enterNewAws();
  try {
    const results: Result[] = [];
    for (const count of options.sites) {
      const own = join(folder, String(count));
      mkdirSync(own);
      results.push(...(await measureSize(own, count, options, programs, session)));
    }
    const { rounds, json } = options;
    console.log(json ? JSON.stringify({ ...machine(), rounds, results }, null, 2) : table(results, rounds));
  } finally {
    await aws.close();
  }
}

runBenchmark(USAGE, readOptions, bench);
