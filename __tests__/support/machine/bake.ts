import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Platform } from "../../../accounts/types";
import { writeFolder } from "../../../cli/write-files";
import { bakedFiles, copyFolder } from "../../../nginx/baked";
import { goldenAmi } from "../../../nginx/golden-ami";
import { type MachineFiles, machineFiles } from "../../../nginx/machine-files";
import { type MasterConfig, masterConfig } from "../../../nginx/master-config";
import { type Pages, checkPages } from "../../../pages/platform-pages";
import type { Outcome } from "../command";
import { genericPage } from "../pages";
import { accountConfig, platformOf, sitesOf } from "../platforms";
import type { Machine } from "./machine";

/** Three sites: two statuses, two pages, a wildcard, a redirect that nobody remembers and none. */
export const THREE_SITES = platformOf([
  accountConfig({
    sites: [
      { name: "domain-a", domains: ["example.com", "*.example.com"], page: "maintenance", retryAfter: "2h" },
      {
        name: "domain-b",
        domains: ["example.net"],
        page: "closed",
        status: 404,
        httpsRedirect: "temporary",
      },
      { name: "domain-c", domains: ["新聞.example.org"], page: "maintenance", httpsRedirect: "off" },
    ],
  }),
]);

/** A golden AMI's template on disk, and what it says a machine will hold. */
export interface Template {
  readonly folder: string;
  readonly config: MasterConfig;
  readonly pages: Pages;
  readonly files: MachineFiles;
}

/** What a synth makes of a platform: the config, and the copies of its pages. */
export function synthesize(platform: Platform) {
  const config = masterConfig(platform);
  const { pages } = checkPages(sitesOf(platform));
  return { config, pages, baked: bakedFiles(platform, pages, genericPage(), config) };
}

/**
 * Writes the template, with a machine for tests as its second source.
 *
 * @param config other than the platform's own
 */
export function writeTemplate(folder: string, platform: Platform, config?: MasterConfig): Template {
  const own = synthesize(platform);
  const used = config ?? own.config;
  writeFolder(folder, goldenAmi(platform, own.pages, used, own.baked, { testMachine: true }));
  return { folder, config: used, pages: own.pages, files: machineFiles(used, own.baked) };
}

/** Where the copy of a site's page is, below `/`. */
export const copyOf = ({ pages }: Template, alias: string): string =>
  `etc/sorry-server/pages/${copyFolder(pages, alias)}/index.html`;

/** Changes a file of a template after it was written. */
export function corrupt({ folder }: Template, path: string, change: (text: string) => string): void {
  const file = join(folder, path);
  const text = readFileSync(file, "latin1");
  const changed = change(text);
  if (changed === text) throw new Error(`${path} is as before`);
  writeFileSync(file, changed, "latin1");
}

const BAKE_MILLISECONDS = 300_000;

/** `packer build` of the template's steps on the machine. */
export function bake(
  machine: Machine,
  { folder }: Template,
  variables: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const home = join(machine.root, "..", "packer");
  mkdirSync(home, { recursive: true });
  const all = { test_ssh_key: machine.sshKey, ...variables };
  return machine.inNetwork(
    "packer",
    [
      ...["build", "-color=false", "-only=null.machine"],
      ...Object.entries(all).flatMap(([name, value]) => ["-var", `${name}=${value}`]),
      ".",
    ],
    {
      cwd: folder,
      env: { CHECKPOINT_DISABLE: "1", HOME: home, PACKER_CACHE_DIR: home },
      timeoutMilliseconds: BAKE_MILLISECONDS,
    },
  );
}

/** What Packer and the machine said, without the source's name before each line. */
export const linesOf = ({ stdout, stderr }: Outcome): string[] =>
  `${stdout}${stderr}`.split("\n").map((line) => line.replace(/^(?:==>|\s+)\s*null\.machine: /, "").trim());
