import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { checkPlatform } from "../../accounts/platform";
import type { Platform } from "../../accounts/types";
import { createAuthority } from "../../preview/certificates";
import { freePort } from "../../preview/free-port";
import { writeServer } from "../../preview/nginx";
import { checkConfig, serverFiles } from "../support/nginx";
import { hostileAccounts } from "../support/hostile-accounts";
import { SITE_CONTENT, accountConfig, manySites, platformOf } from "../support/platforms";
import { ownPlatform } from "../support/request-path";
import { temporaryFolder } from "../support/temporary-folder";

const folder = temporaryFolder();

let caFile: string;
beforeAll(async () => {
  ({ caFile } = await createAuthority(folder, "amazon"));
});

async function check(platform: Platform, edit: (virtualConf: string) => string = (text) => text) {
  const listen = [`127.0.0.1:${await freePort()}`];
  const statusListen = `127.0.0.1:${await freePort()}`;
  const environment = { listen, statusListen, resolver: "127.0.0.1", edgePort: 443, caFile };
  writeServer(folder, environment, serverFiles(platform));
  const file = join(folder, "etc", "conf.d", "virtual.conf");
  writeFileSync(file, edit(readFileSync(file, "utf8")));
  return checkConfig(folder);
}

/** The longest name that DNS allows, 253 characters, as `label(s).example.com`. */
const longest = (first: string) =>
  `${first.padEnd(52, "x")}.${"y".repeat(63)}.${"z".repeat(63)}.${"w".repeat(60)}.example.com`;

test.each<[string, () => Platform]>([
  ["the repository's accounts", () => ownPlatform().platform],
  ["an account without sites", () => platformOf([accountConfig({ sites: [] })])],
  ["10,000 domains", () => platformOf(manySites(5_000, 10))],
  ["a domain of 253 characters", () => platformOf([accountConfig({}, { domains: [longest("a")] })])],
  ["a wildcard of 253 characters", () => platformOf([accountConfig({}, { domains: [`*.${longest("a")}`] })])],
  [
    "many domains of 253 characters, with the longest alias",
    () =>
      platformOf([
        accountConfig(
          { sorryDomain: `sorry.${"s".repeat(44)}.example.com` },
          {
            name: "n".repeat(63),
            httpsRedirect: "off",
            domains: Array.from({ length: 300 }, (_, i) => longest(`a${i}`)),
          },
        ),
      ]),
  ],
])(
  "nginx takes the config of %s without a warning",
  async (_, platform) => {
    const { status, complaints } = await check(platform());
    expect(complaints).toEqual([]);
    expect(status).toBe(0);
  },
  60_000,
);

test.each([
  ["smaller bucket", "map_hash_bucket_size", 128, 1],
  ["smaller table", "map_hash_max_size", 512, 0],
])("with a %s it would complain", async (_, directive, size, status) => {
  const domains = Array.from({ length: 600 }, (_, i) => longest(`a${i}`));
  const outcome = await check(platformOf([accountConfig({}, { domains })]), (text) =>
    text.replace(new RegExp(`^${directive} \\d+;$`, "m"), `${directive} ${size};`),
  );
  expect(outcome.complaints).toContainEqual(expect.stringContaining(directive.replace("_size", "")));
  expect(outcome.status).toBe(status);
});

test("whatever accounts are accepted, nginx takes their config without a warning", async () => {
  await fc.assert(
    fc.asyncProperty(hostileAccounts, async (written) => {
      const { platform } = checkPlatform(written, [SITE_CONTENT]);
      fc.pre(platform !== undefined);
      expect(await check(platform)).toMatchObject({ status: 0, complaints: [] });
    }),
    { numRuns: 25 },
  );
}, 60_000);
