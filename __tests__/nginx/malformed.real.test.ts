import { BAKED, aliasOf, hostOf, useFailingPath } from "../support/failing-path";
import { genericPage } from "../support/pages";
import { OVER_HTTPS } from "../support/request-path";
import { recovers } from "../support/watch";

const GENERIC = genericPage().document.bytes.toString("latin1");
const path = useFailingPath(["site"]);
const HOST = `Host: ${hostOf("site")}\r\n`;
const TAIL = "X-Forwarded-Proto: https\r\nConnection: close\r\n\r\n";
const get = (target: string, headers = "") => `GET ${target} HTTP/1.1\r\n${HOST}${headers}${TAIL}`;

beforeAll(async () => {
  expect(await recovers(path, "site")).toBe(true);
});

/** The statuses of all answers on a connection, in turns. */
const statuses = (text: string) =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));

async function expectPage(request: string): Promise<void> {
  const answer = await path.askRaw(request);
  const { status, body } = path.live("site").page;
  expect(statuses(answer)).toEqual([status]);
  expect(answer.endsWith(body)).toBe(true);
  expect(answer).not.toMatch(/^(?:x-injected|set-cookie|location):/im);
}

describe("what nginx must refuse is refused, once, with the generic page, and its connection ends", () => {
  const CHUNKED = "Transfer-Encoding: chunked\r\n";
  test.each<[string, string, number]>([
    ["two Hosts", `GET / HTTP/1.1\r\n${HOST}Host: evil.example\r\n${TAIL}`, 400],
    ["no Host in HTTP/1.1", `GET / HTTP/1.1\r\n${TAIL}`, 400],
    ["a Host with a slash", `GET / HTTP/1.1\r\nHost: a/b\r\n${TAIL}`, 400],
    ["a Host with a null byte", `GET / HTTP/1.1\r\nHost: a\0b\r\n${TAIL}`, 400],
    ["a Host of dots", `GET / HTTP/1.1\r\nHost: a..b\r\n${TAIL}`, 400],
    ["both lengths", get("/", `Content-Length: 4\r\n${CHUNKED}`), 400],
    ["two lengths", get("/", "Content-Length: 4\r\nContent-Length: 5\r\n"), 400],
    ["a negative length", get("/", "Content-Length: -1\r\n"), 400],
    ["a length that is no number", get("/", "Content-Length: 4x\r\n"), 400],
    ["an encoding nobody knows", get("/", "Transfer-Encoding: xchunked\r\n"), 501],
    ["a null byte in the path", get("/a\0b"), 400],
    ["an encoded null byte", get("/%00"), 400],
    ["a header with a null byte", get("/", "X-A: a\0b\r\n"), 400],
    ["a path above the root", get("/../../etc/passwd"), 400],
    ["an encoded path above the root", get("/%2e%2e/%2e%2e/etc/passwd"), 400],
    ["a bare CR in the path", get("/a\rb"), 400],
    ["TRACE", `TRACE / HTTP/1.1\r\n${HOST}${TAIL}`, 405],
    ["CONNECT", `CONNECT evil.example:443 HTTP/1.1\r\n${HOST}${TAIL}`, 400],
    ["HTTP/2 without TLS", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
    ["HTTP/3.0 in words", `GET / HTTP/3.0\r\n${HOST}${TAIL}`, 505],
    ["a method in small letters", `get / HTTP/1.1\r\n${HOST}${TAIL}`, 400],
    ["a path without a slash", get("x"), 400],
    ["a header of 70 KB", get("/", `X-A: ${"x".repeat(70_000)}\r\n`), 400],
    ["a URI of 70 KB", get(`/${"x".repeat(70_000)}`), 414],
  ])("%s", async (_, request, status) => {
    const answer = await path.askRaw(request);
    expect(statuses(answer)).toEqual([status]);
    expect(answer).not.toMatch(/^(?:x-injected|set-cookie|location):|root:x:/im);
    expect(answer.slice(answer.indexOf("\r\n\r\n") + 4)).toBe(GENERIC);
    expect(answer).toMatch(/^Connection: close\r$/m);
  });
});

describe("what looks odd and is allowed gets the page, and nothing is injected", () => {
  test.each<[string, string]>([
    ["encoded line ends in the path", get("/%0d%0aX-Injected:%201")],
    ["encoded line ends in the query", get("/?a=%0d%0aSet-Cookie:%20a=b")],
    ["two slashes", get("//evil.example/")],
    ["a path that goes up and stays below the root", get("/a/../b/./c")],
    ["an absolute URI", get(`http://${hostOf("site")}/x`)],
    ["a Host with a port", `GET / HTTP/1.1\r\nHost: ${hostOf("site")}:443\r\n${TAIL}`],
    ["a Host in capitals with a dot", `GET / HTTP/1.1\r\nHost: ${hostOf("site").toUpperCase()}.\r\n${TAIL}`],
    ["a header of 60 KB", get("/", `X-A: ${"x".repeat(60_000)}\r\n`)],
    ["a URI of 60 KB", get(`/${"x".repeat(60_000)}`)],
    ["a method nobody knows", `BREW / HTTP/1.1\r\n${HOST}${TAIL}`],
    ["a WebSocket's upgrade", get("/", "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n")],
    ["an upgrade to HTTP/2", get("/", "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n")],
    ["a range", get("/", "Range: bytes=0-3\r\n")],
    ["a condition by tag", get("/", 'If-None-Match: "x"\r\n')],
    ["a condition that can't be met", get("/", 'If-Match: "y"\r\n')],
    ["a condition by date", get("/", "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT\r\n")],
    ["another site's alias as a header", get("/", `X-Forwarded-Host: ${aliasOf("other")}\r\n`)],
    ["headers of our own", get("/", "X-Accel-Redirect: /./health\r\nX-Sorry-Kept: 1\r\n")],
  ])("%s", (_, request) => expectPage(request));

  test("an absolute URI's host outranks the Host", async () => {
    const answer = await path.askRaw(
      `GET http://${hostOf("site")}/ HTTP/1.1\r\nHost: evil.example\r\n${TAIL}`,
    );
    expect(statuses(answer)).toEqual([path.live("site").page.status]);
  });

  test("a redirect stays on its host, with its line ends encoded", async () => {
    const request = `GET //evil.example/%0d%0aX-Injected:%201 HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`;
    const answer = await path.askRaw(request);
    expect(answer).toContain(
      `\r\nLocation: https://${hostOf("site")}//evil.example/%0d%0aX-Injected:%201\r\n`,
    );
    expect(answer).not.toMatch(/^x-injected:/im);
  });
});

test("HTTP/0.9 gets no more than what it can read", async () => {
  expect(statuses(await path.askRaw("GET /\r\n"))).toEqual([]);
});

describe("bodies", () => {
  const CHUNKED = "Transfer-Encoding: chunked\r\n";

  test("garbage in chunks is no second request", async () => {
    const smuggled = `ZZ\r\n${get("/smuggled")}`;
    const answer = await path.askRaw(`POST / HTTP/1.1\r\n${HOST}${CHUNKED}${TAIL}${smuggled}`);
    expect(statuses(answer)).toHaveLength(1);
    expect([400, path.live("site").page.status]).toContain(statuses(answer)[0]);
  });

  test("a request inside a body is part of the body", async () => {
    const inner = get("/smuggled");
    const headers = `Content-Length: ${inner.length}\r\nX-Forwarded-Proto: https\r\n\r\n`;
    const answer = await path.askRaw(`POST / HTTP/1.1\r\n${HOST}${headers}${inner}${get("/next")}`);
    const { status } = path.live("site").page;
    expect(statuses(answer)).toEqual([status, status]);
  });

  test("who expects 100-continue gets a page", async () => {
    const request = `POST / HTTP/1.1\r\n${HOST}Content-Length: 4\r\nExpect: 100-continue\r\n${TAIL}body`;
    const answer = await path.askRaw(request);
    expect(statuses(answer).at(-1)).toBe(path.live("site").page.status);
  });

  test("20 MB are thrown away, and the page is the answer", async () => {
    const body = Buffer.alloc(20 * 1024 * 1024, "x");
    const headers = { ...OVER_HTTPS, "Content-Length": body.length };
    const answer = await path.ask("site", { method: "POST", headers, body });
    expect(answer.status).toBe(path.live("site").page.status);
    expect(answer.body.toString()).toBe(path.live("site").page.body);
    expect(answer.body.toString()).not.toBe(BAKED.body);
  });
});
