import { chmodSync } from "node:fs";
import { join } from "node:path";
import { LiveAws } from "../aws/live";
import { type UsedAws, useEmulatedAws } from "../aws/use-emulated-aws";
import { Stages } from "../stages";
import { temporaryFolder } from "../temporary-folder";
import type { Run, TerraformStack } from "../terraform-stack";
import { LivePath } from "./live-path";
import { PlatformFolder } from "./platform-folder";

/** What a run of Terraform is that found nothing to do. */
export const NOTHING_TO_DO: Run = { status: 0, changes: [], complaints: [] };

/**
 * A platform's stacks under real Terraform, the emulated AWS that they are deployed to, and the way of users through
 * it. There from a file's first test on.
 */
export class Deployment<Name extends string> {
  readonly folder = temporaryFolder();
  readonly platform = new PlatformFolder(join(this.folder, "platform"));
  readonly stages: Stages;
  readonly names: readonly Name[];
  private readonly used: UsedAws;
  private started: LivePath | undefined;

  /**
   * Call it where a file begins.
   *
   * @param title leads each line of the run's progress
   * @param ids each account's name and id
   */
  constructor(
    title: string,
    readonly ids: Readonly<Record<Name, string>>,
    /** The longest for which any of the sites lets CloudFront keep its page. */
    readonly cacheSeconds: number,
  ) {
    this.stages = new Stages(title);
    this.names = Object.keys(ids) as Name[];
    // nginx's workers give up root's rights, and must reach their folders below it.
    chmodSync(this.folder, 0o755);
    this.used = useEmulatedAws(Object.values(ids));
    afterAll(() => this.started?.close());
  }

  get aws() {
    return this.used.aws;
  }

  /** As an onlooker in the account: no role that Terraform has. */
  session(name: Name) {
    return this.used.session(this.ids[name]);
  }

  get path(): LivePath {
    if (this.started === undefined) throw new Error("There is no way for users yet.");
    return this.started;
  }

  /** With the image that the last synth calls for. */
  async startPath(): Promise<void> {
    const live = new LiveAws(this.names.map((name) => this.session(name)));
    this.started = await LivePath.start(join(this.folder, "path"), this.platform.image(), live);
  }

  /** What Terraform is given to be the account's own role. */
  async credentials(name: Name): Promise<NodeJS.ProcessEnv> {
    return (await this.aws.enter(this.ids[name], "terraform")).environment;
  }

  /** The services that a role's sessions have asked so far, sorted. */
  servicesAskedBy(session: string): string[] {
    const own = this.aws.requests.filter(({ caller }) => caller.arn.endsWith(session));
    return [...new Set(own.map(({ service }) => service))].sort();
  }

  /** `terraform init`, one after the other: Terraform's provider cache is not made for two at once. */
  async init(): Promise<void> {
    await this.stages.run("init", async () => {
      for (const name of this.names) await this.platform.stack(name);
    });
  }

  /** The same with every stack, all at once. */
  async everyStack<T>(
    stage: string,
    run: (stack: TerraformStack, name: Name) => Promise<T>,
  ): Promise<Record<Name, T>> {
    const results = await Promise.all(
      this.names.map(async (name) => {
        const stack = await this.platform.stack(name);
        return [name, await this.stages.run(`${stage} ${name}`, () => run(stack, name))] as const;
      }),
    );
    return Object.fromEntries(results) as Record<Name, T>;
  }

  plan(): Promise<Record<Name, Run>> {
    return this.everyStack("plan", async (stack, name) => stack.plan(await this.credentials(name)));
  }

  /** Applies every stack, which must not complain; then the longest of the sites' cache times goes by. */
  async apply(): Promise<Record<Name, Run>> {
    const runs = await this.everyStack("apply", async (stack, name) =>
      stack.apply(await this.credentials(name)),
    );
    expectNoComplaints(Object.values(runs));
    await this.path.deployed(this.cacheSeconds);
    return runs;
  }

  async destroy(): Promise<void> {
    const runs = await this.everyStack("destroy", async (stack, name) =>
      stack.destroy(await this.credentials(name)),
    );
    expectNoComplaints(Object.values(runs));
  }
}

function expectNoComplaints(runs: readonly Run[]): void {
  expect(runs.map(({ status, complaints }) => ({ status, complaints }))).toEqual(
    runs.map(() => ({ status: 0, complaints: [] })),
  );
}

/** The addresses of what a run changes, as cdktf names them but for its hashes, in order. */
export const addressesOf = ({ changes }: Run): string[] =>
  changes.map(({ address }) => address.replace(/_[0-9A-F]{8}$/, "")).sort();

/** The kinds of changes in a run. */
export const actionsOf = ({ changes }: Run): string[] => [...new Set(changes.map(({ action }) => action))];
