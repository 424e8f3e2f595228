import { brotliCompressSync, gzipSync } from "node:zlib";
import type { IncomingHttpHeaders } from "node:http";
import { type OriginAnswer, s3Error } from "./origin";

/**
 * What CloudFront compresses: these statuses, sizes and types (those of its list that pages have), for a viewer that
 * accepts it; Brotli before gzip. A body that came compressed stays as it is.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html
 */
const COMPRESSED = {
  statuses: [200, 403, 404],
  smallest: 1_000,
  largest: 10_000_000,
  types: [
    "application/javascript",
    "application/json",
    "application/pdf",
    "application/vnd.ms-fontobject",
    "application/wasm",
    "application/xhtml+xml",
    "application/xml",
    "font/otf",
    "font/ttf",
    "image/svg+xml",
    "text/css",
    "text/csv",
    "text/html",
    "text/javascript",
    "text/plain",
    "text/xml",
  ],
};

const isCompressible = ({ status, headers, body }: OriginAnswer) =>
  COMPRESSED.statuses.includes(status) &&
  body.length >= COMPRESSED.smallest &&
  body.length <= COMPRESSED.largest &&
  COMPRESSED.types.includes((headers["Content-Type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "");

/** The encodings that a viewer takes, without those that it rules out by `q=0`. */
const acceptedEncodings = (header: string | string[] | undefined): string[] =>
  String(header ?? "")
    .toLowerCase()
    .split(",")
    .map((part) => part.trim().split(/\s*;\s*/))
    .filter(([, quality]) => quality === undefined || !/^q=0(?:\.0*)?$/.test(quality))
    .map(([name = ""]) => name);

const ENCODERS = [
  ["br", brotliCompressSync],
  ["gzip", gzipSync],
] as const;

/** An ETag without the sign that it is a weak one. */
const weak = (etag: string) => etag.trim().replace(/^W\//, "");

/** The answer compressed, where CloudFront would; then its ETag is a weak one. */
export function compress(answer: OriginAnswer, request: IncomingHttpHeaders): OriginAnswer {
  if (!isCompressible(answer)) return answer;
  const accepted = acceptedEncodings(request["accept-encoding"]);
  const encoder = ENCODERS.find(([name]) => accepted.includes(name));
  if (encoder === undefined) return { ...answer, headers: { ...answer.headers, Vary: "Accept-Encoding" } };
  const [encoding, encode] = encoder;
  const headers = { ...answer.headers, "Content-Encoding": encoding, Vary: "Accept-Encoding" };
  const etag = answer.headers["ETag"];
  return {
    status: answer.status,
    headers: etag === undefined ? headers : { ...headers, ETag: `W/${weak(etag)}` },
    body: encode(answer.body),
  };
}

function isUnchanged({ headers }: OriginAnswer, request: IncomingHttpHeaders): boolean {
  const { "if-none-match": etags, "if-modified-since": since } = request;
  if (etags !== undefined) {
    return (
      etags.trim() === "*" ||
      etags
        .split(",")
        .map(weak)
        .includes(weak(headers["ETag"] ?? ""))
    );
  }
  if (since === undefined) return false;
  return Date.parse(headers["Last-Modified"] ?? "") <= Date.parse(since);
}

/** The first and the last byte; undefined for a header that asks for something else than one range of bytes. */
function readRange(header: string | undefined, length: number): readonly [number, number] | undefined {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  if (first === "") return [Math.max(0, length - Number(last)), length - 1];
  return [Number(first), last === "" ? length - 1 : Math.min(Number(last), length - 1)];
}

/**
 * An object as the viewer's conditions and its range ask for it: 304, 206, 416, or whole.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RangeGETs.html
 */
export function conditionally(answer: OriginAnswer, request: IncomingHttpHeaders): OriginAnswer {
  if (answer.status !== 200) return answer;
  const { headers, body } = answer;
  if (isUnchanged(answer, request)) {
    const kept = Object.entries(headers).filter(([name]) => name !== "Content-Type");
    return { status: 304, headers: Object.fromEntries(kept), body: Buffer.alloc(0) };
  }
  const condition = request["if-range"];
  const isWanted =
    condition === undefined || condition === headers["ETag"] || condition === headers["Last-Modified"];
  const range = isWanted ? readRange(request.range, body.length) : undefined;
  if (range === undefined) return answer;
  const [first, last] = range;
  if (first >= body.length || last < first) return s3Error("InvalidRange");
  return {
    status: 206,
    headers: { ...headers, "Content-Range": `bytes ${first}-${last}/${body.length}` },
    body: body.subarray(first, last + 1),
  };
}
