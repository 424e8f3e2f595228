import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { RECORD } from "../cli/record";
import { writeFiles } from "./support/files";
import { htmlPage } from "./support/pages";
import { ROOT, SMALLEST, accountConfig, manySites, writeAccounts } from "./support/platforms";
import { copyOfProject } from "./support/project-copy";
import { cdktfSynth, contentOf, synth } from "./support/synth";
import { temporaryFolder } from "./support/temporary-folder";

/** The copies of the pages, and what is told of them. */
const BAKED = [
  "baked.conf",
  // Each site has a page of its own, with its domain, but for the two that do not differ.
  ...["closed-DIGEST", "generic", "maintenance-DIGEST", "maintenance-DIGEST", "maintenance-DIGEST"].flatMap(
    (folder) => {
      const status = folder.startsWith("closed") ? 404 : 503;
      const files = [`index-${status}.json`, `index-${status}.txt`, "index.html", "index.html.gz"];
      return files.map((file) => `pages/${folder}/${file}`);
    },
  ),
  "release.json",
];

/** What an image holds below /etc beside the master config; its release.json is completed by the bake. */
const ON_MACHINE = [
  "apt/apt.conf.d/60sorry-server",
  "logrotate.d/nginx",
  ...BAKED.filter((path) => path !== "release.json").map((path) => `sorry-server/${path}`),
  "sorry-server/figures.sh",
  "sorry-server/files.sha256",
  "sysctl.d/60-sorry-server.conf",
  "systemd/system/sorry-figures.service",
  "systemd/system/sorry-figures.timer",
  "systemd/system/logrotate.timer.d/sorry-server.conf",
  "systemd/system/nginx.service.d/sorry-server.conf",
];

const inRole = (path: string) => `ansible/roles/sorry_server/${path}`;

jest.setTimeout(120_000);

const folder = temporaryFolder();

/** A new folder; nothing is in it. */
function newFolder(name: string): string {
  mkdirSync(join(folder, name));
  return join(folder, name);
}

describe("npm run synth", () => {
  const output = join(folder, "own");
  let run: Awaited<ReturnType<typeof synth>>;
  let content: ReadonlyMap<string, string>;
  let copy: string;

  beforeAll(async () => {
    run = await synth(output);
    content = contentOf(output);
    copy = copyOfProject(newFolder("another place"));
  });

  it("writes a stack an account, the master config and the golden AMI", () => {
    expect([run.status, run.stderr]).toEqual([0, ""]);
    const files = [...content.keys()].filter((path) => !path.includes("/assets/"));
    expect(files.map((path) => path.replace(/-[0-9a-f]{12}(?=\/)/, "-DIGEST")).sort()).toEqual(
      [
        ...["", "ansible/", "golden-ami/", "iam/", "nginx/", "sorry-server/"].map((path) => path + RECORD),
        ...["defaults/main.yml", "files/installed.sha256", "meta/main.yml"].map(inRole),
        ...["nginx/nginx.conf", "nginx/conf.d/virtual.conf"].map((path) =>
          inRole(`files/machine/etc/${path}`),
        ),
        ...[...ON_MACHINE, "sorry-server/release.json"].map((path) => inRole(`files/machine/etc/${path}`)),
        ...["tasks/install.yml", "tasks/main.yml", "vars/main.yml"].map(inRole),
        "ansible/playbook.yml",
        ...ON_MACHINE.map((path) => `golden-ami/files/etc/${path}`),
        "golden-ami/image.pkr.hcl",
        "golden-ami/plugins/plugins.pkr.hcl",
        ...["clean", "install", "packages", "smoke-test", "ssm-agent"].map(
          (name) => `golden-ami/scripts/${name}.sh`,
        ),
        "iam/corporate.json",
        "iam/media.json",
        "manifest.json",
        "nginx/conf.d/virtual.conf",
        "nginx/nginx.conf",
        ...BAKED.map((path) => `sorry-server/${path}`),
        "stacks/corporate/cdk.tf.json",
        "stacks/media/cdk.tf.json",
      ].sort(),
    );
  });

  it("puts every uploaded file beside its stack", () => {
    const sources = [...content].flatMap(([path, text]) => {
      const [, stack] = /^stacks\/([^/]+)\/cdk\.tf\.json$/.exec(path) ?? [];
      return [...text.matchAll(/"source": "(assets\/[^"]+)"/g)].map(
        ([, source]) => `stacks/${stack ?? ""}/${source ?? ""}`,
      );
    });
    // Sites with the same page share its files.
    expect([...new Set(sources)].sort()).toEqual(
      [...content.keys()].filter((path) => path.includes("/assets/")),
    );
    expect(sources).not.toEqual([]);
  });

  it("closes with accounts, sites, files, config hash and the next command, without colours", () => {
    const shown = relative(ROOT, output);
    const [hash = "none"] =
      /(?<=ami_name += "sorry-server-arm64-)[0-9a-f]{12}/.exec(
        content.get("golden-ami/image.pkr.hcl") ?? "",
      ) ?? [];
    expect(run.stdout.split("\n").map((line) => line.trim().split(/ {2,}/).join(" | "))).toEqual([
      "2 accounts, 4 sites, 8 domains",
      "",
      "ACCOUNT | ID | REGION | SITES | STACK",
      `corporate | 111111111111 | ap-northeast-1 | 2 | ${shown}/stacks/corporate/cdk.tf.json`,
      `media | 222222222222 | eu-west-1 | 2 | ${shown}/stacks/media/cdk.tf.json`,
      "",
      `MASTER CONFIG | ${hash}`,
      `nginx | ${shown}/nginx/{nginx.conf,conf.d/virtual.conf}`,
      `baked copies | ${shown}/sorry-server/{baked.conf,release.json,pages/}`,
      `golden AMI | ${shown}/golden-ami/image.pkr.hcl`,
      "",
      "Note: shop.example.com goes to site media/shop, the rest of *.example.com to corporate/domain-a.",
      "Next: npx cdktf deploy corporate",
      "",
    ]);
  });

  it("writes the same bytes on a second run, over the first", async () => {
    expect((await synth(output)).status).toBe(0);
    expect(contentOf(output)).toEqual(content);
  });

  it("writes the same bytes in another folder, and neither folder's name", async () => {
    const elsewhere = join(folder, "elsewhere");
    expect((await synth(elsewhere, { root: copy })).status).toBe(0);
    expect(contentOf(elsewhere)).toEqual(content);
    for (const [path, text] of content) {
      for (const place of [ROOT, copy, folder]) expect([path, text.includes(place)]).toEqual([path, false]);
    }
  });

  it("writes the same bytes as npx cdktf synth", async () => {
    const byCdktf = join(copy, "by-cdktf");
    const { status, stdout, stderr } = await cdktfSynth(byCdktf, copy);
    expect([status, stdout, stderr]).toEqual([0, expect.any(String), expect.any(String)]);
    expect(contentOf(byCdktf)).toEqual(content);
  });
});

