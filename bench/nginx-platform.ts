import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkPlatform } from "../accounts/platform";
import type { Platform, Site } from "../accounts/types";
import { writeFolder } from "../cli/write-files";
import { bakedFiles } from "../nginx/baked";
import type { Environment } from "../nginx/environment";
import { masterConfig } from "../nginx/master-config";
import { buildPage } from "../pages/build";
import { UNKNOWN_SITE } from "../pages/facts";
import { readPage } from "../pages/page";
import { type PlatformAndPages, checkPages } from "../pages/platform-pages";
import { accountsOf } from "./accounts";

const PAGE_BYTES = 5120;

/** Words, so that it compresses as a page does. With a policy of its own it is served as it is. */
function html(): string {
  const [head, tail] = [
    `<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width"><meta http-equiv=Content-Security-Policy content="default-src 'none'"><title>Maintenance</title><body><p>`,
    "</body></html>\n",
  ];
  let text = "";
  for (let i = 0; text.length < PAGE_BYTES; i++) text += `We will be back in ${(i * 7919) % 1000} minutes. `;
  return head + text.slice(0, PAGE_BYTES - head.length - tail.length) + tail;
}

/** A platform of so many domains, two a site, each site with the same page of 5,120 bytes. */
export function platformOf(
  folder: string,
  domains: number,
): PlatformAndPages & { readonly pageFolder: string } {
  const accounts = accountsOf(Math.ceil(domains / 2));
  const pageFolder = join(folder, "bench-page");
  const genericFolder = join(folder, "generic");
  for (const page of [pageFolder, genericFolder]) {
    mkdirSync(page, { recursive: true });
    writeFileSync(join(page, "index.html"), html());
    chmodSync(page, 0o755);
  }
  const { platform, faults } = checkPlatform(accounts, [folder]);
  if (platform === undefined) throw new Error(JSON.stringify(faults));
  return {
    platform,
    pages: checkPages(sitesOf(platform)).pages,
    generic: buildPage(readPage(genericFolder), UNKNOWN_SITE),
    pageFolder,
  };
}

export const sitesOf = (platform: Platform): readonly Site[] =>
  platform.accounts.flatMap(({ sites }) => sites);

/** Where the servers around a sorry server are. */
export type Surroundings = Pick<Environment, "resolver" | "edgePort" | "caFile">;

/** Writes our master config and baked copies below `folder`, with one worker; the rest is as in production. */
export function writeOurs(
  folder: string,
  input: PlatformAndPages,
  ports: { readonly listen: number; readonly status: number },
  surroundings: Surroundings,
): string {
  const names = { runFolder: "run", logFolder: "log", tempFolder: "temp", dataFolder: "data" };
  const folders = Object.fromEntries(
    Object.entries(names).map(([field, name]) => [field, join(folder, name)]),
  ) as Record<keyof typeof names, string>;
  const config = masterConfig(input.platform, {
    ...surroundings,
    ...folders,
    listen: [`127.0.0.1:${ports.listen}`],
    statusListen: `127.0.0.1:${ports.status}`,
    pidFile: join(folder, "nginx.pid"),
  });
  for (const name of ["run", "log", "temp"]) writeFolder(join(folder, name), { ".keep": "" });
  writeFolder(join(folder, "etc"), {
    ...config.files,
    "nginx.conf": config.files["nginx.conf"].replace("worker_processes auto;", "worker_processes 1;"),
  });
  writeFolder(join(folder, "data"), bakedFiles(input.platform, input.pages, input.generic, config));
  return join(folder, "etc", "nginx.conf");
}
