import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import {
  App,
  type ITerraformDependable,
  Lazy,
  type TerraformElement,
  TerraformOutput,
  TerraformStack,
  TerraformVariable,
} from "cdktf";
import type { Construct } from "constructs";
import type { Rule } from "./rules";
import { type Type, typeConstraint } from "./types";

/** A variable of a module. */
export interface Variable {
  readonly description: string;
  /** @default string */
  readonly type?: Type;
  /** @default the variable must be given */
  readonly default?: string | number | boolean | null | readonly number[] | Readonly<Record<string, never>>;
  readonly rules?: readonly Rule[];
}

/** An output of a module. */
export interface Output {
  readonly description: string;
  readonly value: unknown;
  /** What must be there before anybody uses the value. */
  readonly dependsOn?: ITerraformDependable[];
}

/** A module for Terraform, written by the constructs, as documents of Terraform's JSON. */
export interface PlainModule {
  readonly name: string;
  readonly description: string;
  readonly variables: Readonly<Record<string, Variable>>;
  readonly outputs: Readonly<Record<string, Output>>;
  /** Aliases of AWS providers that whoever uses the module passes to it. */
  readonly providers: readonly string[];
  /** The module's files, by name: documents of Terraform's JSON, or texts in its language. */
  readonly documents: Readonly<Record<string, unknown>>;
}

type Json = Record<string, Record<string, unknown>>;

/** A stack whose addresses are the constructs' paths, without the hash that keeps those of many constructs apart. */
class ModuleStack extends TerraformStack {
  constructor(
    scope: Construct,
    id: string,
    private readonly addresses: Readonly<Record<string, string>>,
  ) {
    super(scope, id);
  }

  protected override allocateLogicalId(element: TerraformElement): string {
    const path = element.node.path
      .split("/")
      .slice(1)
      .filter((part) => part !== "this" && part !== "Resource")
      .join("_")
      .replaceAll("-", "_")
      // A shard's number, or a token: one stands for all.
      .replace(/_(?:\d+|_TfToken_TOKEN_\d+_)$/, "");
    return this.addresses[path] ?? path;
  }
}

/** What a module is made of, and how. */
export interface ModuleDefinition<V extends string, P extends string> {
  readonly name: string;
  readonly description: string;
  readonly variables: Readonly<Record<V, Variable>>;
  readonly providers: readonly P[];
  readonly locals?: Readonly<Record<string, unknown>>;
  /** Locals as a text, with comments, where there is something to explain. */
  readonly localsText?: string;
  /** Names for resources of which one stands for all, by the names that their paths give them. */
  readonly addresses?: Readonly<Record<string, string>>;
  /** Makes the constructs, and says what comes out of them. */
  readonly create: (scope: {
    readonly stack: TerraformStack;
    readonly variables: Readonly<Record<V, TerraformVariable>>;
    readonly providers: Readonly<Record<P, AwsProvider>>;
  }) => Readonly<Record<string, Output>>;
}

/** A text of Terraform's language, as a construct's prop. */
export const expression = (text: string): string => Lazy.stringValue({ produce: () => text });

/** The construct's child of that kind, of that id where there are several. */
export function childOf<T extends Construct>(
  parent: Construct,
  kind: new (...args: never[]) => T,
  id?: string,
): T {
  const found = parent.node.children.filter(
    (child): child is T => child instanceof kind && (id === undefined || child.node.id === id),
  );
  const [only] = found;
  if (only === undefined || found.length > 1)
    throw new Error(`${parent.node.path}: ${found.length} of ${kind.name}`);
  return only;
}

/** Of Terraform and of the AWS provider: the lowest that the constructs' arguments need. */
export const VERSIONS = { terraform: ">= 1.10", aws: ">= 5.100, < 6.0" };

const AWS_SOURCE = "hashicorp/aws";

/** Without cdktf's notes on where a block comes from, and without what is empty. */
function tidied(block: unknown): unknown {
  if (Array.isArray(block)) return block.map(tidied);
  if (typeof block !== "object" || block === null) return block;
  return Object.fromEntries(
    Object.entries(block)
      .filter(([key, value]) => key !== "//" && !(Array.isArray(value) && value.length === 0))
      .map(([key, value]) => [key, tidied(value)]),
  );
}

/** `depends_on` of an output takes addresses, where cdktf writes expressions. */
const addressOf = (reference: string) => reference.replace(/^\$\{(.*)\}$/, "$1");

const entriesOf = <K extends string, T, R>(record: Readonly<Record<K, T>>, make: (key: K, value: T) => R) =>
  Object.fromEntries(
    (Object.entries(record) as [K, T][]).map(([key, value]) => [key, make(key, value)]),
  ) as Record<K, R>;

/**
 * Synthesizes a module of the constructs that `create` makes.
 *
 * @param workFolder where cdktf leaves what it writes besides
 */
export function plainModule<V extends string, P extends string>(
  definition: ModuleDefinition<V, P>,
  workFolder: string,
): PlainModule {
  const app = new App({ outdir: join(workFolder, definition.name) });
  const stack = new ModuleStack(app, definition.name, definition.addresses ?? {});
  new AwsProvider(stack, "aws");
  const providers = Object.fromEntries(
    definition.providers.map((alias) => [alias, new AwsProvider(stack, `aws-${alias}`, { alias })]),
  ) as Record<P, AwsProvider>;
  const variables = entriesOf(
    definition.variables,
    (name, { type = "string", description, default: standard, rules = [] }) =>
      new TerraformVariable(stack, name, {
        type: typeConstraint(type),
        description,
        // A default of null says that nothing is a value, too.
        nullable: standard === null,
        ...(standard === undefined || standard === null ? {} : { default: standard }),
        validation: rules.map(({ condition, message }) => ({
          condition: `\${${condition(`var.${name}`)}}`,
          errorMessage: message,
        })),
      }),
  );
  const outputs = definition.create({ stack, variables, providers });
  for (const [name, { value, description, dependsOn = [] }] of Object.entries(outputs)) {
    new TerraformOutput(stack, name, { value, description, dependsOn }).overrideLogicalId(name);
  }
  app.synth();
  const { variable = {}, output, resource, data } = tidied(stack.toTerraform()) as Json;
  for (const body of Object.values(output ?? {}) as { depends_on?: string[] }[]) {
    if (body.depends_on !== undefined) body.depends_on = body.depends_on.map(addressOf);
  }
  for (const [name, { default: standard }] of Object.entries<Variable>(definition.variables)) {
    // cdktf itself stumbles over this default.
    if (standard === null) Object.assign(variable[name] as object, { default: null });
  }
  return {
    name: definition.name,
    description: definition.description,
    variables: definition.variables,
    outputs,
    providers: definition.providers,
    documents: {
      "versions.tf.json": {
        terraform: {
          required_version: VERSIONS.terraform,
          required_providers: {
            aws: {
              source: AWS_SOURCE,
              version: VERSIONS.aws,
              ...(definition.providers.length === 0
                ? {}
                : { configuration_aliases: definition.providers.map((alias) => `aws.${alias}`) }),
            },
          },
        },
      },
      "variables.tf.json": { variable },
      "main.tf.json": {
        ...(definition.locals === undefined ? {} : { locals: definition.locals }),
        ...(data === undefined ? {} : { data }),
        resource,
      },
      "outputs.tf.json": { output },
      ...(definition.localsText === undefined ? {} : { "locals.tf": definition.localsText }),
    },
  };
}
