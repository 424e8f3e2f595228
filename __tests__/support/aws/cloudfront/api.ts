import type { FindCertificate } from "../certificates";
import type { Reply, Service, ServiceRequest } from "../service";
import { MANAGED_CACHE_POLICIES, cachePolicyXml } from "./cache-policies";
import { DistributionOperations } from "./distributions";
import { CloudFrontError } from "./errors";
import { InvalidationOperations } from "./invalidations";
import { OriginAccessControlOperations } from "./origin-access-controls";
import { listPage, xmlReply } from "./replies";
import { CloudFrontState } from "./state";
import { TagOperations } from "./tags";

/** Answers one kind of request; `ids` are those in its path. */
export type Operation = (request: ServiceRequest, ...ids: string[]) => Reply | Promise<Reply>;

/** The method, the path below the API's version with `*` for an id, and what answers. */
export type Route = readonly [method: string, path: string, operation: Operation];

const VERSION = "/2020-05-31/";

/** AWS's own cache policies. There are no others yet. */
const CACHE_POLICY_ROUTES: readonly Route[] = [
  [
    "GET",
    "cache-policy",
    ({ query }) => {
      const policies = query.get("Type") === "custom" ? [] : MANAGED_CACHE_POLICIES;
      const items = policies.map((policy) => ({ Type: "managed", CachePolicy: cachePolicyXml(policy) }));
      return xmlReply(
        200,
        "CachePolicyList",
        listPage("CachePolicySummary", items, query, () => ""),
      );
    },
  ],
  [
    "GET",
    "cache-policy/*",
    (_, id) => {
      const policy = MANAGED_CACHE_POLICIES.find((managed) => managed.id === id);
      if (policy === undefined) {
        throw new CloudFrontError("NoSuchCachePolicy", "The cache policy does not exist.");
      }
      return xmlReply(200, "CachePolicy", cachePolicyXml(policy), { ETag: "E23ZP02F085DFQ" });
    },
  ],
];

/** The ids in a path that fits the pattern; undefined for one that does not. */
function idsIn(path: string, pattern: string): string[] | undefined {
  const parts = path.split("/");
  const patterns = pattern.split("/");
  if (parts.length !== patterns.length) return undefined;
  if (!patterns.every((name, index) => name === "*" || name === parts[index])) return undefined;
  return parts.filter((_, index) => patterns[index] === "*").map(decodeURIComponent);
}

/**
 * CloudFront's API: distributions, origin access controls, tags, invalidations, AWS's own cache policies. It keeps
 * what it is given, value for value, where moto loses much of it.
 *
 * @see https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_Operations.html
 */
export class CloudFront {
  private readonly routes: readonly Route[];

  constructor(findCertificate: FindCertificate) {
    const state = new CloudFrontState();
    this.routes = [
      ...new DistributionOperations(state, findCertificate).routes,
      ...new InvalidationOperations(state).routes,
      ...new OriginAccessControlOperations(state).routes,
      ...new TagOperations(state).routes,
      ...CACHE_POLICY_ROUTES,
    ];
  }

  readonly answer: Service = async (request) => {
    try {
      return await this.find(request);
    } catch (error) {
      if (error instanceof CloudFrontError) return error.toReply();
      throw error;
    }
  };

  private async find(request: ServiceRequest): Promise<Reply> {
    const { method, path } = request;
    const below = path.startsWith(VERSION) ? path.slice(VERSION.length).replace(/\/$/, "") : undefined;
    for (const [routeMethod, pattern, operation] of this.routes) {
      const ids = below === undefined || method !== routeMethod ? undefined : idsIn(below, pattern);
      if (ids !== undefined) return operation(request, ...ids);
    }
    throw new CloudFrontError("NotImplemented", `The emulated CloudFront does not know ${method} ${path}.`);
  }
}
