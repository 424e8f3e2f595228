import type { Platform } from "../accounts/types";
import { cut } from "./list";
import { pc, table } from "./terminal";

/** `text` as a shell reads it back. */
const shellWord = (text: string) => (/^[\w./@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

export interface SynthResult {
  readonly platform: Platform;
  /** Where everything was written, as the user would type it. */
  readonly outputFolder: string;
  readonly configHash: string;
  /** What SORRY_ACCOUNTS named. @default the repository's own accounts */
  readonly accountsFile?: string;
  /** Stacks of accounts that are no longer in accounts/. */
  readonly removedStacks: readonly string[];
}

/** What `synth` says when it is done: what there is now, and what to type next. */
export function summary({
  platform,
  outputFolder,
  configHash,
  accountsFile,
  removedStacks,
}: SynthResult): string {
  const { accounts, notes } = platform;
  const sites = accounts.flatMap((account) => account.sites);
  const count = (n: number, thing: string) => `${n} ${thing}${n === 1 ? "" : "s"}`;
  const domains = sites.reduce((sum, site) => sum + site.domains.length, 0);
  const rows = accounts.map((account) => [
    account.name,
    account.id,
    account.region,
    String(account.sites.length),
    `${outputFolder}/stacks/${account.name}/cdk.tf.json`,
  ]);
  // cdktf synthesizes again, and must find the same accounts.
  const variable = accountsFile === undefined ? "" : `SORRY_ACCOUNTS=${shellWord(accountsFile)} `;
  return [
    pc.bold(
      `${count(accounts.length, "account")}, ${count(sites.length, "site")}, ${count(domains, "domain")}`,
    ),
    "",
    table([["ACCOUNT", "ID", "REGION", "SITES", "STACK"], ...rows]),
    "",
    table([
      ["MASTER CONFIG", configHash],
      ["nginx", `${outputFolder}/nginx/{nginx.conf,conf.d/virtual.conf}`],
      ["baked copies", `${outputFolder}/sorry-server/{baked.conf,release.json,pages/}`],
      ["golden AMI", `${outputFolder}/golden-ami/image.pkr.hcl`],
    ]),
    "",
    ...cut(
      notes.map((note) => `Note: ${note}`),
      (more) => `… and ${count(more, "more note")} of the kind.`,
    ).map(pc.yellow),
    ...removedStacks.map((stack) =>
      pc.yellow(
        `Note: took out the stack in ${outputFolder}/stacks/${stack}: there is no such account in accounts/ any more.`,
      ),
    ),
    `Next: ${pc.bold(`${variable}npx cdktf deploy ${accounts[0]?.name ?? ""}`)}`,
  ].join("\n");
}
