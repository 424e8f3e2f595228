import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { compress, conditionally } from "../../preview/edge-representation";
import type { OriginAnswer } from "../../preview/origin";

const TEXT = "Sorry. ".repeat(300);
const answer = (more: Partial<OriginAnswer> = {}): OriginAnswer => ({
  status: 200,
  body: Buffer.from(TEXT),
  ...more,
  headers: {
    "Content-Type": "text/html; charset=utf-8",
    ETag: '"abc"',
    "Last-Modified": "Sun, 01 Nov 2026 00:00:00 GMT",
    ...more.headers,
  },
});

describe("compression", () => {
  const encodingFor = (accepted: string | undefined, of = answer()) =>
    compress(of, accepted === undefined ? {} : { "accept-encoding": accepted }).headers["Content-Encoding"];

  test.each([
    ["gzip", "gzip"],
    ["br", "br"],
    ["gzip, deflate, br", "br"],
    ["gzip;q=0.5", "gzip"],
    ["GZIP", "gzip"],
    ["gzip;q=0, br;q=0.0", undefined],
    ["identity", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("of a viewer that accepts %p: %p", (accepted, encoding) => {
    expect(encodingFor(accepted)).toBe(encoding);
  });

  test("gives what decompresses to the body, and a weak ETag", () => {
    const gzip = compress(answer(), { "accept-encoding": "gzip" });
    expect(gunzipSync(gzip.body).toString()).toBe(TEXT);
    expect(gzip.headers).toMatchObject({ ETag: 'W/"abc"', Vary: "Accept-Encoding" });
    expect(brotliDecompressSync(compress(answer(), { "accept-encoding": "br" }).body).toString()).toBe(TEXT);
  });

  test.each([
    [200, "gzip"],
    [403, "gzip"],
    [404, "gzip"],
    [206, undefined],
    [500, undefined],
    [503, undefined],
  ])("of status %i: %p", (status, encoding) => {
    expect(encodingFor("gzip", answer({ status }))).toBe(encoding);
  });

  test.each([
    [999, undefined],
    [1_000, "gzip"],
    [10_000_000, "gzip"],
    [10_000_001, undefined],
  ])("of %i bytes: %p", (size, encoding) => {
    expect(encodingFor("gzip", answer({ body: Buffer.alloc(size) }))).toBe(encoding);
  });

  test.each(["image/png", "font/woff2", "text/html5"])("not of %s", (type) => {
    expect(encodingFor("gzip", answer({ headers: { "Content-Type": type } }))).toBeUndefined();
  });
});

describe("conditions", () => {
  test.each([
    [{ "if-none-match": '"abc"' }, 304],
    [{ "if-none-match": 'W/"abc"' }, 304],
    [{ "if-none-match": '"x", "abc"' }, 304],
    [{ "if-none-match": "*" }, 304],
    [{ "if-none-match": '"x"' }, 200],
    [{ "if-modified-since": "Sun, 01 Nov 2026 00:00:00 GMT" }, 304],
    [{ "if-modified-since": "Sat, 31 Oct 2026 00:00:00 GMT" }, 200],
    [{ "if-modified-since": "never" }, 200],
    [{ "if-none-match": '"x"', "if-modified-since": "Sun, 01 Nov 2026 00:00:00 GMT" }, 200],
  ])("%j: %i", (headers, status) => {
    expect(conditionally(answer(), headers).status).toBe(status);
  });

  test("304 has no body and no type", () => {
    const { headers, body } = conditionally(answer(), { "if-none-match": '"abc"' });
    expect([body.length, headers["Content-Type"], headers["ETag"]]).toEqual([0, undefined, '"abc"']);
  });

  test("an error page is whole, whatever is asked", () => {
    const whole = conditionally(answer({ status: 503 }), { "if-none-match": "*", range: "bytes=0-1" });
    expect(whole).toEqual(answer({ status: 503 }));
  });
});

describe("a range of bytes", () => {
  const digits = answer({ body: Buffer.from("0123456789") });

  test.each([
    ["bytes=0-3", "0123", "bytes 0-3/10"],
    ["bytes=8-", "89", "bytes 8-9/10"],
    ["bytes=8-99", "89", "bytes 8-9/10"],
    ["bytes=-3", "789", "bytes 7-9/10"],
    ["bytes=-99", "0123456789", "bytes 0-9/10"],
  ])("%s", (range, body, contentRange) => {
    const part = conditionally(digits, { range });
    expect([part.status, part.body.toString(), part.headers["Content-Range"]]).toEqual([
      206,
      body,
      contentRange,
    ]);
  });

  test.each(["bytes=10-", "bytes=5-2", "bytes=-0"])("that is none of it, %s: 416", (range) => {
    expect(conditionally(digits, { range }).status).toBe(416);
  });

  test.each(["bytes=-", "bytes=0-1,3-4", "lines=1-2", "bytes=a-b"])(
    "that is not one range, %s: whole",
    (range) => {
      expect(conditionally(digits, { range })).toEqual(digits);
    },
  );

  test.each([
    ['"abc"', 206],
    ["Sun, 01 Nov 2026 00:00:00 GMT", 206],
    ['"old"', 200],
  ])("of the version %s: %i", (condition, status) => {
    expect(conditionally(digits, { range: "bytes=0-1", "if-range": condition }).status).toBe(status);
  });
});
