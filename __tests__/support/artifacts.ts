import { join } from "node:path";
import { App } from "cdktf";
import { writeFolder } from "../../cli/write-files";
import { AccountStack } from "../../modules";
import { bakedFiles } from "../../nginx/baked";
import { masterConfig } from "../../nginx/master-config";
import type { PlatformAndPages } from "../../pages/platform-pages";
import { type Artifacts, readArtifacts } from "../../preview/artifacts";
import { ownPlatform } from "./request-path";

/** What a synth writes for these accounts, as far as a request meets it, into `folder`. */
export function writeArtifacts(folder: string, { platform, pages, generic }: PlatformAndPages): string {
  const app = new App({ outdir: folder });
  for (const account of platform.accounts) new AccountStack(app, account.name, { account, pages });
  app.synth();
  const config = masterConfig(platform);
  writeFolder(join(folder, "nginx"), config.files);
  writeFolder(join(folder, "sorry-server"), bakedFiles(platform, pages, generic, config));
  return folder;
}

/** Those of the repository's own accounts. */
export const ownArtifacts = (folder: string): Artifacts =>
  readArtifacts(writeArtifacts(folder, ownPlatform()));
