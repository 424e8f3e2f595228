import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildPageFolder } from "../cli/commands/build-page";
import { OWN_PAGES } from "../cli/site-content";
import { writeFolder } from "../cli/write-files";
import { loadBalancerSwitchModule } from "../modules/plain/load-balancer-switch";
import { moduleReadme } from "../modules/plain/readme";
import { sorryDistributionModule } from "../modules/plain/sorry-distribution";
import { sorryFleetModule } from "../modules/plain/sorry-fleet";
import { sorrySharedModule } from "../modules/plain/sorry-shared";

/** Every plain module. */
const MODULES = [sorrySharedModule, sorryDistributionModule, loadBalancerSwitchModule, sorryFleetModule];

/** A page to begin with, which the READMEs' examples name. */
const PAGE = "maintenance";

/**
 * Writes the constructs as modules for teams that write Terraform, a folder each, and a page to begin with.
 *
 * @returns the folders' names, the modules' first
 */
export function writePlainModules(folder: string): string[] {
  const work = mkdtempSync(join(tmpdir(), "sorry-modules-"));
  try {
    const modules = MODULES.map((make) => {
      const module = make(work);
      const documents = Object.entries(module.documents).map(
        ([name, document]) =>
          [name, typeof document === "string" ? document : `${JSON.stringify(document, null, 2)}\n`] as const,
      );
      writeFolder(join(folder, module.name), {
        ...Object.fromEntries(documents),
        "README.md": moduleReadme(module),
      });
      return module.name;
    });
    const page = join("pages", PAGE);
    // One that is there may be somebody's own.
    if (!existsSync(join(folder, page))) {
      buildPageFolder(PAGE, { from: OWN_PAGES, out: join(folder, page), status: "503" });
    }
    return [...modules, page];
  } finally {
    rmSync(work, { recursive: true });
  }
}

if (require.main === module) {
  const folder = join("dist", "terraform");
  for (const name of writePlainModules(folder)) console.log(`${folder}/${name}/`);
}
