import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { masterConfig } from "../../nginx/master-config";
import { CONFIG_PATH } from "../../nginx/front-server";
import { ask } from "../support/http";
import { OVER_HTTPS, useRequestPath } from "../support/request-path";

const HEALTH = { host: "10.0.1.23", headers: {} };

describe("the deep health check", () => {
  const path = useRequestPath();

  test("tells the hash of the config that this server runs", async () => {
    const answer = await path.ask({ ...HEALTH, path: CONFIG_PATH });
    expect(answer.status).toBe(200);
    expect(answer.headers["content-type"]).toBe("application/json");
    expect(answer.headers["cache-control"]).toBe("no-store");
    const told = JSON.parse(answer.body.toString()) as { configHash: string };
    expect(told).toEqual(JSON.parse(readFileSync(join(path.folder, "data", "release.json"), "utf8")));
    expect(told.configHash).toMatch(/^[0-9a-f]{12}$/);
    expect(told.configHash).not.toBe(masterConfig(path.input.platform).hash);
  });

  test("asks CloudFront nothing", () => {
    expect(path.edge.requests).toEqual([]);
  });

  test("by HEAD has the same headers", async () => {
    const [get, head] = [
      await path.ask({ ...HEALTH, path: CONFIG_PATH }),
      await path.ask({ ...HEALTH, path: CONFIG_PATH, method: "HEAD" }),
    ];
    expect(head.status).toBe(200);
    expect(head.body).toHaveLength(0);
    expect(head.headers).toEqual({ ...get.headers, date: head.headers.date });
  });

  test("is nothing that a site's users can ask for", async () => {
    const answer = await path.ask({ host: "example.com", path: CONFIG_PATH });
    expect(answer.status).toBe(503);
    expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(answer.body.toString()).not.toContain("configHash");
  });
});

describe("the deep health check of a server without release.json", () => {
  const path = useRequestPath();
  beforeAll(() => {
    rmSync(join(path.folder, "data", "release.json"));
  });

  test("is 503, so that a load balancer takes the server out", async () => {
    const answer = await path.ask({ ...HEALTH, path: CONFIG_PATH });
    expect(answer.status).toBe(503);
    expect(answer.headers["content-type"]).toBe("application/json");
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(JSON.parse(answer.body.toString())).toEqual({ error: "no release.json" });
  });

  test("makes no difference to the usual health check and the pages", async () => {
    expect(await path.ask(HEALTH)).toMatchObject({ status: 200 });
    expect(await path.ask({ host: "example.com" })).toMatchObject({ status: 503 });
  });
});

describe("nginx's own figures", () => {
  const path = useRequestPath();
  const STATUS = { host: "127.0.0.1", path: "/nginx_status" };

  test("are on the listener for them", async () => {
    const answer = await ask(path.statusPort, STATUS);
    expect(answer.status).toBe(200);
    expect(answer.body.toString()).toMatch(/^Active connections: \d+ $/m);
  });

  test.each(["/", "/_sorry/config", "/nginx_status/x"])("are all that is there: %s is 404", async (url) => {
    const answer = await ask(path.statusPort, { host: "example.com", path: url, headers: OVER_HTTPS });
    expect(answer.status).toBe(404);
  });

  test.each([
    ["a site's user", { host: "example.com" }],
    ["a load balancer", { host: "10.0.1.23", headers: {} }],
    ["a load balancer that names the listener", { host: "127.0.0.1:8080", headers: {} }],
  ])("are not for %s", async (_, question) => {
    const answer = await path.ask({ ...question, path: "/nginx_status" });
    expect(answer.body.toString("latin1")).not.toContain("Active connections");
  });
});
