import { join } from "node:path";
import { terraformEnvironment } from "../../scripts/terraform";
import { type Outcome, command } from "./command";
import { validationFaults } from "./terraform";

/** What Terraform means to do with a resource. */
export interface Change {
  /** As in the state: `aws_s3_object.sites_domain-a_page_45D31152`. */
  readonly address: string;
  readonly action: "create" | "update" | "delete" | "replace" | "move" | "import";
  /** The id of what exists, where it is taken over. */
  readonly imports?: string;
}

/** A run of Terraform: what it planned, and what it complained about. */
export interface Run {
  /** 0, or 2 for a plan that is not empty; null where it was killed. */
  readonly status: number | null;
  readonly changes: readonly Change[];
  /** Errors and warnings, a line each. */
  readonly complaints: readonly string[];
}

/** A resource as a plan has it: what is not known yet is not among its values. */
export interface PlannedResource {
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

interface PlannedModule {
  readonly resources?: readonly (PlannedResource & { readonly mode: string })[];
  readonly child_modules?: readonly PlannedModule[];
}

const resourcesOf = ({ resources = [], child_modules = [] }: PlannedModule): PlannedResource[] => [
  ...resources.filter(({ mode }) => mode === "managed").map(({ type, values }) => ({ type, values })),
  ...child_modules.flatMap(resourcesOf),
];

interface Event {
  readonly type: string;
  readonly change?: {
    readonly resource: { readonly addr: string };
    readonly action: Change["action"];
    readonly importing?: { readonly id: string };
  };
  readonly diagnostic?: { readonly summary: string; readonly detail?: string };
}

/** @see https://developer.hashicorp.com/terraform/internals/machine-readable-ui */
function readRun({ status, stdout, stderr }: Outcome): Run {
  const events = stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .flatMap((line): Event[] => {
      try {
        return [JSON.parse(line) as Event];
      } catch {
        // The last line of a Terraform that was killed.
        return [];
      }
    });
  return {
    status,
    changes: events.flatMap(({ type, change }) =>
      type === "planned_change" && change !== undefined
        ? [
            {
              address: change.resource.addr,
              action: change.action,
              ...(change.importing === undefined ? {} : { imports: change.importing.id }),
            },
          ]
        : [],
    ),
    complaints: [
      ...events.flatMap(({ diagnostic }) =>
        diagnostic === undefined ? [] : [`${diagnostic.summary}: ${diagnostic.detail ?? ""}`],
      ),
      ...stderr.split("\n").filter((line) => line !== ""),
    ],
  };
}

/** A synthesized stack's folder, where real Terraform runs with the real provider. */
export class TerraformStack {
  private readonly env: NodeJS.ProcessEnv;

  /**
   * @param folder holds cdk.tf.json and the assets
   * @param work a folder for Terraform's own configuration
   */
  constructor(
    private readonly folder: string,
    private readonly work: string,
  ) {
    this.env = terraformEnvironment(work);
  }

  /** Throws where it fails: nothing of AWS is in it. */
  async init(): Promise<void> {
    const { status, stdout, stderr } = await this.terraform(["init", "-input=false", "-no-color"], {});
    if (status !== 0) throw new Error(stdout + stderr);
  }

  /** What `terraform validate` says is wrong, a line each. */
  async faults(): Promise<string[]> {
    return validationFaults((await this.terraform(["validate", "-json"], {})).stdout);
  }

  plan(credentials: NodeJS.ProcessEnv): Promise<Run> {
    return this.run(["plan", "-detailed-exitcode"], credentials);
  }

  /** All resources as they would be; throws where the plan fails. */
  async planned(credentials: NodeJS.ProcessEnv): Promise<PlannedResource[]> {
    const file = join(this.work, "plan");
    const plan = await this.terraform(["plan", "-input=false", "-no-color", "-out", file], credentials);
    if (plan.status !== 0) throw new Error(plan.stdout + plan.stderr);
    const { stdout } = await this.terraform(["show", "-json", file], credentials);
    return resourcesOf(
      (JSON.parse(stdout) as { planned_values: { root_module: PlannedModule } }).planned_values.root_module,
    );
  }

  apply(credentials: NodeJS.ProcessEnv, killed?: AbortSignal): Promise<Run> {
    return this.run(["apply", "-auto-approve"], credentials, killed);
  }

  /** The value of an output, of what was applied. */
  async output(name: string): Promise<unknown> {
    return JSON.parse((await this.terraform(["output", "-json", name], {})).stdout) as unknown;
  }

  destroy(credentials: NodeJS.ProcessEnv): Promise<Run> {
    return this.run(["destroy", "-auto-approve"], credentials);
  }

  private async run(
    args: readonly string[],
    credentials: NodeJS.ProcessEnv,
    killed?: AbortSignal,
  ): Promise<Run> {
    return readRun(await this.terraform([...args, "-input=false", "-json"], credentials, killed));
  }

  private terraform(args: readonly string[], credentials: NodeJS.ProcessEnv, killed?: AbortSignal) {
    const env = { ...this.env, ...credentials };
    return command("terraform", [`-chdir=${this.folder}`, ...args], { env, killed });
  }
}
