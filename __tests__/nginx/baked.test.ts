import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { checkPlatform } from "../../accounts/platform";
import type { Platform } from "../../accounts/types";
import { bakedFiles } from "../../nginx/baked";
import { masterConfig } from "../../nginx/master-config";
import { buildPage } from "../../pages/build";
import { factsOf } from "../../pages/facts";
import { readPage } from "../../pages/page";
import { checkPages } from "../../pages/platform-pages";
import { genericPage, htmlPage, pageFolders } from "../support/pages";
import { accountConfig, platformOf, sitesOf } from "../support/platforms";

const { build, folderOf } = pageFolders();
const generic = genericPage();

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
  ["assets", "none"],
  ["status", "503"],
  ["retry_after", '""'],
  ["hsts", '""'],
  ["json", "on"],
] as const;

const maximal = {
  page: "illustrated",
  status: 404,
  retryAfter: "2026-12-01T06:00:00+09:00",
  hstsSeconds: 300,
  json: false,
};

const DIGEST: unknown = expect.stringMatching(/^illustrated-[0-9a-f]{12}$/);

test("a site with all of its fields has a row in each map, by its alias", () => {
  const platform = platformOf([accountConfig({}, maximal)]);
  expect(DEFAULTS.map(([name, fallback]) => rowsOf(platform, name, fallback))).toEqual(
    [DIGEST, DIGEST, "404", '"Mon, 30 Nov 2026 21:00:00 GMT"', '"max-age=300"', "off"].map((value) => [
      ["domain-a.sorry.example.com", value],
    ]),
  );
});

test("a site whose page has assets has their folder, and others have none", () => {
  const sites = ["maintenance", "illustrated"].map((page) => ({
    name: page,
    domains: [`${page}.example.com`],
    page,
  }));
  const platform = platformOf([accountConfig({ sites })]);
  expect(rowsOf(platform, "assets", "none")).toEqual([["illustrated.sorry.example.com", DIGEST]]);
});

