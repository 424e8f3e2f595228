import { promises as dns } from "node:dns";
import { readFileSync } from "node:fs";
import { CONFIG_PATH } from "../nginx/front-server";
import { messageOf } from "./message-of";
import { probe } from "./probe";
import type { RequestPath } from "./request-path";

/** A part of the path, and how it is. */
export interface Hop {
  readonly id: "load-balancer" | "sorry-server" | "dns" | "cloudfront" | "s3";
  readonly name: string;
  readonly isWell: boolean;
  readonly detail: string;
}

const counted = (count: number, thing: string) => `${count} ${thing}${count === 1 ? "" : "s"}`;

function loadBalancer({ balancer }: RequestPath): Hop {
  const health = balancer.health();
  const healthy = health.filter(({ state }) => state === "healthy").length;
  return {
    ...{ id: "load-balancer", name: "Load balancer" },
    isWell: healthy > 0,
    detail: `${healthy} of ${counted(health.length, "target")} healthy`,
  };
}

/** Asks the sorry server which config it runs, as a load balancer's deeper health check does. */
async function sorryServer({ server, artifacts }: RequestPath): Promise<Hop> {
  const hop = { id: "sorry-server", name: "Sorry server" } as const;
  // Workers that are left without their master still answer.
  if (server.hasEnded()) return { ...hop, isWell: false, detail: "nginx's master has ended" };
  const result = await probe({ port: server.port, host: "127.0.0.1", path: CONFIG_PATH });
  if ("error" in result) return { ...hop, isWell: false, detail: result.error };
  if (result.status !== 200) return { ...hop, isWell: false, detail: `${CONFIG_PATH}: ${result.status}` };
  const { configHash } = JSON.parse(result.body.toString()) as { configHash: string };
  const isCurrent = configHash === artifacts.configHash;
  return { ...hop, isWell: isCurrent, detail: `config ${configHash}` };
}

/** The first site's alias stands for all of them. */
const firstAlias = ({ artifacts }: RequestPath) =>
  artifacts.stacks.flatMap(({ distributions }) => distributions.flatMap(({ aliases }) => aliases))[0];

async function nameServer(path: RequestPath): Promise<Hop> {
  const names = path.artifacts.stacks.flatMap(({ dnsNames }) => dnsNames);
  const hop = { id: "dns", name: "DNS" } as const;
  const alias = firstAlias(path);
  if (alias === undefined) return { ...hop, isWell: true, detail: "no name" };
  const resolver = new dns.Resolver({ timeout: 300, tries: 1 });
  resolver.setServers([path.dns.address]);
  try {
    await resolver.resolve4(alias);
    return { ...hop, isWell: true, detail: counted(names.length, "name") };
  } catch (error) {
    const isSilent = (error as NodeJS.ErrnoException).code === "ETIMEOUT";
    return { ...hop, isWell: false, detail: isSilent ? "no answer" : messageOf(error) };
  }
}

async function cloudFront(path: RequestPath): Promise<Hop> {
  const hop = { id: "cloudfront", name: "CloudFront" } as const;
  const alias = firstAlias(path);
  if (alias === undefined) return { ...hop, isWell: true, detail: "no distribution" };
  const count = path.artifacts.stacks.flatMap(({ distributions }) => distributions).length;
  const result = await probe({
    ...{ port: path.edge.port, host: alias },
    ca: readFileSync(path.caFile, "utf8"),
    // A sorry server waits no longer either.
    timeoutMilliseconds: 1_000,
  });
  if ("error" in result) {
    const isRefused = result.error.includes("ECONNREFUSED");
    return { ...hop, isWell: false, detail: isRefused ? "refuses connections" : result.error };
  }
  const isOwn = result.headers["server"] === "CloudFront";
  const detail = isOwn ? `an error of its own, ${result.status}` : counted(count, "distribution");
  return { ...hop, isWell: !isOwn, detail };
}

/** Whether CloudFront may read the page of each distribution. */
async function buckets({ artifacts }: RequestPath): Promise<Hop> {
  const objects = artifacts.stacks.reduce((sum, stack) => sum + stack.objectCount, 0);
  const unreadable: string[] = [];
  for (const { distributions, objects: store } of artifacts.stacks) {
    for (const { arn, origin, customErrorResponses } of distributions) {
      const page = customErrorResponses.find((response) => response.responsePagePath)?.responsePagePath;
      // A file may be gone: a synth into the folder that is shown begins by emptying it.
      const found = await store
        .get(origin.bucket, `${origin.path}${page ?? ""}`.slice(1), arn)
        .catch(messageOf);
      if (typeof found === "string") unreadable.push(`${origin.bucket}${origin.path}${page ?? ""}: ${found}`);
    }
  }
  return {
    ...{ id: "s3", name: "S3" },
    isWell: unreadable.length === 0,
    detail: unreadable[0] ?? `${counted(objects, "object")} in ${counted(artifacts.stacks.length, "bucket")}`,
  };
}

/** Asks each part of the path, in the order in which a request meets them. */
export async function checkHops(path: RequestPath): Promise<Hop[]> {
  return [
    loadBalancer(path),
    ...(await Promise.all([sorryServer(path), nameServer(path), cloudFront(path), buckets(path)])),
  ];
}
