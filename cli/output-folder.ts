import { existsSync, mkdirSync, realpathSync, rmSync, rmdirSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import { show } from "../accounts/fault";
import { CommandError } from "./command-error";
import { namesIn, othersAt, othersIn, readRecord, refuseOthers, withoutLinks, writeRecord } from "./record";

/** What cdktf writes in it besides the stacks. */
const MANIFEST = "manifest.json";

/** The path of an account's stack, below the output folder. */
const stackPath = (account: string) => `stacks/${account}`;
const STACK_PATH = /^stacks\/([^/]+)$/;

/** What a synth writes in a stack's folder. What else is there is Terraform's, or somebody's. */
const STACK_FILES = ["cdk.tf.json", "assets"];

/** @returns whether there was any of them */
function takeOut(outdir: string, stack: string, files: readonly string[]): boolean {
  const paths = withoutLinks(
    outdir,
    files.map((file) => `${stack}/${file}`),
  );
  const found = paths.map((path) => join(outdir, path)).filter((path) => existsSync(path));
  for (const path of found) rmSync(path, { recursive: true, force: true });
  return found.length > 0;
}

function holds(folder: string, inner: string): boolean {
  if (!existsSync(folder)) return false;
  const path = relative(realpathSync(folder), realpathSync(inner));
  return path !== ".." && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

/**
 * Where a synth writes: what CDKTF_OUTDIR says.
 *
 * @param standard where nothing is said
 * @throws {@link CommandError} for a value that names no folder, or the project's own, whose sources are in it
 */
export function outputFolder(project: string, standard = "cdktf.out"): string {
  const given = process.env["CDKTF_OUTDIR"] ?? standard;
  const isProject = given.trim() !== "" && holds(given, project);
  if (given.trim() !== "" && !isProject) return given;
  const why = isProject ? " The project is in it, whose files are not a synth's." : "";
  throw new CommandError(
    `CDKTF_OUTDIR must name a folder of its own, got ${show(given)}.${why} Name another one, or unset it for cdktf.out.`,
  );
}

/**
 * Makes the output folder ready: takes out what an earlier synth left, stacks of accounts that are gone and files of sites
 * that are gone. What Terraform or somebody else keeps in a stack's folder stays.
 *
 * @param folders what is to be written into it besides, by folder and path
 * @returns the names of the accounts whose stacks were taken out
 * @throws {@link CommandError} where others' files are in the way; then nothing is written
 */
export function prepareOutput(
  outdir: string,
  accounts: readonly string[],
  folders: Readonly<Record<string, object>>,
): string[] {
  const own = [MANIFEST, ...accounts.map(stackPath)];
  const inTheWay = [
    ...othersAt(outdir, own),
    ...Object.entries(folders).flatMap(([name, files]) => othersIn(join(outdir, name), Object.keys(files))),
  ];
  refuseOthers([...new Set(inTheWay)]);

  const earlier = [...(readRecord(outdir) ?? [])].filter((path) => STACK_PATH.test(path));
  mkdirSync(outdir, { recursive: true });
  writeRecord(outdir, new Set([...own, ...earlier]));
  const others = earlier.filter((path) => !own.includes(path));
  const gone = others.filter((path) => takeOut(outdir, path, STACK_FILES));
  const left = others.filter((path) => namesIn(join(outdir, path)).length > 0);
  for (const path of gone.filter((path) => !left.includes(path))) rmdirSync(join(outdir, path));
  for (const account of accounts) takeOut(outdir, stackPath(account), ["assets"]);
  writeRecord(outdir, [...own, ...left]);
  return gone.map((path) => path.slice(stackPath("").length));
}