test("what is the default has no row, but for the page", () => {
  const platform = platformOf([accountConfig({}, { retryAfter: undefined })]);
  expect(DEFAULTS.map(([name, fallback]) => rowsOf(platform, name, fallback))).toEqual([
    [["domain-a.sorry.example.com", expect.stringMatching(/^maintenance-[0-9a-f]{12}$/)]],
    [],
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

const releaseOf = (platform: Platform) =>
  JSON.parse(String(bake(platform)["release.json"])) as { configHash: string; pagesHash: string };

test("release.json says which config this is, and how much is in it", () => {
  const platform = platformOf([accountConfig()]);
  expect(releaseOf(platform)).toEqual({
    configHash: masterConfig(platform).hash,
    pagesHash: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
    accounts: 1,
    sites: 1,
    domains: 2,
  });
});

test("a page, or what is said of a site beside it, changes the hash of the pages and not that of the config", () => {
  const release = releaseOf(platformOf([accountConfig()]));
  for (const change of [{ page: "closed" }, { status: 404 }, { retryAfter: "3h" }]) {
    const other = releaseOf(platformOf([accountConfig({}, change)]));
    expect(other.configHash).toBe(release.configHash);
    expect(other.pagesHash).not.toBe(release.pagesHash);
  }
});

/** The copies in `files`, and the folder of each site, by its alias. */
function copiesIn(platform: Platform, files: Record<string, string | Buffer>) {
  const copies = Object.entries(files).filter(([path]) => /^(?:pages|assets)\//.test(path));
  return {
    copies: new Map(copies),
    folders: new Map(rowsOf(platform, "page", "generic") as [string, string][]),
  };
}

test("the copies are the pages in use and the generic one, byte for byte, and the gzip of each", () => {
  const sites = [
    { name: "a", domains: ["a.example.com"], page: "maintenance" },
    { name: "b", domains: ["b.example.com"], page: "closed" },
  ];
  const platform = platformOf([accountConfig({ sites })]);
  const { copies, folders } = copiesIn(platform, bake(platform));
  const unpacked = [...copies].map(
    ([path, bytes]) => [path, path.endsWith(".gz") ? gunzipSync(bytes) : bytes] as const,
  );
  const copiesOf = (folder: string, page = generic) => [
    ...[page.document, page.json, page.text].map(
      ({ path, bytes }) => [`pages/${folder}/${path}`, bytes] as const,
    ),
    [`pages/${folder}/index.html.gz`, page.document.bytes] as const,
  ];
  const expected = sitesOf(platform).flatMap((site) =>
    copiesOf(folders.get(site.alias) ?? "", buildPage(readPage(site.pageFolder), factsOf(site))),
  );
  expect(new Map(unpacked)).toEqual(new Map([...copiesOf("generic"), ...expected]));
});

test("a gzip says nothing of the time and the system that made it", () => {
  const packed = Buffer.from(bake(platformOf([accountConfig()]))["pages/generic/index.html.gz"] ?? "");
  // RFC 1952: magic, deflate, no flags, no time, slowest compression, unknown system.
  expect([...packed.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
});

describe("pages that sites share", () => {
  const page = (text: string) =>
    folderOf({
      "index.html": htmlPage(`${text}<img src="photo.png" alt="">`),
      "page.json": "{}",
      "photo.png": Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe]), Buffer.alloc(5000)]),
    });
  const bakeFor = (folder: string) => {
    const sites = ["a", "b"].map((name) => ({ name, domains: [`${name}.example.com`], page: "page" }));
    const { platform } = checkPlatform([accountConfig({ sites })], [join(folder, "..")]);
    if (platform === undefined) throw new Error("no platform");
    const { pages } = checkPages(sitesOf(platform));
    const files = bakedFiles(platform, pages, generic, masterConfig(platform));
    return Object.keys(files).filter((path) => /^(?:pages\/page-|assets\/)/.test(path));
  };

  it("are there once where they are the same to the byte", () => {
    expect(bakeFor(page("Sorry"))).toEqual([
      expect.stringMatching(/^assets\/page-[0-9a-f]{12}\/photo-[0-9a-f]{10}\.png$/),
      ...["-503\\.json", "-503\\.txt", "\\.html", "\\.html\\.gz"].map((ending): unknown =>
        expect.stringMatching(new RegExp(`^pages/page-[0-9a-f]{12}/index${ending}$`)),
      ),
    ]);
  });

  it("are there for each site where they show its domain, with their assets once", () => {
    const paths = bakeFor(page("{{ domain }}"));
    expect(paths.filter((path) => path.startsWith("assets/"))).toHaveLength(1);
    expect(new Set(paths.map((path) => /^pages\/([^/]+)/.exec(path)?.[1]))).toHaveProperty("size", 3);
  });
});

test("an asset is not read as text, and one in a folder keeps its path", () => {
  const bytes = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0x00, 0x0a]),
    Buffer.alloc(5000),
  ]);
  const page = build({
    "index.html": htmlPage('<img src="images/logo.png" alt="">'),
    "images/logo.png": bytes,
  });
  const platform = platformOf([accountConfig()]);
  const pages = new Map([["domain-a.sorry.example.com", page]]);
  const files = bakedFiles(platform, pages, generic, masterConfig(platform));
  const [path = ""] = Object.keys(files).filter((path) => path.startsWith("assets/"));
  expect(path).toMatch(/^assets\/page-[0-9a-f]{12}\/images\/logo-[0-9a-f]{10}\.png$/);
  expect(files[path]).toEqual(bytes);
});

test("without a site there is the generic page all the same", () => {
  expect(Object.keys(bake(platformOf([accountConfig({ sites: [] })])))).toEqual([
    "baked.conf",
    "pages/generic/index-503.json",
    "pages/generic/index-503.txt",
    "pages/generic/index.html",
    "pages/generic/index.html.gz",
    "release.json",
  ]);
});
