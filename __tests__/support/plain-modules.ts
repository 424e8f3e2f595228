import { join } from "node:path";
import type { WebSite } from "./aws/web-site";
import { codeBlocks } from "./documents";
import { ROOT } from "./platforms";

/** The plain modules, in the order in which they are written. */
export const MODULES = ["sorry-shared", "sorry-distribution", "load-balancer-switch", "sorry-fleet"];

/** Of docs/terraform-modules.md: a page in AWS in a few lines, and all modules together. */
export const [FEW_LINES = "", ALL_OF_IT = ""] = codeBlocks(join(ROOT, "docs", "terraform-modules.md"), "hcl");

/** The example in a module's README. */
export function readmeExample(folder: string, module: string): string {
  const [example] = codeBlocks(join(folder, module, "README.md"), "hcl");
  if (example === undefined) throw new Error(`${module}/README.md has no example.`);
  return example;
}

/** An example with the ids of what there is, in the place of those that it names. */
export const withIdsOf = ({ fleet }: WebSite, example: string): string =>
  example
    .replaceAll("vpc-0123456789abcdef0", fleet.vpcId)
    .replaceAll(/"subnet-0123456789abcdef([01])"/g, (_, i: string) =>
      JSON.stringify(fleet.subnetIds[Number(i)]),
    );
