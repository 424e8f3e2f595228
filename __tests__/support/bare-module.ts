import type { PlainModule } from "../../modules/plain/plain-module";
import { terraformEnvironment } from "../../scripts/terraform";
import { command } from "./command";
import { writeFiles } from "./files";

interface Preconditions {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, { readonly lifecycle?: object }>>>>;
}

/**
 * A plain module's variables and locals alone, which need neither a provider nor AWS: what Terraform makes of them, and
 * what it says against them.
 */
export class BareModule {
  private readonly env: NodeJS.ProcessEnv;

  /**
   * @param folder is made
   * @param guarded the resource whose preconditions are kept, as `TYPE.NAME`. @default none
   */
  constructor(
    { documents }: PlainModule,
    private readonly folder: string,
    guarded = ".",
  ) {
    this.env = terraformEnvironment(folder);
    const [type = "", name = ""] = guarded.split(".");
    const { lifecycle } = (documents["main.tf.json"] as Preconditions).resource?.[type]?.[name] ?? {};
    writeFiles(folder, {
      "variables.tf.json": JSON.stringify(documents["variables.tf.json"]),
      ...(typeof documents["locals.tf"] === "string" && { "locals.tf": documents["locals.tf"] }),
      // Terraform's own resource, in the place of AWS's.
      ...(lifecycle && {
        "guard.tf.json": JSON.stringify({ resource: { terraform_data: { guard: { lifecycle } } } }),
      }),
    });
  }

  /** The value of an expression. */
  async valueOf<T>(expression: string, variables: object): Promise<T> {
    const input = `base64encode(jsonencode(${expression}))\n`;
    const { status, stdout, stderr } = await this.terraform(["console"], variables, input);
    if (status !== 0) throw new Error(stdout + stderr);
    return JSON.parse(Buffer.from(stdout.trim().replaceAll('"', ""), "base64").toString()) as T;
  }

  /** What a plan says against the variables. */
  async faultsOf(variables: object): Promise<string[]> {
    const { stdout, stderr } = await this.terraform(["plan", "-input=false", "-json"], variables);
    if (stderr !== "") throw new Error(stderr);
    return stdout.split("\n").flatMap((line) => {
      const { diagnostic } = JSON.parse(line || "{}") as { diagnostic?: { detail: string } };
      return diagnostic === undefined ? [] : [diagnostic.detail];
    });
  }

  private terraform(args: readonly string[], variables: object, input?: string) {
    writeFiles(this.folder, { "terraform.tfvars.json": JSON.stringify(variables) });
    return command("terraform", [`-chdir=${this.folder}`, ...args], { env: this.env, input });
  }
}

/** A title, variables, and a part of each fault that a plan finds in them. */
export type Case = readonly [title: string, variables: object, messages: readonly string[]];

/** A plan finds these faults, and no other. */
export async function expectFaults(bare: BareModule, variables: object, messages: readonly string[]) {
  const said = await bare.faultsOf(variables);
  for (const message of messages) expect(said).toContainEqual(expect.stringContaining(message));
  expect(said).toHaveLength(messages.length);
}
