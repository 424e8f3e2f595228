import { join } from "node:path";
import { AccountStack } from "../../modules";
import type { PlatformAndPages } from "../../pages/platform-pages";
import { type StackArtifacts, readStack } from "../../preview/stack-artifacts";
import { newApp } from "./synthesized";

/** Synthesizes the stack of every account, and reads back what it would make. */
export function stacksOf({ platform, pages }: PlatformAndPages): StackArtifacts[] {
  const app = newApp();
  for (const account of platform.accounts) new AccountStack(app, account.name, { account, pages });
  app.synth();
  return platform.accounts.map(({ name }) => readStack(name, join(app.outdir, "stacks", name)));
}
