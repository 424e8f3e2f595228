import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Outcome, command } from "./command";
import { writeFiles } from "./files";
import { ROOT } from "./platforms";
import { copyOfProject } from "./project-copy";

/** What a team's own program brings: the package's peers, and the types of Node.js. */
const THEIRS = ["cdktf", "constructs", "@cdktf/provider-aws", "@types/node"];

async function succeed(run: Promise<Outcome>): Promise<string> {
  const { status, stdout, stderr } = await run;
  if (status !== 0) throw new Error(stdout + stderr);
  return stdout;
}

/** The package as it would be published. */
export interface PackedPackage {
  readonly tarball: string;
  /** The copy of the project in which it was packed. */
  readonly project: string;
  /** By path in the package. */
  readonly files: readonly string[];
}

/**
 * `npm pack`, in a copy of the project.
 *
 * @param before files that are in the copy already
 */
export async function packProject(
  folder: string,
  before: Readonly<Record<string, string>> = {},
): Promise<PackedPackage> {
  const copy = writeFiles(join(folder, "copy"), before);
  const args = ["pack", "--json", "--pack-destination", folder];
  const stdout = await succeed(command("npm", args, { cwd: copyOfProject(copy) }));
  // What the build says comes before.
  const report: unknown = JSON.parse(stdout.slice(stdout.search(/^[[{]/m)));
  const [packed] = Object.values(report as Record<string, { filename: string; files: { path: string }[] }>);
  if (packed === undefined) throw new Error(stdout);
  return {
    project: copy,
    tarball: join(folder, packed.filename),
    files: packed.files.map(({ path }) => path),
  };
}

/** A project with these files, into which npm has installed the package. The peers are this repository's. */
export async function installPackage(
  tarball: string,
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  writeFiles(folder, { "package.json": '{ "name": "theirs", "private": true }', ...files });
  const options = ["--omit=peer", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"];
  await succeed(command("npm", ["install", ...options, tarball], { cwd: folder }));
  for (const name of THEIRS) {
    const target = join(folder, "node_modules", name);
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), target);
  }
}
