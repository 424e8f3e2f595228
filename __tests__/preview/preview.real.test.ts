import { ask } from "../support/http";
import { ownPlatform } from "../support/request-path";
import { usePreview } from "../support/running-preview";
import { until } from "../support/until";

const running = usePreview({ isReloading: true });
const { pages, generic } = ownPlatform();
const pageOf = (alias: string) => pages.get(alias)?.document.bytes.toString() ?? "";

describe("http://DOMAIN.localhost:PORT/any/path", () => {
  test.each([
    ["example.com", 503, "domain-a.sorry.example.com", "7200"],
    ["anything.example.com", 503, "domain-a.sorry.example.com", "7200"],
    ["example.net", 404, "domain-b.sorry.example.com", undefined],
    ["xn--efvv70d.example.org", 503, "shimbun.sorry.media.example.com", "Mon, 30 Nov 2026 21:00:00 GMT"],
    ["shop.example.com", 503, "shop.sorry.media.example.com", "1800"],
  ])("%s: %i, %s, Retry-After %s", async (host, status, alias, retryAfter) => {
    const answer = await running.ask({ host, path: "/any/path?query" });
    expect([answer.status, answer.headers["retry-after"]]).toEqual([status, retryAfter]);
    expect(answer.body.toString()).toBe(pageOf(alias));
  });

  test("the domain alone, as Host, is as good", async () => {
    expect(await ask(running.port, { host: "example.net" })).toMatchObject({ status: 404 });
  });

  test("a domain that is in no account is answered as nginx answers a person", async () => {
    const answer = await running.ask({ host: "unknown.example" });
    expect([answer.status, answer.body.toString()]).toEqual([503, generic.document.bytes.toString()]);
  });

  test("at the listener for plain HTTP it redirects to HTTPS", async () => {
    const answer = await ask(running.preview.ports.http, {
      host: "shop.example.com.localhost:1",
      path: "/a?b",
    });
    expect([answer.status, answer.headers.location]).toEqual([307, "https://shop.example.com/a?b"]);
  });

  test("a browser's visit has the script for reloading behind the page, compressed or not", async () => {
    const headers = { "Sec-Fetch-Dest": "document", "Accept-Encoding": "gzip" };
    const answer = await running.ask({ host: "example.com", headers });
    expect(answer.headers["content-encoding"]).toBeUndefined();
    const withoutPolicy = (html: string) =>
      html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, "");
    const page = withoutPolicy(pageOf("domain-a.sorry.example.com"));
    expect(withoutPolicy(answer.body.toString()).startsWith(page)).toBe(true);
    expect(answer.body.toString()).toContain("new EventSource");
  });
});

describe("the dashboard", () => {
  test("shows what every site answered just now, and that all is well", async () => {
    const page = (await running.dashboard()).body.toString();
    for (const text of [
      "corporate",
      "media",
      "domain-a",
      "shimbun",
      "7200 (2 h)",
      "1800 (30 min)",
      "新聞.example.org",
    ]) {
      expect(page).toContain(text);
    }
    expect(page.match(/class="hop well"/g)).toHaveLength(5);
    expect(page).not.toContain('class="hop ill"');
  });

  test.each(["127.0.0.1", "localhost", "[::1]"])("is at %s, too", async (host) => {
    const { headers } = await ask(running.port, { host: `${host}:${running.port}`, path: "/style.css" });
    expect(headers["content-type"]).toBe("text/css; charset=utf-8");
  });

  test("does nothing for another site's form", async () => {
    const question = {
      ...{ path: "/switch", method: "POST", body: "switch=cloudfront&position=refuse" },
      headers: { Origin: "http://evil.example", "Content-Type": "application/x-www-form-urlencoded" },
    };
    expect(await running.dashboard(question)).toMatchObject({ status: 403 });
    expect(running.preview.path.edge.fault).toBeUndefined();
  });

  test.each([
    ["/switch", "switch=cloudfront&position=on-fire"],
    ["/switch", "switch=moon&position=up"],
    ["/switch", `switch=cloudfront&position=up&more=${"x".repeat(1_000)}`],
    ["/other", ""],
  ])("says 404 to a form that it does not have: %s %s", async (path, body) => {
    const headers = { "Content-Length": body.length };
    expect(await running.dashboard({ path, method: "POST", headers, body })).toMatchObject({ status: 404 });
  });

  test.each(["/page.ts", "/../main.ts", "/%2e%2e/main.ts", "/client.js/"])(
    "gives no other file: %s",
    async (path) => {
      expect(await running.dashboard({ path })).toMatchObject({ status: 404 });
    },
  );
});

/** Each of them as somebody would press it. */
async function press(name: string, position: string): Promise<void> {
  const body = `switch=${name}&position=${position}`;
  const headers = { Origin: `http://localhost:${running.port}`, "Content-Length": body.length };
  const answer = await running.dashboard({ path: "/switch", method: "POST", headers, body });
  expect([answer.status, answer.headers.location]).toEqual([303, "/"]);
}

/** Longer than pages are kept (4 s) and addresses (10 s), and a page is tried again. */
const PATIENCE_MILLISECONDS = 25_000;

/** Whether every site's page comes from one of these, sooner or later; under the sites' statuses all the while. */
const become = (...wanted: readonly string[]) =>
  until(PATIENCE_MILLISECONDS, async () => {
    const sources = Object.values(await running.sources());
    const pages = [...running.preview.monitor.answers.values()].map(({ page }) => page);
    const statuses = pages.map((page) => ("status" in page ? page.status : page));
    expect(statuses.sort()).toEqual([404, 503, 503, 503]);
    return sources.every((source) => wanted.includes(source));
  });

describe("a switch", () => {
  const isWell = (id: string) => running.preview.monitor.hops.find((hop) => hop.id === id)?.isWell;

  test.each(["refuse", "hang", "own-error", "slow"])(
    "CloudFront %s: users see the last good page",
    async (position) => {
      await running.sources();
      await press("cloudfront", position);
      expect(await become("stale")).toBe(true);
      expect(isWell("cloudfront")).toBe(false);
      await press("cloudfront", "up");
      expect(await become("fresh", "cached")).toBe(true);
      expect(isWell("cloudfront")).toBe(true);
    },
  );

  test("DNS dead and a new sorry server: users see the copies in the image", async () => {
    await press("dns", "dead");
    const restart = { path: "/restart", method: "POST", headers: { "Content-Length": 0 } };
    expect(await running.dashboard(restart)).toMatchObject({ status: 303 });
    expect(await become("baked")).toBe(true);
    expect(isWell("dns")).toBe(false);
    await press("dns", "up");
    expect(await become("fresh", "cached")).toBe(true);
    expect(isWell("dns")).toBe(true);
  });
});
