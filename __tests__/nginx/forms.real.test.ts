import { gunzipSync } from "node:zlib";
import { accountConfig } from "../support/platforms";
import { OVER_HTTPS, platformAndPages, useRequestPath } from "../support/request-path";

const site = (name: string, more: object = {}) => ({ name, domains: [`${name}.example.com`], ...more });
const SITES = [
  site("api", { retryAfter: "2h" }),
  site("gone", { status: 404, page: "closed" }),
  site("until", { retryAfter: "2026-12-01T06:00:00+09:00" }),
  site("teapot", { status: 416, hstsSeconds: 300 }),
  site("html-only", { json: false, retryAfter: "2h" }),
];
const path = useRequestPath(platformAndPages([accountConfig({ sites: SITES })]));
const pageOf = (name: string) => path.page(`${name}.sorry.example.com`);

const askAs = (accept: string | undefined, host = "api.example.com", method = "GET", more: object = {}) =>
  path.ask({
    host,
    method,
    headers: { ...OVER_HTTPS, ...more, ...(accept === undefined ? {} : { Accept: accept }) },
  });

test.each([
  "application/json",
  "Application/JSON",
  "application/json, text/plain, */*",
  "application/json;q=0.9, */*;q=0.1",
  "application/problem+json",
  "application/vnd.api+json",
])("Accept: %s is answered with JSON", async (accept) => {
  const answer = await askAs(accept);
  expect(answer.status).toBe(503);
  expect(answer.headers["content-type"]).toBe("application/json");
  expect(answer.headers["cache-control"]).toBe("no-store");
  expect(answer.headers.vary).toBe("Accept, Accept-Encoding");
  expect(answer.body).toEqual(pageOf("api").json.bytes);
  expect(JSON.parse(answer.body.toString())).toMatchObject({
    status: 503,
    error: "Service Unavailable",
    retryAfter: "7200",
    title: "We are working on this site",
  });
});

test.each(["text/plain", "text/plain;q=0.9, */*;q=0.1", "Text/Plain"])(
  "Accept: %s is answered with plain text",
  async (accept) => {
    const answer = await askAs(accept);
    expect(answer.status).toBe(503);
    expect(answer.headers["content-type"]).toBe("text/plain; charset=utf-8");
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(answer.headers.vary).toBe("Accept, Accept-Encoding");
    expect(answer.headers["retry-after"]).toBe("7200");
    expect(answer.body).toEqual(pageOf("api").text.bytes);
    expect(answer.body.toString()).toContain("メンテナンス中です");
  },
);

test.each([
  ["none", undefined],
  ["anything", "*/*"],
  ["a browser's", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"],
  ["HTML and JSON", "application/json, text/html"],
  ["HTML and JSON, the other way round", "text/html, application/json"],
  ["HTML and plain text", "text/plain, text/html"],
  ["an image's", "image/avif,image/webp,*/*"],
  ["a type that only begins alike", "application/jso"],
])("Accept that is %s is answered with the page", async (_, accept) => {
  const answer = await askAs(accept);
  expect(answer.status).toBe(503);
  expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
  expect(answer.headers.vary).toBe("Accept, Accept-Encoding");
});

test.each([
  ["gone", { status: 404, error: "Not Found", title: "This site has closed" }, undefined],
  [
    "until",
    { status: 503, error: "Service Unavailable", retryAfter: "Mon, 30 Nov 2026 21:00:00 GMT" },
    "Mon, 30 Nov 2026 21:00:00 GMT",
  ],
  ["teapot", { status: 416, error: "Range Not Satisfiable" }, undefined],
])("the forms of site %s have its status and Retry-After", async (name, body, retryAfter) => {
  const host = `${name}.example.com`;
  const [json, text] = [await askAs("application/json", host), await askAs("text/plain", host)];
  expect([json.status, text.status]).toEqual([body.status, body.status]);
  expect(JSON.parse(json.body.toString())).toMatchObject(body);
  expect(text.body.toString()).toMatch(new RegExp(`\\n${body.status} ${body.error}\\n$`));
  expect([json.headers["retry-after"], text.headers["retry-after"]]).toEqual([retryAfter, retryAfter]);
});

test.each(["application/json", "text/plain"])(
  "%s comes with Strict-Transport-Security where the site has it",
  async (accept) => {
    const answer = await askAs(accept, "teapot.example.com");
    expect(answer.headers["strict-transport-security"]).toBe("max-age=300");
  },
);

test.each(["application/json", "text/plain"])("%s is packed for who takes gzip", async (accept) => {
  const answer = await askAs(accept, "gone.example.com", "GET", { "Accept-Encoding": "gzip" });
  expect([answer.status, answer.headers["content-encoding"]]).toEqual([404, "gzip"]);
  const { json, text } = pageOf("gone");
  expect(gunzipSync(answer.body)).toEqual((accept === "text/plain" ? text : json).bytes);
});

test("a site that answers no JSON gives the page", async () => {
  const host = "html-only.example.com";
  const [html, json] = [await askAs(undefined, host), await askAs("application/json", host)];
  expect(json.status).toBe(503);
  expect(json.headers).toEqual({ ...html.headers, date: json.headers.date });
  expect(json.body).toEqual(html.body);
  expect(html.headers["content-type"]).toBe("text/html; charset=utf-8");
});

test.each(["application/json", "text/plain"])("HEAD has the headers of %s, and no body", async (accept) => {
  const [get, head] = [await askAs(accept), await askAs(accept, "api.example.com", "HEAD")];
  expect(head.status).toBe(503);
  expect(head.body).toHaveLength(0);
  expect(head.headers).toEqual({ ...get.headers, date: head.headers.date });
  expect(head.headers["content-length"]).toBe(String(get.body.length));
});

test.each(["POST", "PUT", "DELETE", "PATCH"])("%s is answered with JSON too", async (method) => {
  const answer = await askAs("application/json", "api.example.com", method);
  expect(answer.status).toBe(503);
  expect(JSON.parse(answer.body.toString())).toMatchObject({ status: 503 });
});
