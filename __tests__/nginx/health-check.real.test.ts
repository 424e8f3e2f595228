import { OVER_HTTPS, useRequestPath } from "../support/request-path";

const path = useRequestPath();
beforeEach(() => {
  path.edge.forget();
});

/** The smallest transparent GIF, 1 x 1. */
const GIF_BYTES = 43;

describe.each([
  ["an IPv4 address", "10.0.1.23"],
  ["an address with a port", "10.0.1.23:80"],
  ["an IPv6 address", "[2001:db8::1]"],
  ["a name that is no site's", "unknown.example.test"],
  ["the parent of an internationalized name", "example.org"],
  ["a name below an exact domain", "www.old.example.org"],
  ["a name that only ends like a domain", "notexample.com"],
  ["one label", "localhost"],
  ["what stands for no name in nginx", "_"],
])("a Host that is %s", (_, host) => {
  test.each(["/", "/health", "/a/b.php?c=d", "/_sorry/index.html", "/_sorry/tools.svg", "/%2e/x"])(
    "gets the gif on %s, and CloudFront is not asked",
    async (url) => {
      const answer = await path.ask({ host, path: url, headers: {} });
      expect(answer.status).toBe(200);
      expect(answer.headers["content-type"]).toBe("image/gif");
      expect(answer.headers["cache-control"]).toBe("no-store");
      expect(answer.body).toHaveLength(GIF_BYTES);
      expect(path.edge.requests).toEqual([]);
    },
  );
});

test.each(["GET", "POST", "PUT", "DELETE", "OPTIONS"])(
  "a health check by %s gets the gif",
  async (method) => {
    const answer = await path.ask({ host: "10.0.1.23", method, path: "/health" });
    expect(answer.status).toBe(200);
    expect(answer.body).toHaveLength(GIF_BYTES);
    expect(path.edge.requests).toEqual([]);
  },
);

test("a health check by HEAD gets the gif's headers", async () => {
  const answer = await path.ask({ host: "10.0.1.23", method: "HEAD" });
  expect(answer.status).toBe(200);
  expect(answer.headers["content-length"]).toBe(String(GIF_BYTES));
  expect(answer.body).toHaveLength(0);
});

test("X-Forwarded-Proto makes no difference to a health check", async () => {
  for (const headers of [{}, OVER_HTTPS, { "X-Forwarded-Proto": "http" }]) {
    expect(await path.ask({ host: "10.0.1.23", headers })).toMatchObject({ status: 200 });
  }
});

test.each([100, 300_000, 3_000_000])("a body of %i bytes makes no difference", async (size) => {
  const answer = await path.ask({ host: "10.0.1.23", method: "POST", body: Buffer.alloc(size) });
  expect(answer.status).toBe(200);
  expect(answer.body).toHaveLength(GIF_BYTES);
});

test("HTTP/1.0 without Host gets the gif", async () => {
  const answer = await path.askRaw("GET /health HTTP/1.0\r\n\r\n");
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(answer).toMatch(/^Content-Type: image\/gif\r$/m);
  expect(answer.slice(answer.indexOf("\r\n\r\n") + 4)).toHaveLength(GIF_BYTES);
  expect(path.edge.requests).toEqual([]);
});

test("HTTP/1.1 without Host, against its rules, is refused", async () => {
  expect(await path.askRaw("GET / HTTP/1.1\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
  expect(path.edge.requests).toEqual([]);
});
