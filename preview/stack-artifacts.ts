import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readUnderPolicy } from "./bucket-policy";
import type { Distribution, ObjectStore, StoredObject } from "./distribution";
import { StackJson } from "./stack-json";

/** What one account's stack would make, as far as a request meets it. */
export interface StackArtifacts {
  /** The stack's name. */
  readonly account: string;
  readonly accountId: string;
  readonly region: string;
  readonly distributions: readonly Distribution[];
  /** Host names whose A record leads to one of the distributions. */
  readonly dnsNames: readonly string[];
  /** Each site's alias, by the site's name. */
  readonly sites: ReadonlyMap<string, string>;
  readonly objects: ObjectStore;
  /** How many objects there are. */
  readonly objectCount: number;
}

/** The arguments that the edge follows. Strict: one that it does not know is an error, never passed over. */
const distributionArguments = z.strictObject({
  enabled: z.boolean(),
  comment: z.string().optional(),
  aliases: z.array(z.string()).default([]),
  default_root_object: z.string().optional(),
  http_version: z.string().optional(),
  is_ipv6_enabled: z.boolean().optional(),
  price_class: z.string().optional(),
  wait_for_deployment: z.boolean().optional(),
  depends_on: z.array(z.string()).optional(),
  origin: z.tuple([
    z.strictObject({
      origin_id: z.string(),
      domain_name: z.string(),
      origin_path: z.string().default(""),
      origin_access_control_id: z.string().optional(),
    }),
  ]),
  default_cache_behavior: z.strictObject({
    target_origin_id: z.string(),
    allowed_methods: z.array(z.string()),
    cached_methods: z.array(z.string()),
    cache_policy_id: z.string(),
    compress: z.boolean().default(false),
    viewer_protocol_policy: z.enum(["allow-all", "https-only", "redirect-to-https"]),
  }),
  custom_error_response: z
    .array(
      z.strictObject({
        error_code: z.number(),
        response_code: z.number().optional(),
        response_page_path: z.string().optional(),
        error_caching_min_ttl: z.number().default(0),
      }),
    )
    .default([]),
  restrictions: z.strictObject({
    geo_restriction: z.strictObject({ restriction_type: z.literal("none") }),
  }),
  viewer_certificate: z.strictObject({
    acm_certificate_arn: z.string().optional(),
    cloudfront_default_certificate: z.boolean().optional(),
    ssl_support_method: z.string().optional(),
    minimum_protocol_version: z.string().default("TLSv1"),
  }),
  tags: z.record(z.string(), z.string()).optional(),
});

const BUCKET_HOST = /^(.+)\.s3(?:\.[a-z0-9-]+)?\.amazonaws\.com$/;

/** The names of each certificate, by its ARN. */
function certificates(stack: StackJson): ReadonlyMap<string, readonly string[]> {
  return new Map(
    stack.all("aws_acm_certificate").map(({ address, body }) => {
      const { domain_name: name, subject_alternative_names: others = [] } = body;
      return [stack.attribute(address, "arn"), stack.resolve([name, ...(others as unknown[])]) as string[]];
    }),
  );
}

function readDistributions(stack: StackJson): Distribution[] {
  const namesByArn = certificates(stack);
  return stack.all("aws_cloudfront_distribution").map(({ address, body }) => {
    const parsed = distributionArguments.safeParse(stack.resolve(body));
    if (!parsed.success) {
      throw new Error(`${stack.folder}: the edge can't follow ${address}:\n${z.prettifyError(parsed.error)}`);
    }
    const {
      origin,
      default_cache_behavior: behavior,
      viewer_certificate: certificate,
      ...rest
    } = parsed.data;
    const bucket = BUCKET_HOST.exec(origin[0].domain_name)?.[1];
    if (bucket === undefined) throw new Error(`${stack.folder}: ${address}: its origin is no bucket.`);
    const arn = certificate.acm_certificate_arn;
    if (arn !== undefined && !arn.startsWith("arn:aws:acm:us-east-1:")) {
      throw new Error(
        `${stack.folder}: ${address}: CloudFront takes certificates of us-east-1 only, got ${arn}.`,
      );
    }
    return {
      id: stack.attribute(address, "id"),
      arn: stack.attribute(address, "arn"),
      aliases: rest.aliases,
      enabled: rest.enabled,
      origin: {
        bucket,
        path: origin[0].origin_path,
        hasAccessControl: origin[0].origin_access_control_id !== undefined,
      },
      defaultRootObject: rest.default_root_object,
      allowedMethods: behavior.allowed_methods,
      viewerProtocolPolicy: behavior.viewer_protocol_policy,
      cachePolicyId: behavior.cache_policy_id,
      compress: behavior.compress,
      customErrorResponses: rest.custom_error_response.map((response) => ({
        errorCode: response.error_code,
        responseCode: response.response_code,
        responsePagePath: response.response_page_path,
        errorCachingMinTtl: response.error_caching_min_ttl,
      })),
      certificateNames: (arn === undefined ? undefined : namesByArn.get(arn)) ?? [],
      minimumProtocolVersion: certificate.minimum_protocol_version,
    };
  });
}

