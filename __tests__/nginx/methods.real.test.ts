import accounts from "../../accounts";
import { accountConfig, namedSites } from "../support/platforms";
import { OVER_HTTPS, platformAndPages, useRequestPath } from "../support/request-path";

const SIZES = [100, 300_000, 3_000_000];
const uploads = SIZES.flatMap((size) => [`length-${size}`, `chunks-${size}`]);
const path = useRequestPath(
  platformAndPages([
    ...accounts,
    accountConfig(
      { name: "pictures", id: "444444444444", sorryDomain: "sorry.example.org" },
      { name: "pictures", domains: ["pictures.example.org"], page: "illustrated" },
    ),
    { ...namedSites(uploads), name: "uploads", id: "333333333333", sorryDomain: "sorry.example.edu" },
  ]),
);
beforeEach(() => {
  path.edge.forget();
});

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "MKCOL"];

test.each(METHODS)("%s is answered with the page and the site's status", async (method) => {
  const [usual, answer] = [
    await path.ask({ host: "example.net" }),
    await path.ask({ host: "example.net", path: "/form", method }),
  ];
  expect(answer.status).toBe(404);
  expect(answer.body).toEqual(usual.body);
  expect(answer.headers["cache-control"]).toBe("no-store");
});

test("HEAD is answered as GET, without the body", async () => {
  const get = await path.ask({ host: "example.com" });
  const head = await path.ask({ host: "example.com", method: "HEAD" });
  expect(head.body).toHaveLength(0);
  expect(head.headers["content-length"]).toBe(String(get.body.length));
  expect(head.status).toBe(get.status);
  expect(head.headers).toEqual({ ...get.headers, date: head.headers.date });
});

test("HEAD of an asset is answered as GET, without the body", async () => {
  const head = await path.ask({
    host: "pictures.example.org",
    path: `/_sorry/${path.page("pictures.sorry.example.org").assets[0]?.path ?? ""}`,
    method: "HEAD",
  });
  expect(head.status).toBe(200);
  expect(head.headers["content-type"]).toBe("image/svg+xml");
  expect(head.body).toHaveLength(0);
});

// Held in memory, written to a file, and more than nginx reads at all.
describe.each(SIZES)("a body of %i bytes", (size) => {
  const body = Buffer.alloc(size, "x");

  test.each([
    ["of announced length", "length", { "Content-Length": size }],
    ["in chunks", "chunks", { "Transfer-Encoding": "chunked" }],
  ])("%s makes no difference, and stays here", async (_, name, framing) => {
    const headers = { ...OVER_HTTPS, ...framing };
    const host = `${name}-${size}.example.com`;
    const answer = await path.ask({ host, path: "/upload", method: "POST", headers, body });
    expect(answer.status).toBe(503);
    expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(path.edge.requests).toEqual([
      expect.objectContaining({
        method: "GET",
        url: "/",
        rawHeaders: ["Host", `${name}-${size}.sorry.example.edu`, "Connection", "close"],
      }),
    ]);
  });
});

test("TRACE tells nothing of the request", async () => {
  const answer = await path.ask({
    host: "example.com",
    method: "TRACE",
    headers: { ...OVER_HTTPS, Cookie: "session=secret" },
  });
  expect(answer.status).toBe(405);
  expect(answer.body.toString()).not.toContain("secret");
  expect(path.edge.requests).toEqual([]);
});
