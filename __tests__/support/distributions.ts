import { createHash } from "node:crypto";
import type { Distribution, ObjectStore, ReadError, StoredObject } from "../../preview/distribution";

/** A distribution as the stacks make it, with other fields. */
export const distribution = (more: Partial<Distribution> = {}): Distribution => ({
  id: "E0123456789AB",
  arn: "arn:aws:cloudfront::111111111111:distribution/E0123456789AB",
  aliases: ["domain-a.sorry.example.com"],
  enabled: true,
  origin: { bucket: "pages", path: "/domain-a", hasAccessControl: true },
  allowedMethods: ["GET", "HEAD"],
  viewerProtocolPolicy: "https-only",
  cachePolicyId: "658327ea-f89d-4fab-a63d-7e88639e58f6",
  compress: true,
  customErrorResponses: [403, 404].map((errorCode) => ({
    errorCode,
    responseCode: 503,
    responsePagePath: "/_sorry/index.html",
    errorCachingMinTtl: 10,
  })),
  certificateNames: ["*.sorry.example.com"],
  minimumProtocolVersion: "TLSv1.2_2021",
  ...more,
});

export const storedObject = (body: string, more: Partial<StoredObject> = {}): StoredObject => ({
  body: Buffer.from(body),
  contentType: "text/html; charset=utf-8",
  cacheControl: "max-age=10",
  etag: `"${createHash("md5").update(body).digest("hex")}"`,
  lastModified: new Date("2026-11-01T00:00:00Z"),
  metadata: { "sorry-site": "domain-a.sorry.example.com" },
  ...more,
});

/** A bucket in memory; what is in it can change, and so can how it fails. */
export class MemoryStore implements ObjectStore {
  /** By key. */
  readonly objects = new Map<string, StoredObject>();
  /** Every key asked for. */
  readonly asked: string[] = [];
  /** What a missing key is. */
  missing: ReadError = "NoSuchKey";
  failure: Error | undefined;

  constructor(objects: Readonly<Record<string, StoredObject>> = {}) {
    for (const [key, object] of Object.entries(objects)) this.objects.set(key, object);
  }

  readonly get: ObjectStore["get"] = (_bucket, key, reader) => {
    this.asked.push(key);
    if (this.failure !== undefined) return Promise.reject(this.failure);
    if (reader === undefined) return Promise.resolve("AccessDenied");
    return Promise.resolve(this.objects.get(key) ?? this.missing);
  };
}
