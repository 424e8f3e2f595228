import { TerraformResource, type TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";

/**
 * Lets Terraform take over what exists, by `import` blocks. They do nothing once the state has it.
 *
 * cdktf's own `importFrom` would run Terraform at synth, to see its version.
 *
 * @param imports the id in AWS by the construct's path below the stack, as in `shared/bucket`
 * @throws Error where the stack has no such resource
 */
export function takeOver(stack: TerraformStack, imports: Readonly<Record<string, string>>): void {
  const blocks = Object.entries(imports).map(([path, id]) => {
    const found = path
      .split("/")
      .reduce<IConstruct | undefined>((scope, child) => scope?.node.tryFindChild(child), stack);
    if (!TerraformResource.isTerraformResource(found)) {
      throw new Error(`${stack.node.path}: \`imports\` must name resources of the stack, got ${path}.`);
    }
    return { to: `${found.terraformResourceType}.${found.friendlyUniqueId}`, id };
  });
  if (blocks.length > 0) stack.addOverride("import", blocks);
}
