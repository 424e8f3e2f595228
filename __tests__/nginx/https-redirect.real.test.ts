import { accountConfig } from "../support/platforms";
import { OVER_HTTPS, platformAndPages, useRequestPath } from "../support/request-path";

const site = (name: string, more: object = {}) => ({ name, domains: [`${name}.example.com`], ...more });
const platform = platformAndPages([
  accountConfig({
    sites: [
      site("permanent"),
      site("temporary", { httpsRedirect: "temporary" }),
      site("off", { httpsRedirect: "off" }),
    ],
  }),
]);
const path = useRequestPath(platform);
beforeEach(() => {
  path.edge.forget();
});

const proto = (...values: string[]) => ({ "X-Forwarded-Proto": values });

const NOT_HTTPS: [string, Record<string, string | string[]>][] = [
  ["no X-Forwarded-Proto", {}],
  ["http", proto("http")],
  ["HTTP", proto("HTTP")],
  ["an empty one", proto("")],
  ["wss", proto("wss")],
  ["a list that begins with https", proto("https, http")],
  ["a list that ends with https", proto("http, https")],
  ["https in a longer word", proto("xhttps")],
  ["https and more", proto("https;q=1")],
  ["http twice", proto("http", "http")],
  ["http, then https in a second header", proto("http", "https")],
  ["a header that only resembles it", { X_Forwarded_Proto: "https", "X-Forwarded-Protocol": "https" }],
];

const HTTPS: [string, Record<string, string | string[]>][] = [
  ["https", proto("https")],
  ["HTTPS", proto("HTTPS")],
  ["hTtPs", proto("hTtPs")],
  ["https between spaces", proto("  https  ")],
];

describe.each(NOT_HTTPS)("a request that did not come over HTTPS: %s", (_, headers) => {
  test.each([
    ["permanent", 301, undefined],
    ["temporary", 307, "no-store"],
  ])("a site of the %s redirect answers %i", async (name, status, cacheControl) => {
    const answer = await path.ask({ host: `${name}.example.com`, path: "/a?b", headers });
    expect(answer.status).toBe(status);
    expect(answer.headers.location).toBe(`https://${name}.example.com/a?b`);
    expect(answer.headers["cache-control"]).toBe(cacheControl);
    expect(path.edge.requests).toEqual([]);
  });

  test("a site without redirect answers with the page", async () => {
    expect(await path.ask({ host: "off.example.com", headers })).toMatchObject({ status: 503 });
  });
});

describe.each(HTTPS)("a request that came over HTTPS: %s", (_, headers) => {
  test.each(["permanent", "temporary", "off"])(
    "a site with redirect %s answers with the page",
    async (name) => {
      const answer = await path.ask({ host: `${name}.example.com`, headers });
      expect(answer.status).toBe(503);
      expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
    },
  );
});

describe.each(["permanent", "temporary"])("the %s redirect", (name) => {
  const host = `${name}.example.com`;

  test.each([
    "/",
    "/a/b.html?c=d&e=%20&f",
    "/%E2%82%AC/%2F",
    "/a/../b//c/./d",
    "//evil.example/x",
    "/\\evil.example",
    "/?next=https://evil.example",
    "/%0d%0aSet-Cookie:%20a=b?%0d%0aX-Evil:%201",
    "/$host/${host}",
    "/_sorry/index.html",
    "/_sorry/tools.svg?v=1",
    "/_sorry",
  ])("keeps the path and the query as they were sent: %s", async (url) => {
    const answer = await path.ask({ host, path: url, headers: {} });
    expect(answer.headers.location).toBe(`https://${host}${url}`);
  });

  test("lets no header be smuggled in", async () => {
    const [usual, answer] = [
      await path.ask({ host, headers: {} }),
      await path.ask({ host, path: "/%0d%0aSet-Cookie:%20a=b?%0aX-Evil:1", headers: {} }),
    ];
    expect(Object.keys(answer.headers)).toEqual(Object.keys(usual.headers));
  });

  test("leads to the site's name in lower case, without the port and the root's dot", async () => {
    const answer = await path.ask({ host: `${host.toUpperCase()}.:8080`, path: "/A", headers: {} });
    expect(answer.headers.location).toBe(`https://${host}/A`);
  });

  test.each(["HEAD", "POST", "PUT", "DELETE", "OPTIONS"])("is the answer to %s too", async (method) => {
    const answer = await path.ask({ host, path: "/a", method, headers: {} });
    expect(answer.status).toBe(name === "permanent" ? 301 : 307);
    expect(answer.headers.location).toBe(`https://${host}/a`);
  });

  test("is the answer to an upload of any size", async () => {
    const answer = await path.ask({ host, method: "POST", headers: {}, body: Buffer.alloc(3_000_000) });
    expect(answer.status).toBe(name === "permanent" ? 301 : 307);
  });
});

test("an upload over HTTPS to a site with a redirect gets the page", async () => {
  const body = Buffer.alloc(3_000_000);
  const answer = await path.ask({ host: "temporary.example.com", method: "PUT", headers: OVER_HTTPS, body });
  expect(answer.status).toBe(503);
});
