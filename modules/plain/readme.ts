import { EXAMPLES } from "./examples";
import { type PlainModule, VERSIONS, type Variable } from "./plain-module";
import { describedType, typeName } from "./types";

const cell = (text: string) => text.replaceAll("|", "\\|");

const row = (...cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;

function defaultOf({ default: standard }: Variable): string {
  return standard === undefined ? "must be given" : `\`${JSON.stringify(standard)}\``;
}

/** In the table, a type of objects is named by its name alone; what is in them stands beneath. */
function inputRow(name: string, body: Variable): string {
  const { type = "string", description } = body;
  const isLong = typeof type !== "string";
  return row(
    `\`${name}\``,
    isLong ? `[\`${typeName(type)}\`](#${name})` : `\`${type}\``,
    defaultOf(body),
    description,
  );
}

const typeSections = (variables: PlainModule["variables"]) =>
  Object.entries(variables).flatMap(([name, { type = "string" }]) =>
    typeof type === "string" ? [] : [`\n### ${name}\n\n\`\`\`hcl\ntype = ${describedType(type)}\n\`\`\`\n`],
  );

/** A module's README: its variables, its outputs and an example. */
export function moduleReadme({ name, description, variables, outputs, providers }: PlainModule): string {
  return `# ${name}

${description}

Made by \`npm run modules\` from the construct of the same name. Terraform ${VERSIONS.terraform}, hashicorp/aws ${VERSIONS.aws}.

## Example

A whole main.tf, beside the folders that \`npm run modules\` writes:

\`\`\`hcl
${EXAMPLES[name]?.trim() ?? ""}
\`\`\`

All modules together: docs/terraform-modules.md of sorry-server.

## Providers

${["`aws`: the account's own region", ...providers.map((alias) => `\`aws.${alias}\`: ${PROVIDERS[alias] ?? ""}`)].map((line) => `- ${line}`).join("\n")}

## Inputs

| name | type | default | description |
| ---- | ---- | ------- | ----------- |
${Object.entries(variables)
  .map(([variable, body]) => inputRow(variable, body))
  .join("\n")}
${typeSections(variables).join("")}
## Outputs

| name | description |
| ---- | ----------- |
${Object.entries(outputs)
  .map(([output, body]) => row(`\`${output}\``, body.description))
  .join("\n")}
`;
}

const PROVIDERS: Readonly<Record<string, string>> = {
  us_east_1: "us-east-1, the only region that CloudFront takes certificates from",
  zone: "the account that holds the Route 53 zone; `aws` where it is the same",
};
