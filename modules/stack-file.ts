import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { posix } from "node:path";
import { App, Manifest, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { BuiltFile } from "../pages/built-page";

/** What each stack has beside it already. */
const written = new WeakMap<TerraformStack, Set<string>>();

/**
 * Puts a built file beside its stack's cdk.tf.json, where a remote run has it too, once for all sites that show it. Its
 * path follows from what the file is, so that a site that comes or goes changes nobody else's.
 *
 * @returns the path as Terraform knows it
 */
export function stackFile(scope: Construct, { path, bytes, md5 }: BuiltFile): string {
  const stack = TerraformStack.of(scope);
  const source = posix.join("assets", md5, posix.basename(path));
  const files = written.get(stack) ?? new Set();
  written.set(stack, files);
  if (!files.has(source)) {
    const target = join(App.of(stack).outdir, Manifest.stacksFolder, stack.node.id, source);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
    files.add(source);
  }
  return source;
}
