import { parseHcl } from "./hcl";

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
