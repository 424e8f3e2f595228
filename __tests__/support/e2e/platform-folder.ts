import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AccountConfig } from "../../../accounts/types";
import { readArtifacts } from "../../../preview/artifacts";
import { SITE_CONTENT } from "../platforms";
import { contentOf, synth } from "../synth";
import { TerraformStack } from "../terraform-stack";
import type { Image } from "./live-path";

/**
 * A platform as a team keeps it: its accounts and pages, which a test edits, what `npm run synth` makes of them, and
 * the states of its stacks.
 */
export class PlatformFolder {
  private readonly accountsFile: string;
  private readonly siteContent: string;
  private readonly output: string;
  private readonly stacks = new Map<string, Promise<TerraformStack>>();

  /** @param folder all files are below it; it is made when it is needed */
  constructor(private readonly folder: string) {
    this.accountsFile = join(folder, "accounts.json");
    this.siteContent = join(folder, "site-content");
    this.output = join(folder, "cdktf.out");
  }

  /** Has these accounts from now on, and at first the repository's pages. */
  writeAccounts(accounts: readonly AccountConfig[]): void {
    cpSync(SITE_CONTENT, this.siteContent, { recursive: true, force: false });
    writeFileSync(this.accountsFile, JSON.stringify(accounts));
  }

  /** Changes a page as somebody would in an editor. */
  editPage(page: string, edit: (html: string) => string): void {
    const file = join(this.siteContent, page, "index.html");
    writeFileSync(file, edit(readFileSync(file, "utf8")));
  }

  /** Puts a file beside a page. */
  addFile(page: string, name: string, bytes: Buffer): void {
    writeFileSync(join(this.siteContent, page, name), bytes);
  }

  /**
   * `npm run synth`.
   *
   * @param whose accounts and pages: the repository's, as they are, or this folder's
   * @returns the master config that it wrote, by path below nginx/
   */
  async synth(whose: "repository" | "folder"): Promise<ReadonlyMap<string, string>> {
    const accountsFile = whose === "folder" ? this.accountsFile : undefined;
    const { status, stderr } = await synth(this.output, { accountsFile });
    if (status !== 0) throw new Error(stderr);
    return contentOf(join(this.output, "nginx"));
  }

  /** What the image holds by the last synth. */
  image(): Image {
    return readArtifacts(this.output).serverFiles;
  }

  /** What the last synth wrote below one of its folders, by path. */
  written(part: "nginx" | "sorry-server"): ReadonlyMap<string, string> {
    return contentOf(join(this.output, part));
  }

  /** Where an account's stack was synthesized to. */
  stackFolder(account: string): string {
    return join(this.output, "stacks", account);
  }

  /** The types and names of the resources in an account's state, as far as it can be read just now. */
  stateOf(account: string): string[] {
    try {
      const text = readFileSync(join(this.folder, `terraform.${account}.tfstate`), "utf8");
      const { resources } = JSON.parse(text) as { resources: { type: string; name: string }[] };
      return resources.flatMap(({ type, name }) => [type, name]);
    } catch (error) {
      // There is none yet, or Terraform is writing it.
      if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  }

  /** An account's stack, after its one `terraform init`. */
  stack(account: string): Promise<TerraformStack> {
    const known = this.stacks.get(account) ?? this.init(account);
    this.stacks.set(account, known);
    return known;
  }

  private async init(account: string): Promise<TerraformStack> {
    const work = join(this.folder, "terraform", account);
    mkdirSync(work, { recursive: true });
    const stack = new TerraformStack(this.stackFolder(account), work);
    await stack.init();
    return stack;
  }
}
