import type { Distribution, ObjectStore, ReadError, StoredObject } from "./distribution";

/** An answer before it is fitted to a viewer: whole, not compressed. Header names as they are sent. */
export interface OriginAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** S3's own words. @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const S3_ERRORS = {
  AccessDenied: { status: 403, message: "Access Denied" },
  NoSuchKey: { status: 404, message: "The specified key does not exist." },
  NoSuchBucket: { status: 404, message: "The specified bucket does not exist" },
  InvalidURI: { status: 400, message: "Couldn't parse the specified URI." },
  KeyTooLongError: { status: 400, message: "Your key is too long" },
  InvalidRange: { status: 416, message: "The requested range is not satisfiable" },
} as const satisfies Record<ReadError, unknown> & Record<string, unknown>;

const LONGEST_KEY_BYTES = 1024;

const xml = (body: string) => Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`);

/** S3's answer to a reader who gets no object. */
export function s3Error(code: keyof typeof S3_ERRORS): OriginAnswer {
  const { status, message } = S3_ERRORS[code];
  return {
    status,
    headers: { "Content-Type": "application/xml", Server: "AmazonS3" },
    body: xml(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`),
  };
}

function objectAnswer(object: StoredObject): OriginAnswer {
  const { body, contentType, cacheControl, etag, lastModified, metadata } = object;
  return {
    status: 200,
    headers: {
      "Content-Type": contentType,
      "Last-Modified": lastModified.toUTCString(),
      ETag: etag,
      "x-amz-server-side-encryption": "AES256",
      ...(cacheControl === undefined ? {} : { "Cache-Control": cacheControl }),
      ...Object.fromEntries(Object.entries(metadata).map(([key, value]) => [`x-amz-meta-${key}`, value])),
      "Accept-Ranges": "bytes",
      Server: "AmazonS3",
    },
    body,
  };
}

function keyOf(originPath: string, path: string): string | undefined {
  try {
    return decodeURIComponent(`${originPath}${path}`).replace(/^\//, "");
  } catch {
    return undefined;
  }
}

/** How S3 answers a distribution's GET of a path, still encoded, without its query. */
export async function askS3(
  objects: ObjectStore,
  { arn, origin }: Distribution,
  path: string,
): Promise<OriginAnswer> {
  const key = keyOf(origin.path, path);
  if (key === undefined) return s3Error("InvalidURI");
  if (Buffer.byteLength(key) > LONGEST_KEY_BYTES) return s3Error("KeyTooLongError");
  const found = await objects.get(origin.bucket, key, origin.hasAccessControl ? arn : undefined);
  if (typeof found !== "string") return objectAnswer(found);
  if (key === "" && found === "NoSuchKey") {
    // No key is a question for the bucket itself; whoever may list it gets the list.
    const headers = { "Content-Type": "application/xml", Server: "AmazonS3" };
    return {
      status: 200,
      headers,
      body: xml(`<ListBucketResult><Name>${origin.bucket}</Name></ListBucketResult>`),
    };
  }
  return s3Error(found);
}
