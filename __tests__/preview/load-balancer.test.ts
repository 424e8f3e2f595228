import { once } from "node:events";
import { type IncomingMessage, type RequestListener, createServer } from "node:http";
import { type AddressInfo, type Server, createServer as createTcpServer } from "node:net";
import { readFileSync } from "node:fs";
import { createAuthority } from "../../preview/certificates";
import {
  type Listener,
  type LoadBalancer,
  type LoadBalancerOptions,
  type RoutedRequest,
  type TargetGroup,
  startLoadBalancer,
} from "../../preview/load-balancer";
import { ask, askRaw } from "../support/http";
import { temporaryFolder } from "../support/temporary-folder";

const folder = temporaryFolder();
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

/** A target; `seen` has its users' requests, `checks` those of health checks. */
async function target(handle: RequestListener = (_, response) => void response.end("target")) {
  const seen: IncomingMessage[] = [];
  const checks: IncomingMessage[] = [];
  let isWell = true;
  const port = await listening(
    createServer((request, response) => {
      const isCheck = request.headers["user-agent"]?.startsWith("ELB-HealthChecker") === true;
      (isCheck ? checks : seen).push(request);
      if (isCheck) response.writeHead(isWell ? 200 : 500).end();
      else handle(request, response);
    }),
  );
  return { address: "127.0.0.1", port, seen, checks, setWell: (well: boolean) => (isWell = well) };
}

const group = (targets: TargetGroup["targets"], more: Partial<TargetGroup> = {}): TargetGroup => ({
  name: "sorry",
  targets,
  healthCheck: { path: "/health", timeoutSeconds: 1 },
  ...more,
});

const HTTPS: Listener = { protocol: "https" };

async function balance(
  groups: readonly TargetGroup[],
  more: Partial<LoadBalancerOptions> = {},
): Promise<LoadBalancer & { port: number }> {
  const [first] = groups;
  const balancer = await startLoadBalancer({
    listeners: [HTTPS],
    targetGroups: () => groups,
    route: () => first ?? { status: 404, contentType: "text/plain", body: "nobody" },
    ...more,
  });
  closers.push(balancer.close);
  return { ...balancer, port: balancer.ports[0] ?? 0 };
}

describe("a request", () => {
  test("reaches a target with who asked and how", async () => {
    const server = await target();
    const { port } = await balance([group([server])]);
    await ask(port, {
      host: "example.com",
      path: "/a?b=c",
      headers: { "X-Forwarded-Proto": "http", Cookie: "a=b" },
    });
    expect(server.seen[0]).toMatchObject({ method: "GET", url: "/a?b=c" });
    expect(server.seen[0]?.headers).toMatchObject({
      host: "example.com",
      cookie: "a=b",
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "https",
      "x-forwarded-port": "443",
      "x-amzn-trace-id": expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/) as string,
    });
  });

  test("keeps the addresses that it came through", async () => {
    const server = await target();
    const { port } = await balance([group([server])]);
    await ask(port, { host: "example.com", headers: { "X-Forwarded-For": "192.0.2.7" } });
    expect(server.seen[0]?.headers["x-forwarded-for"]).toBe("192.0.2.7, 127.0.0.1");
  });

  test("at a listener for HTTP is told as such, at another port too", async () => {
    const server = await target();
    const listeners: Listener[] = [{ protocol: "http" }, { protocol: "http", toldPort: 8080 }];
    const { ports } = await balance([group([server])], { listeners });
    for (const port of ports) await ask(port, { host: "example.com" });
    expect(
      server.seen.map(({ headers }) => [headers["x-forwarded-proto"], headers["x-forwarded-port"]]),
    ).toEqual([
      ["http", "80"],
      ["http", "8080"],
    ]);
  });

  test("may come over TLS", async () => {
    const authority = await createAuthority(folder, "elb");
    const server = await target();
    const credentials = await authority.issue(["example.com"]);
    const { port } = await balance([group([server])], { listeners: [{ protocol: "https", credentials }] });
    const answer = await ask(port, { host: "example.com" }, readFileSync(authority.caFile, "utf8"));
    expect(answer.body.toString()).toBe("target");
  });

  test("has its Host changed where the listener says so", async () => {
    const server = await target();
    const routed: RoutedRequest[] = [];
    const groups = [group([server])];
    const { port } = await balance(groups, {
      listeners: [{ ...HTTPS, hostOf: (host) => host.replace(/\.localhost(:\d+)?$/, "") }],
      route: (request) => {
        routed.push(request);
        return groups[0] ?? fail();
      },
    });
    await ask(port, { host: "example.com.localhost:8000", path: "/p?q=1&r=?" });
    expect(server.seen[0]?.headers.host).toBe("example.com");
    expect(routed).toEqual([
      expect.objectContaining({
        ...{ protocol: "https", method: "GET", host: "example.com", path: "/p", query: "q=1&r=?" },
        sourceAddress: "127.0.0.1",
      }),
    ]);
  });

  test.each(["Content-Length", "Transfer-Encoding"])("has its body sent on, with %s", async (framing) => {
    const body = Buffer.alloc(300_000, "x");
    const server = await target((request, response) => {
      let size = 0;
      request.on("data", (chunk: Buffer) => (size += chunk.length));
      request.on("end", () => response.end(String(size)));
    });
    const { port } = await balance([group([server])]);
    const headers = { [framing]: framing === "Content-Length" ? body.length : "chunked" };
    const answer = await ask(port, { host: "example.com", method: "POST", headers, body });
    expect(answer.body.toString()).toBe("300000");
  });

  test("is answered although the target answers before the end of its body", async () => {
    const server = await target((request, response) => {
      response.writeHead(503).write("sorry");
      request.resume().on("end", () => response.end());
    });
    const { port } = await balance([group([server])]);
    const body = Buffer.alloc(5_000_000, "x");
    const answer = await ask(port, { host: "example.com", method: "POST", body });
    expect([answer.status, answer.body.toString()]).toEqual([503, "sorry"]);
  });

  test("is answered with the target's status, headers and body, several of a name too, but for what is the connection's own", async () => {
    const server = await target((_, response) => {
      response.writeHead(404, "Gone Fishing", {
        "Set-Cookie": ["a=1", "b=2"],
        Connection: "x-own",
        "X-Own": "1",
        "X-All": "2",
      });
      response.end("body");
    });
    const { port } = await balance([group([server])]);
    const answer = await ask(port, { host: "example.com" });
    expect(answer).toMatchObject({ status: 404, headers: { "set-cookie": ["a=1", "b=2"], "x-all": "2" } });
    expect(answer.headers).not.toHaveProperty("x-own");
    expect(await askRaw(port, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).toMatch(
      /^HTTP\/1\.1 404 Gone Fishing\r\n/,
    );
  });

  test("may get an answer of the rules' own", async () => {
    const fixed = { status: 503, contentType: "text/plain", body: "fixed" };
    const { port } = await balance([], { route: () => fixed });
    const answer = await ask(port, { host: "example.com" });
    expect([answer.status, answer.body.toString(), answer.headers["server"]]).toEqual([
      503,
      "fixed",
      "awselb/2.0",
    ]);
  });
});

