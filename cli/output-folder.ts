import { existsSync, mkdirSync, realpathSync, rmSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import { show } from "../accounts/fault";
import { CommandError } from "./command-error";
import { othersAt, othersIn, readRecord, refuseOthers, writeRecord } from "./record";

/** What cdktf writes in it besides the stacks. */
const MANIFEST = "manifest.json";

/** The path of an account's stack, below the output folder. */
const stackPath = (account: string) => `stacks/${account}`;

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
 * that are gone. What Terraform keeps in a stack's folder stays.
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
  const others = [
    ...othersAt(outdir, own),
    ...Object.entries(folders).flatMap(([name, files]) => othersIn(join(outdir, name), Object.keys(files))),
  ];
  refuseOthers([...new Set(others)]);

  const earlier = [...(readRecord(outdir) ?? [])].filter((path) => path.startsWith(stackPath("")));
  mkdirSync(outdir, { recursive: true });
  writeRecord(outdir, new Set([...own, ...earlier]));
  const gone = earlier.filter((path) => !own.includes(path));
  for (const path of gone) rmSync(join(outdir, path), { recursive: true, force: true });
  for (const account of accounts) {
    rmSync(join(outdir, stackPath(account), "assets"), { recursive: true, force: true });
  }
  writeRecord(outdir, own);
  return gone.map((path) => path.slice(stackPath("").length));
}
