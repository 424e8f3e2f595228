import { request } from "node:http";
import type { Target, TargetGroup } from "./load-balancer";

/** How a load balancer asks its targets whether they are well. */
export interface HealthCheck {
  readonly path: string;
  /** @default only 200 */
  readonly isHealthy?: (status: number) => boolean;
  /** @default 5 */
  readonly intervalSeconds?: number;
  /** @default 2 */
  readonly timeoutSeconds?: number;
}

export interface TargetHealth {
  readonly group: string;
  readonly target: Target;
  readonly state: "initial" | "healthy" | "unhealthy";
  /** The status of the last answer, or why there was none. */
  readonly reason: string;
}

/** What a check of a target came to: the status, or why there is none. */
async function probe({ address, port }: Target, { path, timeoutSeconds = 2 }: HealthCheck) {
  return new Promise<number | string>((resolve) => {
    // Host is the target's address, and there is no X-Forwarded-For: nobody asks but the load balancer.
    const outgoing = request({
      ...{ host: address, port, path, agent: false, timeout: timeoutSeconds * 1000 },
      headers: { "User-Agent": "ELB-HealthChecker/2.0", Connection: "close" },
    });
    outgoing.on("response", (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error("no answer in time")));
    outgoing.on("error", (error) => {
      resolve(error.message);
    });
    outgoing.end();
  });
}

const is200 = (status: number) => status === 200;

/**
 * The health of all targets, as an Application Load Balancer sees it: a target that answers is healthy at once, one
 * that does not is out after two checks.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export class HealthChecks {
  private readonly known = new Map<string, TargetHealth & { readonly failures: number }>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly groups: () => readonly TargetGroup[]) {}

  async start(): Promise<void> {
    await this.run();
    const seconds = Math.min(...this.groups().map(({ healthCheck }) => healthCheck.intervalSeconds ?? 5), 5);
    this.timer = setInterval(() => void this.run(), seconds * 1000);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Checks all targets, and forgets those that are no more. */
  async run(): Promise<void> {
    const all = this.groups().flatMap((group) => group.targets.map((target) => ({ group, target })));
    const keys = all.map(({ group, target }) => keyOf(group, target));
    for (const key of this.known.keys()) if (!keys.includes(key)) this.known.delete(key);
    await Promise.all(
      all.map(async ({ group, target }) => {
        const result = await probe(target, group.healthCheck);
        const { isHealthy = is200 } = group.healthCheck;
        const isWell = typeof result === "number" && isHealthy(result);
        const key = keyOf(group, target);
        const failures = isWell ? 0 : (this.known.get(key)?.failures ?? 0) + 1;
        const before = this.known.get(key)?.state ?? "initial";
        const state = isWell ? "healthy" : failures >= 2 || before === "initial" ? "unhealthy" : before;
        this.known.set(key, { group: group.name, target, state, reason: String(result), failures });
      }),
    );
  }

  health(): TargetHealth[] {
    return [...this.known.values()].map(({ failures: _, ...health }) => health);
  }

  /** The targets that get requests: the healthy ones; all of them if none is, as a load balancer fails open. */
  inService(group: TargetGroup): readonly Target[] {
    const healthy = group.targets.filter((target) => {
      const state = this.known.get(keyOf(group, target))?.state;
      return state === "healthy";
    });
    return healthy.length > 0 ? healthy : group.targets;
  }
}

const keyOf = (group: TargetGroup, { address, port }: Target) => `${group.name} ${address}:${port}`;
