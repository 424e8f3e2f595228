import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Platform } from "../../accounts/types";
import { bakedFiles } from "../../nginx/baked";
import { masterConfig } from "../../nginx/master-config";
import { readPage } from "../../pages/page";
import { checkPages } from "../../pages/platform-pages";
import { writeFiles } from "../support/files";
import { SITE_CONTENT, accountConfig, platformOf, sitesOf } from "../support/platforms";
import { temporaryFolder } from "../support/temporary-folder";

const root = temporaryFolder();
const generic = readPage(join(SITE_CONTENT, "generic"));

function bake(platform: Platform): Record<string, string | Buffer> {
  const { pages } = checkPages(sitesOf(platform));
  return bakedFiles(platform, pages, generic, masterConfig(platform));
}

/** The rows of a map of baked.conf without its default, which must be `fallback`. */
function rowsOf(platform: Platform, name: string, fallback: string): string[][] {
  const conf = String(bake(platform)["baked.conf"]);
  const [, body = ""] =
    new RegExp(`^map \\$host \\$sorry_baked_${name} \\{\n([^}]*)\\}$`, "m").exec(conf) ?? [];
  const [first, ...rows] = body
    .trimEnd()
    .split("\n")
    .map((line) => line.trim());
  expect(first).toBe(`default ${fallback};`);
  return rows.map((row) => /^(\S+) +(.+);$/.exec(row)?.slice(1) ?? [row]);
}

const DEFAULTS = [
  ["page", "generic"],
  ["status", "503"],
  ["retry_after", '""'],
  ["hsts", '""'],
  ["json", "on"],
] as const;

const maximal = {
  page: "closed",
  status: 404,
  retryAfter: "2026-12-01T06:00:00+09:00",
  hstsSeconds: 300,
  json: false,
};

test("a site with all of its fields has a row in each map, by its alias", () => {
  const platform = platformOf([accountConfig({}, maximal)]);
  expect(DEFAULTS.map(([name, fallback]) => rowsOf(platform, name, fallback))).toEqual(
    ["closed", "404", '"Mon, 30 Nov 2026 21:00:00 GMT"', '"max-age=300"', "off"].map((value) => [
      ["domain-a.sorry.example.com", value],
    ]),
  );
});

test("what is the default has no row, but for the page", () => {
  const platform = platformOf([accountConfig({}, { retryAfter: undefined })]);
  expect(DEFAULTS.map(([name, fallback]) => rowsOf(platform, name, fallback))).toEqual([
    [["domain-a.sorry.example.com", "maintenance"]],
    [],
    [],
    [],
    [],
  ]);
});

test("a Strict-Transport-Security that takes it back is no default", () => {
  const platform = platformOf([accountConfig({}, { hstsSeconds: 0 })]);
  expect(rowsOf(platform, "hsts", '""')).toEqual([["domain-a.sorry.example.com", '"max-age=0"']]);
});

test("the order of sites makes no difference", () => {
  const sites = ["a", "b"].map((name) => ({ name, domains: [`${name}.example.com`], retryAfter: "2h" }));
  const [one, other] = [sites, [...sites].reverse()].map((list) =>
    bake(platformOf([accountConfig({ sites: list })])),
  );
  expect(one).toEqual(other);
  expect(rowsOf(platformOf([accountConfig({ sites })]), "retry_after", '""')).toHaveLength(2);
});

test("release.json says which config this is, and how much is in it", () => {
  const platform = platformOf([accountConfig()]);
  expect(JSON.parse(String(bake(platform)["release.json"]))).toEqual({
    configHash: masterConfig(platform).hash,
    accounts: 1,
    sites: 1,
    domains: 2,
  });
});

test("the copies are the pages in use and the generic one, byte for byte, and the gzip of each", () => {
  const sites = [
    { name: "a", domains: ["a.example.com"], page: "maintenance" },
    { name: "b", domains: ["b.example.com"], page: "maintenance" },
  ];
  const files = bake(platformOf([accountConfig({ sites })]));
  const copies = Object.entries(files)
    .filter(([path]) => path.startsWith("pages/"))
    .map(([path, content]) => [path, path.endsWith(".gz") ? gunzipSync(content) : content]);
  const original = (path: string) => readFileSync(join(SITE_CONTENT, path));
  expect(copies).toEqual([
    ["pages/generic/index.html", original("generic/index.html")],
    ["pages/generic/index.html.gz", original("generic/index.html")],
    ["pages/maintenance/index.html", original("maintenance/index.html")],
    ["pages/maintenance/index.html.gz", original("maintenance/index.html")],
    ["pages/maintenance/tools.svg", original("maintenance/tools.svg")],
  ]);
});

test("a gzip says nothing of the time and the system that made it", () => {
  const packed = Buffer.from(bake(platformOf([accountConfig()]))["pages/generic/index.html.gz"] ?? "");
  // RFC 1952: magic, deflate, no flags, no time, slowest compression, unknown system.
  expect([...packed.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
});

test("a copy is not read as text, and an asset in a folder keeps its path", () => {
  const bytes = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0x00, 0x0a]);
  const folder = writeFiles(join(root, "photo"), {
    "index.html": "<!doctype html>",
    "images/logo.png": bytes,
  });
  const [platform, page] = [platformOf([accountConfig()]), readPage(folder)];
  const files = bakedFiles(platform, new Map([[folder, page]]), generic, masterConfig(platform));
  expect(files["pages/photo/images/logo.png"]).toEqual(bytes);
});

test("without a site there is the generic page all the same", () => {
  expect(Object.keys(bake(platformOf([accountConfig({ sites: [] })])))).toEqual([
    "baked.conf",
    "release.json",
    "pages/generic/index.html",
    "pages/generic/index.html.gz",
  ]);
});
