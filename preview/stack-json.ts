import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

type Body = Readonly<Record<string, unknown>>;
type Blocks = Readonly<Record<string, Readonly<Record<string, Body>>>>;

interface Provider {
  readonly alias?: string;
  readonly region?: string;
  readonly allowed_account_ids?: readonly string[];
}

interface Json {
  readonly provider?: { readonly aws?: readonly Provider[] };
  readonly resource?: Blocks;
  readonly output?: Readonly<Record<string, { readonly value: unknown }>>;
}

/** A resource of a stack, before anything is applied. */
export interface StackResource {
  /** As in Terraform's state: `aws_s3_bucket.shared_bucket_65FDEB71`. */
  readonly address: string;
  readonly type: string;
  /** Its arguments as written: references stand as `${…}`. */
  readonly body: Body;
}

const REFERENCE = /\$\{([a-z0-9_]+\.[A-Za-z0-9_-]+)\.([a-z0-9_]+)\}/g;

/** A made-up id, the same for the same resource on every run. */
const idOf = (prefix: string, seed: string) =>
  `${prefix}${createHash("sha256").update(seed).digest("hex").slice(0, 13).toUpperCase()}`;

/**
 * A synthesized stack, `stacks/ACCOUNT/cdk.tf.json`, and what AWS would make of its resources: references are resolved
 * as Terraform does, with ids made up for what only AWS knows.
 */
export class StackJson {
  readonly accountId: string;
  readonly region: string;
  private readonly json: Json;
  private readonly byAddress = new Map<string, StackResource>();

  constructor(
    /** Holds cdk.tf.json and the assets. */
    readonly folder: string,
  ) {
    this.json = JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")) as Json;
    const provider = this.provider(undefined);
    this.region = provider.region ?? "us-east-1";
    this.accountId = provider.allowed_account_ids?.[0] ?? "000000000000";
    for (const [type, resources] of Object.entries(this.json.resource ?? {})) {
      for (const [id, body] of Object.entries(resources)) {
        const address = `${type}.${id}`;
        // "//" is cdktf's note on where in the program it comes from.
        const written = Object.entries(body).filter(([name]) => name !== "//");
        this.byAddress.set(address, { address, type, body: Object.fromEntries(written) });
      }
    }
  }

  all(type: string): StackResource[] {
    return [...this.byAddress.values()].filter((resource) => resource.type === type);
  }

  /** An output's value, resolved; undefined where there is no such output. */
  output(name: string): unknown {
    return this.resolve(this.json.output?.[name]?.value);
  }

  /** `value` with all of its references resolved, however deep. @throws Error for a reference that is not known here */
  resolve(value: unknown): unknown {
    if (typeof value === "string") {
      const text = value.replaceAll(REFERENCE, (_, address: string, name: string) =>
        this.attribute(address, name),
      );
      if (text.includes("${"))
        throw new Error(`${this.folder}: can't tell what ${value} is before it is applied.`);
      return text;
    }
    if (Array.isArray(value)) return value.map((item) => this.resolve(item));
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.resolve(item)]));
    }
    return value;
  }

  /** An attribute of a resource: as it is written, or as AWS would name it. */
  attribute(address: string, name: string): string {
    const resource = this.byAddress.get(address);
    if (resource === undefined) throw new Error(`${this.folder}: there is no resource ${address}.`);
    const written = resource.body[name];
    if (typeof written === "string") return String(this.resolve(written));
    const made = this.computed(resource)[name];
    if (made === undefined)
      throw new Error(`${this.folder}: can't tell ${address}.${name} before it is applied.`);
    return made;
  }

  /** What only AWS knows of a resource. */
  private computed({ type, address, body }: StackResource): Readonly<Record<string, string>> {
    const seed = `${this.accountId} ${address}`;
    switch (type) {
      case "aws_s3_bucket": {
        const bucket = String(this.resolve(body["bucket"]));
        const regional = `${bucket}.s3.${this.region}.amazonaws.com`;
        return { id: bucket, arn: `arn:aws:s3:::${bucket}`, bucket_regional_domain_name: regional };
      }
      case "aws_cloudfront_distribution": {
        const id = idOf("E", seed);
        return {
          id,
          arn: `arn:aws:cloudfront::${this.accountId}:distribution/${id}`,
          domain_name: `${idOf("d", seed).toLowerCase()}.cloudfront.net`,
          // The zone of all of CloudFront's names.
          hosted_zone_id: "Z2FDTNDATAQYW2",
        };
      }
      case "aws_cloudfront_origin_access_control":
        return { id: idOf("E", seed) };
      case "aws_acm_certificate": {
        const { region = this.region } = this.provider(body["provider"]);
        return { arn: `arn:aws:acm:${region}:${this.accountId}:certificate/${address}` };
      }
      default:
        return {};
    }
  }

  /** @param name as a resource names it, `aws.us-east-1`; undefined for the stack's own */
  private provider(name: unknown): Provider {
    const alias = typeof name === "string" ? name.replace(/^aws\.?/, "") : "";
    const found = this.json.provider?.aws?.find((provider) => (provider.alias ?? "") === alias);
    if (found === undefined)
      throw new Error(`${this.folder}: there is no provider ${alias === "" ? "aws" : alias}.`);
    return found;
  }
}
