import { gunzipSync } from "node:zlib";
import { OVER_HTTPS, useRequestPath } from "../support/request-path";
import { until } from "../support/until";

const path = useRequestPath();
beforeEach(() => {
  path.edge.forget();
});

const GENERIC = path.input.generic.document.bytes;
const PERSON = { "X-Forwarded-For": "192.0.2.7" };
const LOGGED_WITHIN_MILLISECONDS = 10_000;

test.each([
  ["over HTTPS", { ...PERSON, ...OVER_HTTPS }],
  ["over plain HTTP, without a redirect to where nobody may answer", PERSON],
  ["through many proxies", { "X-Forwarded-For": "192.0.2.7, 198.51.100.1, 10.0.0.1" }],
])("a person gets the generic page under 503: %s", async (_, headers) => {
  const answer = await path.ask({ host: "forgotten.example.test", path: "/shop?id=1", headers });
  expect(answer.status).toBe(503);
  expect(answer.body).toEqual(GENERIC);
  expect(answer.headers["content-type"]).toMatch(/^text\/html/);
  expect(answer.headers["cache-control"]).toBe("no-store");
  expect(answer.headers.vary).toBe("Accept, Accept-Encoding");
  expect(path.edge.requests).toEqual([]);
});

test.each(["POST", "PUT", "DELETE", "OPTIONS"])("a person's %s gets it too", async (method) => {
  const body = Buffer.alloc(300_000);
  const answer = await path.ask({ host: "forgotten.example.test", method, headers: PERSON, body });
  expect(answer.status).toBe(503);
  expect(answer.body).toEqual(GENERIC);
});

test.each(["/_sorry", "/_sorry/index.html", "/_sorry/logo.svg", "/_sorry/config"])(
  "a person gets it on %s, which is no page's there",
  async (url) => {
    const answer = await path.ask({ host: "10.0.1.23", path: url, headers: PERSON });
    expect(answer.status).toBe(503);
    expect(answer.body).toEqual(GENERIC);
  },
);

test("a person whose client takes gzip gets the page packed", async () => {
  const headers = { ...PERSON, "Accept-Encoding": "gzip" };
  const answer = await path.ask({ host: "forgotten.example.test", headers });
  expect(answer.status).toBe(503);
  expect(answer.headers["content-encoding"]).toBe("gzip");
  expect(answer.headers["content-length"]).toBe(String(answer.body.length));
  expect(gunzipSync(answer.body)).toEqual(GENERIC);
});

test("a person's client that asks for JSON gets JSON", async () => {
  const headers = { ...PERSON, Accept: "application/json" };
  const answer = await path.ask({ host: "forgotten.example.test", headers });
  expect(answer.status).toBe(503);
  expect(JSON.parse(answer.body.toString())).toMatchObject({
    status: 503,
    error: "Service Unavailable",
    title: "Temporarily unavailable",
  });
});

test("what has an empty X-Forwarded-For is a health check", async () => {
  const answer = await path.ask({ host: "10.0.1.23", headers: { "X-Forwarded-For": "" } });
  expect(answer.status).toBe(200);
  expect(answer.headers["content-type"]).toBe("image/gif");
});

describe("the logs", () => {
  const at = (uri: string) => path.logged("access.log").filter((line) => line["uri"] === uri);
  const isLogged = (uri: string, count = 1) =>
    until(LOGGED_WITHIN_MILLISECONDS, () => Promise.resolve(at(uri).length >= count));

  test("a person's request for no site's domain is in the list of forgotten domains, and in the access log", async () => {
    const headers = { ...PERSON, "User-Agent": 'a "quoted"\\ name', "X-Forwarded-Proto": "https" };
    await path.ask({ host: "Forgotten.Example.Test:443", path: "/logged?a=b", headers });
    expect(await isLogged("/logged?a=b")).toBe(true);
    const expected = {
      host: "forgotten.example.test",
      site: "unknown.invalid",
      method: "GET",
      uri: "/logged?a=b",
      status: 503,
      source: "baked",
      proto: "https",
      for: "192.0.2.7",
      agent: 'a "quoted"\\ name',
    };
    expect(at("/logged?a=b")).toEqual([expect.objectContaining(expected)]);
    const isListed = () =>
      Promise.resolve(path.logged("unknown-host.log").some((line) => line["uri"] === "/logged?a=b"));
    expect(await until(LOGGED_WITHIN_MILLISECONDS, isListed)).toBe(true);
  }, 30_000);

  test("a site's request has its site and where its page came from, and is in no list of forgotten domains", async () => {
    await path.ask({ host: "example.net", path: "/first" });
    await path.ask({ host: "example.net", path: "/second" });
    await path.ask({ host: "example.net", path: "/plain", headers: {} });
    // Every worker of nginx writes a buffer of its own: the last request may be in the log before the first one.
    for (const uri of ["/first", "/second", "/plain"]) {
      expect(await isLogged(uri)).toBe(true);
    }
    const site = "domain-b.sorry.example.com";
    expect([at("/first"), at("/second"), at("/plain")]).toEqual([
      [expect.objectContaining({ site, status: 404, source: "fresh" })],
      [expect.objectContaining({ site, status: 404, source: "cached" })],
      [expect.objectContaining({ site, status: 301, source: "" })],
    ]);
    expect(path.logged("unknown-host.log").filter(({ host }) => host === "example.net")).toEqual([]);
  }, 30_000);

  test("health checks are in neither", async () => {
    await path.ask({ host: "10.0.1.23", path: "/health-check", headers: {} });
    await path.ask({ host: "example.net", path: "/after-it" });
    expect(await isLogged("/after-it")).toBe(true);
    expect(at("/health-check")).toEqual([]);
    expect(path.logged("unknown-host.log").filter(({ uri }) => uri === "/health-check")).toEqual([]);
  }, 30_000);
});
