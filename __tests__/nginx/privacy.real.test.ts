import { setTimeout as sleep } from "node:timers/promises";
import { namedSites } from "../support/platforms";
import { OVER_HTTPS, platformAndPages, useRequestPath } from "../support/request-path";

// A site for each case: what was asked for once is not asked for again.
const SITES = [
  "root",
  "path",
  "page",
  "slashes",
  "encoded",
  "asset",
  "shown",
  "shown-asset",
  "missing",
  "values",
];
const path = useRequestPath(platformAndPages([namedSites(SITES, { page: "illustrated" })]));
const ASSET = `/_sorry/${path.page("asset.sorry.example.com").assets[0]?.path ?? ""}`;
beforeEach(() => {
  path.edge.forget();
});

/** What nginx says of its own accord, and what an answer needs. */
const CARRIERS = ["cache-control", "connection", "content-length", "content-type", "date", "server"];
const PAGE_CARRIERS = [...CARRIERS, "retry-after", "vary"];

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
    ["root", "/"],
    ["path", "/secret/path?token=secret"],
    ["page", "/_sorry/index.html?token=secret"],
    ["slashes", "//secret"],
    ["encoded", "/%0d%0aX-Secret:%20secret"],
  ])("a page is asked for as / with no header but Host and the connection's: %s, %s", async (name, url) => {
    await path.ask({ host: `${name}.example.com`, path: url, headers });
    expect(path.edge.requests).toEqual([
      {
        serverName: `${name}.sorry.example.com`,
        method: "GET",
        url: "/",
        rawHeaders: ["Host", `${name}.sorry.example.com`, "Connection", "close"],
      },
    ]);
  });

  test("of an asset the path goes on, its query and the headers don't", async () => {
    await path.ask({ host: "asset.example.com", path: `${ASSET}?token=secret`, headers });
    expect(path.edge.requests).toEqual([
      {
        serverName: "asset.sorry.example.com",
        method: "GET",
        url: ASSET,
        rawHeaders: ["Host", "asset.sorry.example.com", "Connection", "close"],
      },
    ]);
  });
});

describe("nothing of CloudFront, S3 and nginx's version reaches the user", () => {
  test.each([
    ["the page", "shown", "/", ["/"], PAGE_CARRIERS],
    ["an asset", "shown-asset", ASSET, [ASSET], [...CARRIERS, "x-robots-tag"]],
    ["a missing asset", "missing", "/_sorry/none.png", ["/_sorry/none.png", "/"], PAGE_CARRIERS],
  ])("%s has these headers and no other", async (_, name, url, asked, names) => {
    const answer = await path.ask({ host: `${name}.example.com`, path: url });
    expect(path.edge.requests.map((request) => request.url)).toEqual(asked);
    expect(Object.keys(answer.headers).sort()).toEqual([...names].sort());
    expect(answer.headers["server"]).toBe("nginx");
  });

  test("no value that CloudFront or S3 sent is among them, nor an alias", async () => {
    // The page has just been written: nginx's own date must not be that second's by chance.
    const { "last-modified": written } = (await path.askEdge({ host: "values.sorry.example.com" })).headers;
    await sleep(Math.max(0, Date.parse(String(written)) + 2_000 - Date.now()));
    path.edge.forget();
    const { headers } = await path.ask({ host: "values.example.com" });
    expect(path.edge.requests).toHaveLength(1);
    const edge = await path.askEdge({ host: "values.sorry.example.com" });
    // What an answer needs, and what is meant for the user.
    const shared = ["connection", "content-length", "content-type", "date", "x-amz-meta-sorry-retry-after"];
    const secrets = Object.entries(edge.headers).filter(([name]) => !shared.includes(name));
    expect(secrets.map(([name]) => name)).toEqual(
      expect.arrayContaining(["server", "etag", "last-modified", "x-cache", "x-amz-cf-id", "via"]),
    );
    for (const [, secret] of [...secrets, ["alias", "values.sorry.example.com"]]) {
      expect(Object.values(headers)).not.toContain(secret);
    }
  });

  test.each([
    ["a redirect", { host: "root.example.com", headers: {} }],
    ["a health check", { host: "192.0.2.1" }],
    ["a bad request", { host: "exa mple.com" }],
  ])("%s does not tell nginx's version", async (_, question) => {
    const answer = await path.ask(question);
    expect(answer.headers["server"]).toBe("nginx");
    expect(answer.body.toString()).not.toMatch(/nginx\/\d/);
  });
});