describe("errors of its own", () => {
  const own = async (port: number) => {
    const { status, headers } = await ask(port, { host: "example.com" });
    return [status, headers["server"]];
  };

  test("503 for a group without targets", async () => {
    const { port } = await balance([group([])]);
    expect(await own(port)).toEqual([503, "awselb/2.0"]);
  });

  test("502 for a target that refuses connections", async () => {
    const server = createTcpServer();
    const refused = await listening(server);
    await closers.pop()?.();
    const { port } = await balance([group([{ address: "127.0.0.1", port: refused }])]);
    expect(await own(port)).toEqual([502, "awselb/2.0"]);
  });

  test.each(["", "no HTTP\r\n\r\n"])("502 for a target that answers %j", async (text) => {
    const server = createTcpServer((socket) =>
      socket
        .on("error", () => undefined)
        .resume()
        .end(text),
    );
    const { port } = await balance([group([{ address: "127.0.0.1", port: await listening(server) }])]);
    expect(await own(port)).toEqual([502, "awselb/2.0"]);
  });

  test("an answer that a target breaks off is broken off for the user, too", async () => {
    const server = await target((_, response) => {
      response.writeHead(200, { "Content-Length": 100 }).write("half");
      setTimeout(() => response.destroy(), 50);
    });
    const { port } = await balance([group([server])]);
    await expect(ask(port, { host: "example.com" })).rejects.toThrow();
  });
});

describe("health checks", () => {
  test("ask the path with the target's address for Host, and say nothing of a user", async () => {
    const server = await target();
    await balance([group([server])]);
    const [check] = server.checks;
    expect(check).toMatchObject({ method: "GET", url: "/health" });
    expect(check?.headers).toEqual({
      host: `127.0.0.1:${server.port}`,
      "user-agent": "ELB-HealthChecker/2.0",
      connection: "close",
    });
  });

  test("keep requests from a target that is not well, after two checks, until it is", async () => {
    const [a, b] = [await target(), await target()];
    const balancer = await balance([group([a, b])]);
    const shares = async () => {
      const before = [a.seen.length, b.seen.length];
      for (let i = 0; i < 4; i += 1) await ask(balancer.port, { host: "example.com" });
      return [a.seen.length - (before[0] ?? 0), b.seen.length - (before[1] ?? 0)];
    };
    expect(await shares()).toEqual([2, 2]);
    b.setWell(false);
    await balancer.checkHealth();
    expect(await shares()).toEqual([2, 2]);
    await balancer.checkHealth();
    expect(await shares()).toEqual([4, 0]);
    expect(balancer.health().map(({ state, reason }) => [state, reason])).toEqual([
      ["healthy", "200"],
      ["unhealthy", "500"],
    ]);
    b.setWell(true);
    await balancer.checkHealth();
    expect(await shares()).toEqual([2, 2]);
  });

  test("fail open: where no target is well, all of them get requests", async () => {
    const server = await target();
    server.setWell(false);
    const balancer = await balance([group([server])]);
    expect(balancer.health()).toMatchObject([{ state: "unhealthy" }]);
    expect(await ask(balancer.port, { host: "example.com" })).toMatchObject({ status: 200 });
  });

  test("forget targets that have left, and find new ones", async () => {
    const [a, b] = [await target(), await target()];
    let targets = [a];
    const balancer = await balance([], { targetGroups: () => [group(targets)], route: () => group(targets) });
    targets = [b];
    await balancer.checkHealth();
    expect(balancer.health().map(({ target: { port } }) => port)).toEqual([b.port]);
  });

  test("take the statuses that the group says", async () => {
    const server = await target();
    server.setWell(false);
    const healthCheck = { path: "/", isHealthy: (status: number) => status === 500 };
    const balancer = await balance([group([server], { healthCheck })]);
    expect(balancer.health()).toMatchObject([{ state: "healthy" }]);
  });

  test("call a target that keeps silent unhealthy", async () => {
    const server = createTcpServer((socket) => socket.on("error", () => undefined).resume());
    const silent = { address: "127.0.0.1", port: await listening(server) };
    const balancer = await balance([group([silent], { healthCheck: { path: "/", timeoutSeconds: 0.1 } })]);
    expect(balancer.health()).toMatchObject([{ state: "unhealthy", reason: "no answer in time" }]);
  });
});
