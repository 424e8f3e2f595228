import {
  type AutoScalingClient,
  CreateOrUpdateTagsCommand,
  DeleteTagsCommand,
} from "@aws-sdk/client-auto-scaling";
import type { LiveFleet } from "./fleet";

/**
 * What served a web site before the sorry servers took its place, remembered where nobody else writes: in tags of the
 * sorry servers' own auto scaling group, which Terraform leaves alone, as it names none of them.
 */

/** A server of a web site. */
export interface OriginalServer {
  readonly id: string;
  /** On which it is asked; none behind a classic load balancer, whose listeners say so. */
  readonly port?: number;
}

export interface Originals {
  readonly servers: readonly OriginalServer[];
  /** Names of auto scaling groups that put their servers there by themselves. */
  readonly groups: readonly string[];
}

export const isNone = ({ servers, groups }: Originals): boolean => servers.length + groups.length === 0;

export const NOTHING: Originals = { servers: [], groups: [] };

/** Values of 256 characters hold nine servers. */
const SERVERS_A_TAG = 9;

/** AWS allows an auto scaling group 50 tags, and a question for 200 instances; other pools have servers, too. */
const MOST_TAGS = 22;

const serversPrefix = (pool: string) => `sorry-server:servers/${pool}/`;
const groupsPrefix = (pool: string) => `sorry-server:groups/${pool}/`;

const textOf = ({ id, port }: OriginalServer) => (port === undefined ? id : `${id}:${port}`);

function serverOf(text: string): OriginalServer {
  const [id = "", port] = text.split(":");
  return port === undefined ? { id } : { id, port: Number(port) };
}

/** Both, each once. */
export function union(one: Originals, other: Originals): Originals {
  const servers = new Map([...one.servers, ...other.servers].map((server) => [textOf(server), server]));
  return { servers: [...servers.values()], groups: [...new Set([...one.groups, ...other.groups])] };
}

function tagsOf(pool: string, { servers, groups }: Originals): Map<string, string> {
  const texts = servers.map(textOf);
  const count = Math.ceil(texts.length / SERVERS_A_TAG);
  return new Map([
    ...Array.from({ length: count }, (_, i): [string, string] => [
      `${serversPrefix(pool)}${i}`,
      texts.slice(i * SERVERS_A_TAG, (i + 1) * SERVERS_A_TAG).join(" "),
    ]),
    ...groups.map((group, i): [string, string] => [`${groupsPrefix(pool)}${i}`, group]),
  ]);
}

/** Whether a tag is one of a pool's. A target group may be called `classic`, and is no classic load balancer. */
const isOf = (key: string, prefix: string) =>
  key.startsWith(prefix) && /^\d+$/.test(key.slice(prefix.length));

const ofPool = (tags: ReadonlyMap<string, string>, prefix: string) =>
  [...tags].filter(([key]) => isOf(key, prefix)).map(([, value]) => value);

/** What is remembered of a pool: a target group by its name, a classic load balancer as `classic/NAME`. */
export const recall = ({ tags }: Pick<LiveFleet, "tags">, pool: string): Originals => ({
  servers: ofPool(tags, serversPrefix(pool)).flatMap((value) => value.split(" ").map(serverOf)),
  groups: ofPool(tags, groupsPrefix(pool)),
});

/** How many servers and groups can be remembered of a pool. */
export const fits = (pool: string, originals: Originals): boolean =>
  tagsOf(pool, originals).size <= MOST_TAGS;

const resource = (fleet: string) => ({ ResourceId: fleet, ResourceType: "auto-scaling-group" });

/** Remembers just these of a pool; {@link NOTHING} forgets it. */
export async function remember(
  autoScaling: AutoScalingClient,
  { name, tags }: Pick<LiveFleet, "name" | "tags">,
  pool: string,
  originals: Originals,
): Promise<void> {
  const wanted = tagsOf(pool, originals);
  if (wanted.size > 0) {
    await autoScaling.send(
      new CreateOrUpdateTagsCommand({
        Tags: [...wanted].map(([Key, Value]) => ({
          ...resource(name),
          Key,
          Value,
          PropagateAtLaunch: false,
        })),
      }),
    );
  }
  const old = [...tags.keys()].filter(
    (key) => !wanted.has(key) && (isOf(key, serversPrefix(pool)) || isOf(key, groupsPrefix(pool))),
  );
  if (old.length > 0) {
    await autoScaling.send(new DeleteTagsCommand({ Tags: old.map((Key) => ({ ...resource(name), Key })) }));
  }
}
