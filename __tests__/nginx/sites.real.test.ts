import { SORRY_STATUSES } from "../../accounts/types";
import { retryAfterHeader } from "../../accounts/retry-after";
import type { Answer } from "../support/http";
import { accountConfig, sitesOf } from "../support/platforms";
import { platformAndPages, useRequestPath } from "../support/request-path";

describe("the repository's own accounts", () => {
  const path = useRequestPath();

  /** Which site an answer is of: no two of these sites have the same status and Retry-After. */
  const aliasOf = ({ status, headers }: Answer) =>
    sitesOf(path.input.platform)
      .filter((site) => site.status === status)
      .filter((site) => headers["retry-after"] === (site.retryAfter && retryAfterHeader(site.retryAfter)))
      .map(({ alias }) => alias);

  test.each([
    { host: "example.com", alias: "domain-a.sorry.example.com", status: 503, retryAfter: "7200" },
    { host: "example.net", alias: "domain-b.sorry.example.com", status: 404, retryAfter: undefined },
    {
      host: "xn--efvv70d.example.org",
      alias: "shimbun.sorry.media.example.com",
      status: 503,
      retryAfter: "Mon, 30 Nov 2026 21:00:00 GMT",
    },
    { host: "shop.example.com", alias: "shop.sorry.media.example.com", status: 503, retryAfter: "1800" },
  ])("$host is answered with its page under its status", async ({ host, alias, status, retryAfter }) => {
    const answer = await path.ask({ host });
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual(path.page(alias).document.bytes);
    expect(answer.headers["retry-after"]).toBe(retryAfter);
    expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(answer.headers.vary).toBe("Accept, Accept-Encoding");
  });

  test("every domain of every account goes to its own site, a wildcard's names too", async () => {
    for (const { alias, domains } of sitesOf(path.input.platform)) {
      for (const domain of domains) {
        const answer = await path.ask({ host: domain.replace("*", "any") });
        expect([domain, aliasOf(answer)]).toEqual([domain, [alias]]);
      }
    }
  });

  test("each site's page came from its own distribution", () => {
    const asked = new Set(path.edge.requests.map(({ serverName }) => serverName));
    expect([...asked].sort()).toEqual(
      sitesOf(path.input.platform)
        .map(({ alias }) => alias)
        .sort(),
    );
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
    expect(aliasOf(await path.ask({ host }))).toEqual([alias]);
  });

  test("an absolute URL's host counts, not the Host header", async () => {
    const answer = await path.ask({ host: "example.com", path: "http://example.net/" });
    expect(aliasOf(answer)).toEqual(["domain-b.sorry.example.com"]);
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
    expect(answer.body).toEqual(path.page("domain-a.sorry.example.com").document.bytes);
  });

  test("headers as long as a load balancer lets pass make no difference", async () => {
    const headers = { "X-Forwarded-Proto": "https", Cookie: "c".repeat(10_000) };
    const answer = await path.ask({ host: "example.com", path: `/?${"q".repeat(15_000)}`, headers });
    expect(answer.status).toBe(503);
  });
});

describe("every status that CloudFront can put on a page", () => {
  const platform = platformAndPages([
    accountConfig({
      sites: SORRY_STATUSES.map((status) => ({
        name: `s${status}`,
        domains: [`s${status}.example.com`],
        status,
      })),
    }),
  ]);
  const path = useRequestPath(platform);

  test.each(SORRY_STATUSES)("%i reaches the user with the page", async (status) => {
    const answer = await path.ask({ host: `s${status}.example.com` });
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual(path.page(`s${status}.sorry.example.com`).document.bytes);
    expect(answer.headers["cache-control"]).toBe("no-store");
  });
});
