import { EDGE_HEADERS } from "../support/edge";
import { OVER_HTTPS, useRequestPath } from "../support/request-path";

const path = useRequestPath();
beforeEach(() => {
  path.edge.forget();
});

/** What nginx says of its own accord, and what an answer needs. */
const CARRIERS = ["cache-control", "connection", "content-length", "content-type", "date", "server"];

describe("nothing of the user's request reaches CloudFront", () => {
  const headers = {
    ...OVER_HTTPS,
    Cookie: "session=secret",
    Authorization: "Basic c2VjcmV0",
    "User-Agent": "secret",
    Referer: "https://example.com/secret",
    "X-Forwarded-For": "192.0.2.7",
    "Accept-Encoding": "gzip",
    Range: "bytes=0-1",
    "X-Secret": "secret",
  };

  test.each([
    "/",
    "/secret/path?token=secret",
    "/_sorry/index.html?token=secret",
    "//secret",
    "/%0d%0aX-Secret:%20secret",
  ])("a page is asked for as / with no header but Host: %s", async (url) => {
    await path.ask({ host: "example.com", path: url, headers });
    expect(path.edge.requests).toEqual([
      {
        serverName: "domain-a.sorry.example.com",
        method: "GET",
        url: "/",
        rawHeaders: ["Host", "domain-a.sorry.example.com"],
      },
    ]);
  });

  test("of an asset the path goes on, its query and the headers don't", async () => {
    await path.ask({ host: "shop.example.com", path: "/_sorry/tools.svg?token=secret", headers });
    expect(path.edge.requests).toEqual([
      {
        serverName: "shop.sorry.media.example.com",
        method: "GET",
        url: "/_sorry/tools.svg",
        rawHeaders: ["Host", "shop.sorry.media.example.com"],
      },
    ]);
  });
});

describe("nothing of CloudFront, S3 and nginx's version reaches the user", () => {
  test.each([
    ["the page", "/", [...CARRIERS, "retry-after"]],
    ["an asset", "/_sorry/tools.svg", CARRIERS],
    ["a missing asset", "/_sorry/none.png", [...CARRIERS, "retry-after"]],
  ])("%s has these headers and no other", async (_, url, names) => {
    const answer = await path.ask({ host: "example.com", path: url });
    expect(path.edge.requests).toHaveLength(1);
    expect(Object.keys(answer.headers).sort()).toEqual([...names].sort());
    expect(answer.headers["server"]).toBe("nginx");
  });

  test("no value that CloudFront or S3 sent is among them, nor an alias", async () => {
    const { headers } = await path.ask({ host: "example.com" });
    const { Server, "Cache-Control": own, ...others } = EDGE_HEADERS;
    for (const secret of [Server, own, ...Object.values(others), "domain-a.sorry.example.com"]) {
      expect(Object.values(headers)).not.toContain(secret);
    }
  });

  test.each([
    ["a redirect", { host: "example.com", headers: {} }],
    ["a health check", { host: "192.0.2.1" }],
    ["a bad request", { host: "exa mple.com" }],
  ])("%s does not tell nginx's version", async (_, question) => {
    const answer = await path.ask(question);
    expect(answer.headers["server"]).toBe("nginx");
    expect(answer.body.toString()).not.toMatch(/nginx\/\d/);
  });
});
