import { readFileSync } from "node:fs";
import { connect as connectTls } from "node:tls";
import { type Authority, createAuthority } from "../../preview/certificates";
import type { Distribution } from "../../preview/distribution";
import { type Edge, distributionOf, startEdge } from "../../preview/edge";
import { MemoryStore, distribution, storedObject } from "../support/distributions";
import { ask, askRaw } from "../support/http";
import { temporaryFolder } from "../support/temporary-folder";

const ALIAS = "domain-a.sorry.example.com";
const folder = temporaryFolder();

let authority: Authority;
let ca: string;
let store: MemoryStore;
let distributions: readonly Distribution[];
let edge: Edge;
const errors: unknown[] = [];

beforeAll(async () => {
  authority = await createAuthority(folder, "amazon");
  ca = readFileSync(authority.caFile, "utf8");
});
beforeEach(async () => {
  errors.length = 0;
  store = new MemoryStore({ "domain-a/_sorry/index.html": storedObject("<h1>Sorry</h1>") });
  distributions = [distribution()];
  edge = await startEdge({
    distributions: () => distributions,
    objects: store,
    credentials: (names) => authority.issue(names),
    onError: (error) => errors.push(error),
  });
});
afterEach(() => edge.close());

const get = (host = ALIAS, path = "/", method = "GET") => ask(edge.port, { host, path, method }, ca);

/** The names of the certificate that a handshake shows, and the version of TLS. */
async function handshake(servername: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({
      host: "127.0.0.1",
      port: edge.port,
      servername,
      ca,
      checkServerIdentity: () => undefined,
    });
    socket.on("error", reject);
    socket.on("secureConnect", () => {
      resolve(socket.getPeerCertificate().subjectaltname);
      socket.destroy();
    });
  });
}

test("an alias is answered over TLS under its distribution's certificate", async () => {
  const { status, headers, body } = await get();
  expect([status, body.toString()]).toEqual([503, "<h1>Sorry</h1>"]);
  expect(headers["content-length"]).toBe("14");
  expect(await handshake(ALIAS)).toBe("DNS:*.sorry.example.com");
});

test("a name that no distribution has meets CloudFront's own certificate", async () => {
  expect(await handshake("other.example.com")).toBe("DNS:*.cloudfront.net");
});

test("a host that no distribution has is 403 by CloudFront", async () => {
  const { status, headers } = await ask(edge.port, { host: "d1.cloudfront.net" }, ca);
  expect([status, headers["server"]]).toEqual([403, "CloudFront"]);
});

test("a HEAD has a GET's headers and no body", async () => {
  const { status, headers, body } = await get(ALIAS, "/", "HEAD");
  expect([status, headers["content-length"], body.length]).toEqual([503, "14", 0]);
});

test("plain HTTP at the same port is under the distribution's protocol policy", async () => {
  expect(await ask(edge.port, { host: ALIAS })).toMatchObject({ status: 403 });
  distributions = [distribution({ viewerProtocolPolicy: "allow-all" })];
  expect(await ask(edge.port, { host: ALIAS })).toMatchObject({ status: 503 });
});

test("a distribution that is added answers from the next request on", async () => {
  await get();
  distributions = [
    ...distributions,
    distribution({ id: "E2", aliases: ["b.sorry.example.com"], allowedMethods: [] }),
  ];
  expect(await get("b.sorry.example.com")).toMatchObject({ status: 403 });
});

test("a security policy of TLS 1.3 refuses TLS 1.2", async () => {
  distributions = [distribution({ minimumProtocolVersion: "TLSv1.3_2025" })];
  expect(await get()).toMatchObject({ status: 503 });
  const socket = connectTls({
    host: "127.0.0.1",
    port: edge.port,
    servername: ALIAS,
    ca,
    maxVersion: "TLSv1.2",
  });
  socket.on("error", () => undefined);
  socket.write(`GET / HTTP/1.1\r\nHost: ${ALIAS}\r\n\r\n`);
  let answer = "";
  socket.on("data", (chunk: Buffer) => (answer += chunk.toString()));
  await new Promise((resolve) => socket.on("close", resolve));
  expect(answer).toBe("");
});

test("its clock can be moved", async () => {
  await get();
  await get();
  expect(store.asked).toHaveLength(2);
  edge.advance(10);
  await get();
  expect(store.asked).toHaveLength(4);
});

test("requests are noted as they came, those that are none too", async () => {
  await get(ALIAS, "/a?b");
  expect(edge.requests).toEqual([
    { serverName: ALIAS, method: "GET", url: "/a?b", rawHeaders: ["Host", ALIAS, "Connection", "close"] },
  ]);
  edge.forget();
  await askRaw(edge.port, "NO REQUEST\r\n\r\n");
  expect(edge.requests).toEqual([
    {
      ...{ serverName: null, method: undefined, url: undefined },
      rawHeaders: [expect.stringMatching(/^HPE_/)],
    },
  ]);
});

test("S3 that can't be asked is CloudFront's 502, and somebody is told why", async () => {
  store.failure = new Error("unreachable");
  const { status, headers } = await get();
  expect([status, headers["server"]]).toEqual([502, "CloudFront"]);
  expect(errors).toEqual([store.failure]);
});

describe("faults", () => {
  test("refuse: connections are refused, until it is over", async () => {
    await edge.setFault({ kind: "refuse" });
    await expect(get()).rejects.toThrow("ECONNREFUSED");
    await edge.setFault(undefined);
    expect(await get()).toMatchObject({ status: 503 });
  });

  test("hang: connections get no answer, not even a handshake", async () => {
    await edge.setFault({ kind: "hang" });
    const answer = get().catch(() => "cut off");
    const first = await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 200, "nothing"))]);
    expect(first).toBe("nothing");
    await edge.setFault(undefined);
    expect(await answer).toBe("cut off");
    expect(await get()).toMatchObject({ status: 503 });
  });

  test("own-error: CloudFront's own page instead of the site's", async () => {
    await edge.setFault({ kind: "own-error", status: 503 });
    const { status, headers, body } = await get();
    expect([status, headers["server"]]).toEqual([503, "CloudFront"]);
    expect(body.toString()).toContain("Generated by cloudfront (CloudFront)");
    expect(edge.fault).toEqual({ kind: "own-error", status: 503 });
  });

  test("slow: the site's page, so much later", async () => {
    await edge.setFault({ kind: "slow", milliseconds: 300 });
    const begun = performance.now();
    expect(await get()).toMatchObject({ status: 503 });
    expect(performance.now() - begun).toBeGreaterThan(290);
  });
});

describe("which distribution a host is of", () => {
  const wild = distribution({ id: "wild", aliases: ["*.sorry.example.com"] });
  const exact = distribution({ id: "exact" });

  test.each([
    [ALIAS, "exact"],
    ["other.sorry.example.com", "wild"],
    ["a.b.sorry.example.com", undefined],
    ["sorry.example.com", undefined],
  ])("%s: %p", (host, id) => {
    expect(distributionOf([wild, exact], host)?.id).toBe(id);
  });
});
