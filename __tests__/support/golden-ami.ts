import type { Platform } from "../../accounts/types";
import { goldenAmi } from "../../nginx/golden-ami";
import { machineFiles } from "../../nginx/machine-files";
import { masterConfig } from "../../nginx/master-config";
import { checkPages } from "../../pages/platform-pages";
import { parseHcl } from "./hcl";
import { accountConfig, platformOf, sitesOf } from "./platforms";

/** Four accounts in two regions; the ids are in no order. */
export const ACCOUNTS = [
  accountConfig({ id: "333333333333", region: "eu-west-1" }),
  accountConfig({ name: "b", id: "222222222222", sorryDomain: "sorry.example.net", sites: [] }),
  accountConfig({ name: "c", id: "111111111111", sorryDomain: "sorry.example.org", sites: [] }),
  accountConfig({
    name: "d",
    id: "444444444444",
    region: "eu-west-1",
    sorryDomain: "sorry.example.edu",
    sites: [],
  }),
];

export interface Build {
  readonly sources: readonly string[];
  readonly provisioner: {
    readonly shell: readonly {
      readonly inline?: readonly string[];
      readonly script?: string;
      readonly environment_vars?: readonly string[];
    }[];
    readonly file: readonly { readonly source: string; readonly destination: string }[];
  };
}

/** A Packer template, as HashiCorp's parser reads it. */
export interface Template {
  readonly packer: readonly { readonly required_version: string }[];
  readonly variable: Readonly<
    Record<string, readonly { default?: unknown; validation?: readonly { condition: string }[] }[]>
  >;
  readonly source: Readonly<
    Record<string, Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>>
  > & { readonly "amazon-ebs": Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> };
  readonly build: readonly Build[];
}

export async function readTemplate(image: string): Promise<{ template: Template; build: Build }> {
  const template = (await parseHcl(image)) as unknown as Template;
  const [build] = template.build;
  if (build === undefined) throw new Error("There is no build.");
  return { template, build };
}

/** The steps in their order, which the parser does not keep: a script's name, or what else it is. */
export const provisioners = (image: string): string[] =>
  image
    .split(/^ {2}provisioner /m)
    .slice(1)
    .map(
      (step) => /\/scripts\/([\w.-]+)"/.exec(step)?.[1] ?? (step.startsWith('"file"') ? "file" : "inline"),
    );

/** Copies of pages, one of them no text. */
export const BAKED = {
  "baked.conf": "# text\n",
  "pages/a/logo.png": Buffer.from([0x89, 0xff, 0x00]),
  "release.json": '{\n  "configHash": "0123"\n}\n',
};

export const pagesOf = (platform: Platform) => checkPages(sitesOf(platform)).pages;

/** The template of a platform, as text and as read back. */
export async function generate(accounts: unknown, baked: Record<string, string | Buffer> = BAKED) {
  const platform = platformOf(accounts);
  const config = masterConfig(platform);
  const files = goldenAmi(platform, pagesOf(platform), config, baked);
  const image = String(files["image.pkr.hcl"]);
  return { config, files, image, machine: machineFiles(config, baked), ...(await readTemplate(image)) };
}
export type Generated = Awaited<ReturnType<typeof generate>>;

/** The default of a variable. */
export const fallbackOf = (template: Template, name: string) => template.variable[name]?.[0]?.default;
/** What a script gets. */
export const environmentOf = (build: Build, script: string) =>
  build.provisioner.shell.find((step) => step.script?.endsWith(`/${script}`))?.environment_vars;
