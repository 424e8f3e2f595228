import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PageKind } from "./accounts";
import { type Resources, cloudFormationResources, terraformResources } from "./resources";

const ROOT = join(__dirname, "..");
const AWS_CDK = join(__dirname, "aws-cdk");

/** One of the programs that are compared. */
export interface Program {
  readonly name: string;
  /** Plain JavaScript, so that nobody's compiler counts. */
  readonly script: string;
  readonly env: NodeJS.ProcessEnv;
  /** What its sites have; only this project builds pages. */
  readonly pages: PageKind;
  /** The environment variable that names the folder to write to. */
  readonly outputVariable: "CDKTF_OUTDIR" | "CDK_OUTDIR";
  /** The number of resources of each type in what the program wrote. */
  resources(outputFolder: string): Resources;
}

export interface Programs {
  /** What the others are compared with. */
  readonly baseline: Program;
  /** This project, with each kind of page. */
  readonly project: readonly Program[];
  readonly awsCdk: readonly Program[];
  /** The compiled bench/peak-memory.ts. */
  readonly preload: string;
}

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

const readManifest = (folder: string) =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;

/** Compiles this project and the baseline into `folder`, and gets the AWS CDK where it is asked for. */
export function preparePrograms(folder: string, { awsCdk }: { readonly awsCdk: boolean }): Programs {
  compile(folder, ["main.ts", "bench/plain-cdktf.ts", "bench/peak-memory.ts"]);
  const cdktf = {
    env: {},
    pages: "plain",
    outputVariable: "CDKTF_OUTDIR",
    resources: terraformResources,
  } as const;
  const project = { ...cdktf, name: "sorry-server", script: join(folder, "main.js") };
  return {
    baseline: { ...cdktf, name: "plain cdktf", script: join(folder, "bench", "plain-cdktf.js") },
    project: [project, { ...project, name: "sorry-server, templates", pages: "template" }],
    awsCdk: awsCdk ? awsCdkPrograms() : [],
    preload: join(folder, "bench", "peak-memory.js"),
  };
}

/** Compiles what `files` import, too. Types are checked elsewhere (`npm run types`). */
function compile(folder: string, files: readonly string[]): void {
  const config = join(folder, "tsconfig.json");
  mkdirSync(folder, { recursive: true });
  const compilerOptions = { noEmit: false, noCheck: true, types: [], rootDir: ROOT, outDir: folder };
  const settings = {
    extends: join(ROOT, "tsconfig.json"),
    compilerOptions,
    files: files.map((file) => join(ROOT, file)),
  };
  writeFileSync(config, JSON.stringify(settings));
  const compiler = require.resolve("typescript/bin/tsc");
  const { status, stdout } = spawnSync(process.execPath, [compiler, "--project", config], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`Can't compile ${files.join(", ")}:\n${stdout.trim()}`);
  // What the programs look for beside themselves.
  for (const name of ["node_modules", "site-content"]) {
    symlinkSync(join(ROOT, name), join(folder, name), "junction");
  }
}

/** One program, with the AWS CDK's defaults and at its fastest. */
function awsCdkPrograms(): Program[] {
  install(AWS_CDK, "aws-cdk-lib");
  const common = {
    script: join(AWS_CDK, "app.js"),
    pages: "plain",
    outputVariable: "CDK_OUTDIR",
    resources: cloudFormationResources,
  } as const;
  return [
    { ...common, name: "aws-cdk-lib", env: { CDK_VALIDATION: "true" } },
    { ...common, name: "aws-cdk-lib, no validation", env: { CDK_VALIDATION: "false" } },
  ];
}

/** Runs `npm ci` in `folder` unless it has the package in the version that it asks for. */
function install(folder: string, name: string): void {
  const wanted = readManifest(folder).dependencies[name];
  const installed = join(folder, "node_modules", name);
  if (existsSync(join(installed, "package.json")) && readManifest(installed).version === wanted) return;
  console.error(`Installing ${name} ${wanted ?? ""} into bench/aws-cdk/ (200 MB, the first time only) ...`);
  // What npm says belongs to the progress, not to the result.
  const { status, error } = spawnSync("npm", ["ci"], { cwd: folder, stdio: ["ignore", 2, 2] });
  if (status === 0) return;
  throw new Error(
    [
      `\`npm ci\` in bench/aws-cdk/ failed (${error?.message ?? `exit code ${String(status)}`}).`,
      "Where there is no registry, leave the AWS CDK out: npm run bench:synth -- --without-aws-cdk",
    ].join("\n"),
  );
}
