import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { CommandError } from "../cli/command-error";
import { buildPageFolder } from "../cli/commands/build-page";
import { namesIn, othersAt, othersIn, refuseOthers } from "../cli/record";
import { OWN_PAGES } from "../cli/site-content";
import { writeFolder } from "../cli/write-files";
import { loadBalancerSwitchModule } from "../modules/plain/load-balancer-switch";
import type { PlainModule } from "../modules/plain/plain-module";
import { moduleReadme } from "../modules/plain/readme";
import { sorryDistributionModule } from "../modules/plain/sorry-distribution";
import { sorryFleetModule } from "../modules/plain/sorry-fleet";
import { sorrySharedModule } from "../modules/plain/sorry-shared";

/** Every plain module. */
const MODULES = [sorrySharedModule, sorryDistributionModule, loadBalancerSwitchModule, sorryFleetModule];

/** A page to begin with, which the READMEs' examples name. */
const PAGE = "maintenance";

const PAGE_FOLDER = join("pages", PAGE);

/** The module's files, by name. */
function filesOf(module: PlainModule): Record<string, string> {
  const documents = Object.entries(module.documents).map(
    ([name, document]) =>
      [name, typeof document === "string" ? document : `${JSON.stringify(document, null, 2)}\n`] as const,
  );
  return { ...Object.fromEntries(documents), "README.md": moduleReadme(module) };
}

/**
 * Writes the constructs as modules for teams that write Terraform, a folder each, and a page to begin with.
 *
 * @returns the names of the folders that were written, the modules' first
 * @throws {@link CommandError} where others' files are in the way; then nothing is written
 */
export function writePlainModules(folder: string): string[] {
  const work = mkdtempSync(join(tmpdir(), "sorry-modules-"));
  try {
    const modules = MODULES.map((make) => make(work)).map(
      (module) => [module.name, filesOf(module)] as const,
    );
    const page = join(folder, PAGE_FOLDER);
    const others = modules.flatMap(([name, files]) => othersIn(join(folder, name), Object.keys(files)));
    refuseOthers([...new Set([...others, ...othersAt(page, [])])]);
    for (const [name, files] of modules) writeFolder(join(folder, name), files);
    const written = modules.map(([name]) => name);
    // One that is there may be somebody's own.
    if (namesIn(page).length > 0) return written;
    buildPageFolder(PAGE, { from: OWN_PAGES, out: page, status: "503" });
    return [...written, PAGE_FOLDER];
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** `npm run modules`. */
function modulesCommand(): Command {
  return new Command("npm run modules --")
    .description("Write the constructs as plain Terraform modules, and a page to begin with.")
    .option(
      "--out <folder>",
      "the folder to write them into; what this command did not write there is left alone",
      join("dist", "terraform"),
    )
    .showHelpAfterError("See npm run modules -- --help.")
    .action(({ out }: { out: string }) => {
      for (const name of writePlainModules(out)) console.log(`${join(out, name)}/`);
    });
}

if (require.main === module) {
  try {
    modulesCommand().parse();
  } catch (error) {
    if (!(error instanceof CommandError || (error instanceof Error && "syscall" in error))) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