describe("SORRY_ACCOUNTS", () => {
  it("takes the smallest file of accounts in the repository's stead", async () => {
    const output = join(folder, "smallest");
    const accountsFile = writeAccounts(newFolder("smallest accounts"), [SMALLEST]);
    const { status, stdout } = await synth(output, { accountsFile });
    expect([status, stdout]).toEqual([0, expect.stringContaining("1 account, 1 site, 2 domains")]);
    expect(readdirSync(join(output, "stacks"))).toEqual(["corporate"]);
    expect(readFileSync(join(output, "nginx", "conf.d", "virtual.conf"), "utf8")).toContain(
      "domain-a.sorry.example.com",
    );
  });

  it("takes a TypeScript module, whose own page comes before the repository's of that name", async () => {
    const output = join(folder, "module");
    const accounts = writeFiles(newFolder("module accounts"), {
      "accounts.ts": `const id: string = "111111111111";\nexport default [${JSON.stringify(SMALLEST).replace('"111111111111"', "id")}];\n`,
      "maintenance/index.html": htmlPage("<h1>Their own page</h1>"),
    });
    const { status } = await synth(output, { accountsFile: join(accounts, "accounts.ts") });
    expect(status).toBe(0);
    const uploaded = [...contentOf(join(output, "stacks")).values()];
    expect(uploaded.filter((text) => text.includes("<h1>Their own page</h1>"))).toHaveLength(1);
  });

  it("takes a TypeScript module of a package of ES modules", async () => {
    const output = join(folder, "esm");
    const accounts = writeFiles(newFolder("esm accounts"), {
      "package.json": '{ "type": "module" }',
      "accounts.ts": `export default ${JSON.stringify([SMALLEST])};\n`,
    });
    const { status, stderr } = await synth(output, { accountsFile: join(accounts, "accounts.ts") });
    expect([status, stderr]).toEqual([0, expect.any(String)]);
    expect(readdirSync(join(output, "stacks"))).toEqual(["corporate"]);
  });

  it("takes 1,000 sites in 10 accounts", async () => {
    const output = join(folder, "many");
    const accountsFile = writeAccounts(newFolder("many accounts"), manySites(1000, 10));
    const { status, stdout } = await synth(output, { accountsFile });
    expect([status, stdout]).toEqual([0, expect.stringContaining("10 accounts, 1000 sites, 2000 domains")]);
    const distributions = readdirSync(join(output, "stacks")).map((stack) => {
      const json = readFileSync(join(output, "stacks", stack, "cdk.tf.json"), "utf8");
      const { resource } = JSON.parse(json) as { resource: Record<string, object> };
      return Object.keys(resource["aws_cloudfront_distribution"] ?? {}).length;
    });
    expect(distributions).toEqual(Array.from({ length: 10 }, () => 100));
  });

  it("leaves Packer's record of the last bake alone", async () => {
    const output = join(folder, "baked before");
    const accountsFile = writeAccounts(newFolder("the same"), [SMALLEST]);
    expect((await synth(output, { accountsFile })).status).toBe(0);
    writeFiles(join(output, "golden-ami"), { "manifest.json": "{}" });
    expect((await synth(output, { accountsFile })).status).toBe(0);
    expect(readdirSync(join(output, "golden-ami")).sort()).toEqual([
      RECORD,
      "files",
      "image.pkr.hcl",
      "manifest.json",
      "plugins",
      "scripts",
    ]);
  });

  it("takes an account's stack out again when the account has left, and says so", async () => {
    const output = join(folder, "shrinking");
    const accounts = newFolder("shrinking accounts");
    const media = accountConfig(
      { name: "media", id: "222222222222", sorryDomain: "sorry.example.net" },
      { domains: ["example.net"] },
    );
    await synth(output, { accountsFile: writeAccounts(accounts, [SMALLEST, media]) });
    expect(readdirSync(join(output, "stacks"))).toEqual(["corporate", "media"]);

    const { status, stdout } = await synth(output, { accountsFile: writeAccounts(accounts, [SMALLEST]) });
    const shown = relative(ROOT, output);
    expect([status, stdout.split("\n")]).toEqual([
      0,
      expect.arrayContaining([
        `Note: took out the stack in ${shown}/stacks/media: there is no such account in accounts/ any more.`,
      ]),
    ]);
    expect(readdirSync(join(output, "stacks"))).toEqual(["corporate"]);
  });
});
