import { once } from "node:events";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { sorryTargetGroupName } from "../../accounts/listener-rules";
import { findTargetGroup } from "../../cli/switch/live";
import { type LoadBalancer, type TargetGroup, startLoadBalancer } from "../../preview/load-balancer";
import { rulesOf, targetGroupFor } from "../support/aws/listener-routing";
import { SITES, SwitchedListener } from "../support/aws/switched-listener";
import { type Question, ask } from "../support/http";
import { alb } from "../support/load-balancers";
import { accountConfig } from "../support/platforms";
import { platformAndPages, useRequestPath } from "../support/request-path";

jest.setTimeout(300_000);

/**
 * A user before a load balancer that routes by the listener's rules as they stand in the emulated AWS, changed by
 * `sorry`: behind it the web site's server, and a real sorry server. Each test goes on from where the last one ended.
 */

const STAFF = {
  cidrs: ["127.0.0.2/32"],
  header: { name: "X-Staff", value: "of-ours" },
  pathPrefix: "/admin",
};
const switched = new SwitchedListener(() =>
  Promise.resolve({
    loadBalancers: [alb({ original: "web", sites: [{ name: "domain-a", staff: STAFF }, "domain-b"] })],
  }),
);
const path = useRequestPath(platformAndPages([accountConfig({ sites: SITES })]));
const WEB_SITE = "the web site";

let webSite: Server;
let balancer: LoadBalancer;
let rules: Awaited<ReturnType<typeof rulesOf>> = [];
let turn = 0;

const refresh = async () => {
  rules = await rulesOf(switched.client, switched.site.listenerArn);
};

beforeAll(async () => {
  webSite = createServer((_, response) => response.end(WEB_SITE)).listen(0, "127.0.0.1");
  await once(webSite, "listening");
  const sorryArn = await findTargetGroup(switched.client, sorryTargetGroupName("web"));
  const group = (name: string, port: number): TargetGroup => ({
    name,
    targets: [{ address: "127.0.0.1", port }],
    healthCheck: { path: "/any/path" },
  });
  const web = group("web", (webSite.address() as AddressInfo).port);
  const sorry = group("sorry", path.port);
  balancer = await startLoadBalancer({
    listeners: [{ protocol: "https" }],
    targetGroups: () => [web, sorry],
    route: (request) => (targetGroupFor(rules, request, turn++) === sorryArn ? sorry : web),
  });
  await switched.run(["off", "domain-a", "domain-b", "--yes"]);
  await refresh();
});

afterAll(async () => {
  await balancer.close();
  webSite.close();
});

async function who(host: string, at = "/", more: Pick<Question, "headers" | "from"> = {}) {
  const { status, body } = await ask(balancer.ports[0] ?? NaN, { host, path: at, ...more });
  return body.toString() === WEB_SITE ? WEB_SITE : [status, body.includes("<html")];
}
const SORRY = [503, true];

it("switched off, users get the web site", async () => {
  expect([await who("example.com"), await who("www.example.com"), await who("example.net")]).toEqual([
    WEB_SITE,
    WEB_SITE,
    WEB_SITE,
  ]);
});

it("switched on, users of the site get its sorry page on every path; staff and other sites the web site", async () => {
  expect((await switched.run(["on", "domain-a", "--yes"])).status).toBe(0);
  await refresh();
  expect([await who("example.com"), await who("WWW.example.com", "/a?b=c")]).toEqual([SORRY, SORRY]);
  expect([await who("example.com", "/admin"), await who("example.com", "/admin/x")]).toEqual([
    WEB_SITE,
    WEB_SITE,
  ]);
  // No more than /admin and what is below it.
  expect(await who("example.com", "/administrator")).toEqual(SORRY);
  expect(await who("example.net")).toBe(WEB_SITE);
});

it("staff get the web site by their network or by their header, on every path, and nobody else does", async () => {
  expect([
    await who("example.com", "/", { from: "127.0.0.2" }),
    await who("www.example.com", "/a?b=c", { headers: { "x-staff": "of-ours" } }),
  ]).toEqual([WEB_SITE, WEB_SITE]);
  expect([
    await who("example.com", "/", { from: "127.0.0.3" }),
    await who("example.com", "/", { headers: { "X-Staff": "of-theirs" } }),
    await who("example.com", "/", { headers: { "X-Forwarded-For": "127.0.0.2" } }),
  ]).toEqual([SORRY, SORRY, SORRY]);
});

it("switched on for a share, that share of the users gets the sorry page", async () => {
  expect((await switched.run(["on", "domain-b", "--percent", "10", "--yes"])).status).toBe(0);
  await refresh();
  const answers: unknown[] = [];
  for (let i = 0; i < 100; i += 1) answers.push(await who("example.net"));
  expect(answers.filter((answer) => answer === WEB_SITE)).toHaveLength(90);
});

it("switched off again, everybody gets the web site", async () => {
  expect((await switched.run(["off", "domain-a", "domain-b", "--yes"])).status).toBe(0);
  await refresh();
  expect([await who("example.com"), await who("example.net")]).toEqual([WEB_SITE, WEB_SITE]);
  expect(await switched.run(["diff"])).toMatchObject({ status: 0 });
});
