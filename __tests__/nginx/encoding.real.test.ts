import { gunzipSync } from "node:zlib";
import { accountConfig } from "../support/platforms";
import { OVER_HTTPS, platformAndPages, useRequestPath } from "../support/request-path";

const sites = [
  { name: "a", domains: ["a.example.com"], page: "maintenance", retryAfter: "2h" },
  { name: "gone", domains: ["gone.example.com"], page: "closed", status: 404 },
];
const path = useRequestPath(platformAndPages([accountConfig({ sites })]));
const pageOf = (name: string) => path.page(`${name}.sorry.example.com`).document.bytes;

const askWith = (encoding: string | undefined, host = "a.example.com", method = "GET") =>
  path.ask({
    host,
    method,
    headers: { ...OVER_HTTPS, ...(encoding === undefined ? {} : { "Accept-Encoding": encoding }) },
  });

test.each(["gzip", "GZIP", "gzip, deflate, br", "br;q=1.0, gzip;q=0.8", "gzip;q=0.5", "deflate, gzip ; q=1"])(
  "Accept-Encoding: %s gets a gzip that unpacks to the page",
  async (encoding) => {
    const answer = await askWith(encoding);
    expect(answer.status).toBe(503);
    expect(answer.headers["content-encoding"]).toBe("gzip");
    expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(answer.headers.vary).toBe("Accept, Accept-Encoding");
    expect(answer.headers["retry-after"]).toBe("7200");
    expect(gunzipSync(answer.body)).toEqual(pageOf("a"));
    expect(answer.body.length).toBeLessThan(pageOf("a").length);
  },
);

test.each([
  undefined,
  "",
  "identity",
  "br",
  "deflate",
  "gzip;q=0",
  "gzip; q=0.0",
  "gzip ;q=0, deflate",
  "br, gzip;q=0.000",
])("Accept-Encoding: %s gets the page as it is", async (encoding) => {
  const answer = await askWith(encoding);
  expect(answer.status).toBe(503);
  expect(answer.headers["content-encoding"]).toBeUndefined();
  expect(answer.headers.vary).toBe("Accept, Accept-Encoding");
  expect(answer.body).toEqual(pageOf("a"));
});

test("each site has its own gzip, under its own status", async () => {
  const answer = await askWith("gzip", "gone.example.com");
  expect(answer.status).toBe(404);
  expect(gunzipSync(answer.body)).toEqual(pageOf("gone"));
});

test("HEAD has the headers of the gzip, and no body", async () => {
  const [get, head] = [await askWith("gzip"), await askWith("gzip", "a.example.com", "HEAD")];
  expect(head.body).toHaveLength(0);
  expect(head.headers["content-encoding"]).toBe("gzip");
  expect(head.status).toBe(503);
  // Of the body's own framing HEAD may say nothing: https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2
  const expected = { ...get.headers, date: head.headers.date };
  delete expected["transfer-encoding"];
  expect(head.headers).toEqual(expected);
});

test("to HTTP/1.0 the gzip goes whole, closed by the end of the connection", async () => {
  const answer = await path.askRaw(
    "GET / HTTP/1.0\r\nHost: a.example.com\r\nX-Forwarded-Proto: https\r\nAccept-Encoding: gzip\r\n\r\n",
  );
  expect(answer).toMatch(/^HTTP\/1\.1 503 /);
  expect(answer).not.toMatch(/^Transfer-Encoding:/im);
  const body = Buffer.from(answer.slice(answer.indexOf("\r\n\r\n") + 4), "latin1");
  expect(gunzipSync(body)).toEqual(pageOf("a"));
});
