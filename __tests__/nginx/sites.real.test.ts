import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SORRY_STATUSES } from "../../accounts/types";
import { SITE_CONTENT, accountConfig, platformOf, sitesOf } from "../support/platforms";
import { useRequestPath } from "../support/request-path";
import { checkPages } from "../../pages/platform-pages";

const pageOf = (name: string) => readFileSync(join(SITE_CONTENT, name, "index.html"), "utf8");

describe("the repository's own accounts", () => {
  const path = useRequestPath();
  beforeEach(() => {
    path.edge.forget();
  });

  test.each([
    { host: "example.com", status: 503, page: "maintenance", retryAfter: "7200" },
    { host: "example.net", status: 404, page: "closed", retryAfter: undefined },
    {
      host: "xn--efvv70d.example.org",
      status: 503,
      page: "maintenance",
      retryAfter: "Mon, 30 Nov 2026 21:00:00 GMT",
    },
    { host: "shop.example.com", status: 503, page: "maintenance", retryAfter: "1800" },
  ])("$host is answered with its page under its status", async ({ host, status, page, retryAfter }) => {
    const answer = await path.ask({ host });
    expect(answer.status).toBe(status);
    expect(answer.body.toString()).toBe(pageOf(page));
    expect(answer.headers["retry-after"]).toBe(retryAfter);
    expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(answer.headers["cache-control"]).toBe("no-store");
  });

  test("every domain of every account goes to its own site, a wildcard's names too", async () => {
    for (const { alias, domains } of sitesOf(path.input.platform)) {
      for (const domain of domains) {
        path.edge.forget();
        await path.ask({ host: domain.replace("*", "any") });
        expect(path.edge.requests.map(({ serverName }) => [domain, serverName])).toEqual([[domain, alias]]);
      }
    }
  });

  test.each([
    ["a wildcard covers one label below", "www.example.com", "domain-a.sorry.example.com"],
    ["a wildcard covers every depth below", "a.b.c.d.example.com", "domain-a.sorry.example.com"],
    ["a more specific entry wins", "shop.example.com", "shop.sorry.media.example.com"],
    ["below an exact entry the wildcard goes on", "www.shop.example.com", "domain-a.sorry.example.com"],
    ["case makes no difference", "ShOp.EXAMPLE.com", "shop.sorry.media.example.com"],
    ["case makes no difference below a wildcard", "WWW.Example.COM", "domain-a.sorry.example.com"],
    ["a port makes no difference", "example.net:8443", "domain-b.sorry.example.com"],
    ["a root's dot makes no difference", "example.net.", "domain-b.sorry.example.com"],
    ["all of them at once", "SHOP.example.com.:80", "shop.sorry.media.example.com"],
  ])("%s: %s", async (_, host, alias) => {
    await path.ask({ host });
    expect(path.edge.requests.map(({ serverName }) => serverName)).toEqual([alias]);
  });

  test("an absolute URL's host counts, not the Host header", async () => {
    await path.ask({ host: "example.com", path: "http://example.net/" });
    expect(path.edge.requests.map(({ serverName }) => serverName)).toEqual(["domain-b.sorry.example.com"]);
  });

  test("ranges and conditions are ignored: it is the whole page, always", async () => {
    const conditions = {
      Range: "bytes=0-9",
      "If-None-Match": "*",
      "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT",
    };
    const answer = await path.ask({
      host: "example.com",
      headers: { "X-Forwarded-Proto": "https", ...conditions },
    });
    expect(answer.status).toBe(503);
    expect(answer.body.toString()).toBe(pageOf("maintenance"));
  });

  test("headers as long as a load balancer lets pass make no difference", async () => {
    const headers = { "X-Forwarded-Proto": "https", Cookie: "c".repeat(10_000) };
    const answer = await path.ask({ host: "example.com", path: `/?${"q".repeat(15_000)}`, headers });
    expect(answer.status).toBe(503);
  });
});

describe("every status that CloudFront can put on a page", () => {
  const platform = platformOf([
    accountConfig({
      sites: SORRY_STATUSES.map((status) => ({
        name: `s${status}`,
        domains: [`s${status}.example.com`],
        status,
      })),
    }),
  ]);
  const path = useRequestPath({ platform, pages: checkPages(sitesOf(platform)).pages });

  test.each(SORRY_STATUSES)("%i reaches the user with the page", async (status) => {
    const answer = await path.ask({ host: `s${status}.example.com` });
    expect(answer.status).toBe(status);
    expect(answer.body.toString()).toBe(pageOf("maintenance"));
    expect(answer.headers["cache-control"]).toBe("no-store");
  });
});
