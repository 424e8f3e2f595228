import { platformAndPages, OVER_HTTPS, useRequestPath } from "../support/request-path";
import { accountConfig } from "../support/platforms";

const site = (name: string, more: object = {}) => ({ name, domains: [`${name}.example.com`], ...more });
const SITES = [
  site("api", { retryAfter: "2h" }),
  site("gone", { status: 404, page: "closed" }),
  site("until", { retryAfter: "2026-12-01T06:00:00+09:00" }),
  site("teapot", { status: 416, hstsSeconds: 300 }),
  site("html-only", { json: false, retryAfter: "2h" }),
];
const path = useRequestPath(platformAndPages([accountConfig({ sites: SITES })]));

const askAs = (accept: string | undefined, host = "api.example.com", method = "GET") =>
  path.ask({ host, method, headers: { ...OVER_HTTPS, ...(accept === undefined ? {} : { Accept: accept }) } });

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
  expect(JSON.parse(answer.body.toString())).toEqual({
    status: 503,
    error: "Service Unavailable",
    retryAfter: "7200",
  });
});

test.each([
  ["none", undefined],
  ["anything", "*/*"],
  ["a browser's", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"],
  ["HTML and JSON", "application/json, text/html"],
  ["HTML and JSON, the other way round", "text/html, application/json"],
  ["an image's", "image/avif,image/webp,*/*"],
  ["a type that only begins alike", "application/jso"],
])("Accept that is %s is answered with the page", async (_, accept) => {
  const answer = await askAs(accept);
  expect(answer.status).toBe(503);
  expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
  expect(answer.headers.vary).toBe("Accept, Accept-Encoding");
});

test.each([
  ["gone", { status: 404, error: "Not Found" }, undefined],
  [
    "until",
    { status: 503, error: "Service Unavailable", retryAfter: "Mon, 30 Nov 2026 21:00:00 GMT" },
    "Mon, 30 Nov 2026 21:00:00 GMT",
  ],
  ["teapot", { status: 416, error: "Range Not Satisfiable" }, undefined],
])("the JSON of site %s has its status and Retry-After", async (name, body, retryAfter) => {
  const answer = await askAs("application/json", `${name}.example.com`);
  expect(answer.status).toBe(body.status);
  expect(JSON.parse(answer.body.toString())).toEqual(body);
  expect(answer.headers["retry-after"]).toBe(retryAfter);
});

test("JSON comes with Strict-Transport-Security where the site has it", async () => {
  const answer = await askAs("application/json", "teapot.example.com");
  expect(answer.headers["strict-transport-security"]).toBe("max-age=300");
});

test("a site that answers no JSON gives the page", async () => {
  const host = "html-only.example.com";
  const [html, json] = [await askAs(undefined, host), await askAs("application/json", host)];
  expect(json.status).toBe(503);
  expect(json.headers).toEqual({ ...html.headers, date: json.headers.date });
  expect(json.body).toEqual(html.body);
  expect(html.headers["content-type"]).toBe("text/html; charset=utf-8");
});

test("HEAD has JSON's headers, and no body", async () => {
  const [get, head] = [
    await askAs("application/json"),
    await askAs("application/json", "api.example.com", "HEAD"),
  ];
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
