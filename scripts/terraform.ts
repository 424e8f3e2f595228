import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The one provider, as cdktf.json's packages pin it. */
const PROVIDER = join("registry.terraform.io", "hashicorp", "aws", "5.100.0");

/** Deep enough for a mirror in a folder of a package; a search stays within a second. */
const DEEPEST = 4;

/** Terraform's own folders for providers that need no registry.
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories */
const impliedMirrors = () => [
  join(homedir(), ".terraform.d", "plugins"),
  join(homedir(), ".local", "share", "terraform", "plugins"),
  ...["/usr/local/share", "/usr/share"].map((share) => join(share, "terraform", "plugins")),
];

const hasProvider = (mirror: string) => existsSync(join(mirror, PROVIDER));

function folders(parent: string): string[] {
  try {
    return readdirSync(parent, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(parent, entry.name));
  } catch {
    // A folder that this user may not read holds no mirror for them.
    return [];
  }
}

function search(root: string, depth: number): string | undefined {
  if (hasProvider(root)) return root;
  if (depth === 0) return undefined;
  for (const folder of folders(root)) {
    const found = search(folder, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * A folder that holds the AWS provider, so that Terraform needs no registry: `TF_PROVIDER_MIRROR`, else one of
 * Terraform's implied mirrors, else one found below the usual roots. Undefined where there is none; then Terraform
 * asks the registry, as for any user.
 */
export function findProviderMirror(): string | undefined {
  const named = process.env["TF_PROVIDER_MIRROR"];
  if (named !== undefined) {
    if (hasProvider(named)) return named;
    throw new Error(`TF_PROVIDER_MIRROR is ${named}, which holds no ${PROVIDER}.`);
  }
  const implied = impliedMirrors().find(hasProvider);
  if (implied !== undefined) return implied;
  return ["/opt", "/srv", "/var/lib"]
    .map((root) => search(root, DEEPEST))
    .find((found) => found !== undefined);
}

/**
 * The environment for a Terraform that takes its provider from the mirror, where there is one, and reads no other
 * configuration of this machine.
 *
 * @param folder is made; it holds Terraform's CLI configuration
 */
export function terraformEnvironment(folder: string): NodeJS.ProcessEnv {
  mkdirSync(folder, { recursive: true });
  const config = join(folder, "terraform.rc");
  const mirror = findProviderMirror();
  const installation =
    mirror === undefined
      ? ""
      : `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`;
  writeFileSync(config, `disable_checkpoint = true\n${installation}`);
  return { ...process.env, TF_CLI_CONFIG_FILE: config, TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1" };
}
