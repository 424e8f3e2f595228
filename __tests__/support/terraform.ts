import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { terraformEnvironment } from "../../scripts/terraform";
import { command } from "./command";
import { temporaryFolder } from "./temporary-folder";

const LOCK_FILE = ".terraform.lock.hcl";

interface Validation {
  readonly valid: boolean;
  readonly diagnostics: readonly { readonly summary: string; readonly detail?: string }[];
}

/** What `terraform validate -json` says is wrong, a line each. */
export function validationFaults(stdout: string): string[] {
  const { valid, diagnostics } = JSON.parse(stdout) as Validation;
  const faults = diagnostics.map(({ summary, detail = "" }) => `${summary}: ${detail}`);
  // Warnings count: a deprecated argument is tomorrow's error.
  return valid || faults.length > 0 ? faults : [stdout];
}

/**
 * Real `terraform init -backend=false` and `terraform validate` on stacks' folders. All stacks have the same
 * provider, so the first stack's init does for the others: they get its lock file and share its data.
 */
export class TerraformValidator {
  private readonly data = temporaryFolder();
  private readonly env = {
    ...terraformEnvironment(join(this.data, "cli")),
    TF_DATA_DIR: join(this.data, "terraform"),
  };
  private initialized?: Promise<string>;

  /** What is wrong with the stack, a line each. */
  async faultsOf(folder: string): Promise<string[]> {
    const first = await (this.initialized ??= this.initialize(folder));
    const lockFile = join(folder, LOCK_FILE);
    if (!existsSync(lockFile)) copyFileSync(join(first, LOCK_FILE), lockFile);
    const { stdout } = await this.terraform(folder, "validate", "-json");
    return validationFaults(stdout);
  }

  private async initialize(folder: string): Promise<string> {
    const { status, stderr } = await this.terraform(folder, "init", "-backend=false", "-input=false");
    if (status !== 0) throw new Error(stderr);
    return folder;
  }

  private terraform(folder: string, ...args: readonly string[]) {
    return command("terraform", [`-chdir=${folder}`, ...args], { env: this.env });
  }
}
