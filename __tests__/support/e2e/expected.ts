import type { Site } from "../../../accounts/types";
import { PAGE_PATH, SORRY_FOLDER } from "../../../pages/page";
import type { StoredObject } from "../../../preview/distribution";
import { readStack } from "../../../preview/stack-artifacts";
import type { PlatformFolder } from "./platform-folder";

/** A file of a site as its synthesized stack has it: what users must get, byte for byte. */
async function fileOf(platform: PlatformFolder, site: Site, path: string): Promise<StoredObject> {
  const stack = readStack(site.account, platform.stackFolder(site.account));
  const distribution = stack.distributions.find(({ aliases }) => aliases.includes(site.alias));
  if (distribution === undefined) throw new Error(`${site.alias} is no alias of ${site.account}'s stack.`);
  const { origin, arn } = distribution;
  const file = await stack.objects.get(origin.bucket, `${origin.path}${path}`.slice(1), arn);
  if (typeof file === "string") throw new Error(`${site.alias}${path}: ${file}`);
  return file;
}

export const pageOf = (platform: PlatformFolder, site: Site) => fileOf(platform, site, PAGE_PATH);

/** The one asset that a site's page names, and its path. */
export async function assetOf(
  platform: PlatformFolder,
  site: Site,
): Promise<StoredObject & { readonly path: string }> {
  const { body } = await pageOf(platform, site);
  const [path = "none"] = new RegExp(`/${SORRY_FOLDER}/[\\w.-]+`).exec(body.toString()) ?? [];
  return { ...(await fileOf(platform, site, path)), path };
}
