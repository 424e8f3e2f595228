import { PRODUCTION } from "../../nginx/environment";
import { masterConfig } from "../../nginx/master-config";
import { nginxConf } from "../../nginx/nginx-conf";
import { virtualConf } from "../../nginx/virtual-conf";
import { accountConfig, platformOf } from "../support/platforms";

const configOf = (site: object = {}, account: object = {}) =>
  masterConfig(platformOf([accountConfig(account, site)]));

test("the files are nginx.conf and the platform's virtual.conf", () => {
  const platform = platformOf([accountConfig()]);
  expect(masterConfig(platform).files).toEqual({
    "nginx.conf": nginxConf(PRODUCTION),
    "conf.d/virtual.conf": virtualConf(platform),
  });
});

test("the hash is 12 hexadecimal digits", () => {
  expect(configOf().hash).toMatch(/^[0-9a-f]{12}$/);
});

test("the hash of one platform is always the same", () => {
  expect(configOf().hash).toBe(configOf().hash);
});

test.each<[string, object, object]>([
  ["another domain", { domains: ["example.com", "*.example.com", "example.net"] }, {}],
  ["a domain less", { domains: ["example.com"] }, {}],
  ["another redirect", { httpsRedirect: "temporary" }, {}],
  ["another name, and so another alias", { name: "domain-b" }, {}],
  ["another sorry domain, and so another alias", {}, { sorryDomain: "sorry.example.net" }],
  ["another name of the account, which stands in virtual.conf", {}, { name: "other" }],
])("the hash is another with %s", (_, site, account) => {
  expect(configOf(site, account).hash).not.toBe(configOf().hash);
});

test.each<[string, object, object]>([
  ["status", { status: 404 }, {}],
  ["Retry-After", { retryAfter: "3h" }, {}],
  ["time in CloudFront's cache", { cacheSeconds: 60 }, {}],
  ["page", { page: "closed" }, {}],
  ["Strict-Transport-Security", { hstsSeconds: 300 }, {}],
  ["answer to those who ask for JSON", { json: false }, {}],
  ["region", {}, { region: "eu-west-1" }],
  ["tags", {}, { tags: { team: "web" } }],
])("the hash is the same with another %s", (_, site, account) => {
  expect(configOf(site, account).hash).toBe(configOf().hash);
});

test("the hash is the same with a default written out", () => {
  expect(configOf({ httpsRedirect: "permanent" }).hash).toBe(configOf().hash);
});

test("another environment changes nginx.conf alone, and the hash, which then names no image", () => {
  const platform = platformOf([accountConfig()]);
  const [production, local] = [
    masterConfig(platform),
    masterConfig(platform, { ...PRODUCTION, listen: ["127.0.0.1:8080"] }),
  ];
  expect(local.files["conf.d/virtual.conf"]).toBe(production.files["conf.d/virtual.conf"]);
  expect(local.files["nginx.conf"]).not.toBe(production.files["nginx.conf"]);
  expect(local.hash).not.toBe(production.hash);
});