/** Names whose A record is an alias of one of the stack's distributions. */
function readDnsNames(stack: StackJson): string[] {
  const targets = stack
    .all("aws_cloudfront_distribution")
    .map(({ address }) => stack.attribute(address, "domain_name"));
  return stack
    .all("aws_route53_record")
    .filter(({ body }) => body["type"] === "A" && body["alias"] !== undefined)
    .filter(({ body }) => {
      const { name } = stack.resolve(body["alias"]) as { name: string };
      return targets.includes(name);
    })
    .map(({ address }) => stack.attribute(address, "name"));
}

/** Strict as well: an argument that changes how an object is served is never passed over. */
const objectArguments = z.strictObject({
  bucket: z.string(),
  key: z.string(),
  source: z.string(),
  content_type: z.string(),
  cache_control: z.string().optional(),
  metadata: z.record(z.string(), z.string()).default({}),
  // How Terraform goes about it, and nothing that a reader sees.
  depends_on: z.unknown().optional(),
  override_provider: z.unknown().optional(),
  lifecycle: z.unknown().optional(),
});

type ObjectArguments = z.output<typeof objectArguments>;

async function readObject(folder: string, { source, ...headers }: ObjectArguments): Promise<StoredObject> {
  const file = join(folder, source);
  const body = await readFile(file);
  return {
    body,
    contentType: headers.content_type,
    ...(headers.cache_control === undefined ? {} : { cacheControl: headers.cache_control }),
    etag: `"${createHash("md5").update(body).digest("hex")}"`,
    lastModified: (await stat(file)).mtime,
    metadata: headers.metadata,
  };
}

/** The buckets that a stack would make and fill, each under its own policy. */
function objectStore(stack: StackJson): { objects: ObjectStore; objectCount: number } {
  const buckets = stack.all("aws_s3_bucket").map(({ address }) => stack.attribute(address, "id"));
  const policies = new Map(
    stack
      .all("aws_s3_bucket_policy")
      .map(({ address }) => [stack.attribute(address, "bucket"), stack.attribute(address, "policy")]),
  );
  const files = new Map(
    stack.all("aws_s3_object").map(({ body: { etag: _, ...body } }) => {
      const file = objectArguments.parse(stack.resolve(body));
      return [`${file.bucket}/${file.key}`, file];
    }),
  );
  const get: ObjectStore["get"] = async (bucket, key, reader) => {
    if (!buckets.includes(bucket)) return "NoSuchBucket";
    const file = files.get(`${bucket}/${key}`);
    const object = file === undefined ? undefined : await readObject(stack.folder, file);
    return readUnderPolicy(policies.get(bucket), bucket, key, reader, object);
  };
  return { objects: { get }, objectCount: files.size };
}

/**
 * Reads a synthesized stack, whatever made it.
 *
 * @param account its name
 * @param folder holds cdk.tf.json and the assets
 * @throws Error for what the edge does not know how to follow
 */
export function readStack(account: string, folder: string): StackArtifacts {
  const stack = new StackJson(folder);
  const sites = (stack.output("distributions") ?? {}) as Readonly<Record<string, { readonly alias: string }>>;
  return {
    account,
    accountId: stack.accountId,
    region: stack.region,
    distributions: readDistributions(stack),
    dnsNames: readDnsNames(stack),
    sites: new Map(Object.entries(sites).map(([name, { alias }]) => [name, alias])),
    ...objectStore(stack),
  };
}

/** Several stacks' objects as one store: buckets' names are unique in all of S3. */
export function joinStores(stores: readonly ObjectStore[]): ObjectStore {
  return {
    get: async (bucket, key, reader) => {
      for (const store of stores) {
        const found = await store.get(bucket, key, reader);
        if (found !== "NoSuchBucket") return found;
      }
      return "NoSuchBucket";
    },
  };
}
