import { createHash } from "node:crypto";
import { REGIONS } from "../../accounts/regions";
import type { Platform } from "../../accounts/types";
import { goldenAmi } from "../../nginx/golden-ami";
import { type MasterConfig, masterConfig } from "../../nginx/master-config";
import { SYSTEM_FILES } from "../../nginx/system-files";
import { isFormatted, parseHcl, readLocals } from "../support/hcl";
import { accountConfig, manySites, platformOf } from "../support/platforms";

const ACCOUNTS = [
  accountConfig({ id: "333333333333", region: "eu-west-1" }),
  { ...accountConfig({ name: "b", id: "222222222222", sorryDomain: "sorry.example.net", sites: [] }) },
  { ...accountConfig({ name: "c", id: "111111111111", sorryDomain: "sorry.example.org", sites: [] }) },
  {
    ...accountConfig({ name: "d", id: "444444444444", sorryDomain: "sorry.example.edu", sites: [] }),
    region: "eu-west-1",
  },
];

/** Copies of pages, one of them no text. */
const BAKED = { "baked.conf": "# text\n", "pages/a/logo.png": Buffer.from([0x89, 0xff, 0x00]) };

interface Source {
  readonly [attribute: string]: unknown;
  readonly ami_users: string[];
  readonly ami_regions: string[];
}
interface Build {
  readonly sources: string[];
  readonly provisioner: {
    readonly shell: { readonly inline: string[] }[];
    readonly file: { readonly source: string; readonly destination: string }[];
  };
}
interface Template {
  readonly packer: { readonly required_version: string }[];
  readonly variable: Record<string, { default: string; validation: { condition: string }[] }[]>;
  readonly source: { readonly "amazon-ebs": Readonly<Record<string, Source[]>> };
  readonly build: Build[];
}

async function generate(platform: Platform) {
  const config = masterConfig(platform);
  const files = goldenAmi(platform, config, BAKED);
  const image = String(files["image.pkr.hcl"]);
  const template = (await parseHcl(image)) as unknown as Template;
  const sources = Object.values(template.source["amazon-ebs"]).flat();
  return { config, files, image, template, sources, build: template.build[0] };
}

const sha256 = (text: string | Buffer) => createHash("sha256").update(text).digest("hex");
const inlineOf = (build: Build | undefined, step: number) => build?.provisioner.shell[step]?.inline ?? [];

describe("the golden AMI's template", () => {
  let generated: Awaited<ReturnType<typeof generate>>;
  beforeAll(async () => {
    generated = await generate(platformOf(ACCOUNTS));
  });

  test("consists of the image, the plugins in a folder of their own for what knows them, and the files to copy", async () => {
    const { files, template } = generated;
    const templates = Object.keys(files).filter((path) => !path.startsWith("files/"));
    expect(templates).toEqual(["image.pkr.hcl", "plugins/plugins.pkr.hcl"]);
    expect(template.packer).toEqual([{ required_version: ">= 1.6.6" }]);
    expect(await parseHcl(String(files["plugins/plugins.pkr.hcl"]))).toEqual({
      packer: [
        { required_plugins: [{ amazon: { version: ">= 1.2.8", source: "github.com/hashicorp/amazon" } }] },
      ],
    });
  });

  test("is formatted as packer fmt formats", async () => {
    const { "image.pkr.hcl": image, "plugins/plugins.pkr.hcl": plugins } = generated.files;
    for (const text of [image, plugins]) expect(await isFormatted(String(text))).toBe(true);
  });

  test("copies the baked files and those of the system from files/, byte for byte, to where they belong", () => {
    const { files, build } = generated;
    expect(Object.fromEntries(Object.entries(files).filter(([path]) => path.startsWith("files/")))).toEqual({
      "files/etc/sorry-server/baked.conf": BAKED["baked.conf"],
      "files/etc/sorry-server/pages/a/logo.png": BAKED["pages/a/logo.png"],
      ...Object.fromEntries(
        Object.entries(SYSTEM_FILES).map(([path, content]) => [`files/${path}`, content]),
      ),
    });
    expect(build?.provisioner.file).toEqual([
      { source: "${path.root}/files/", destination: "/tmp/sorry-server" },
    ]);
    expect(inlineOf(build, 2)).toContain(
      "find . -type f -exec install -D -o root -g root -m 644 '{}' '/{}' ';'",
    );
  });

  test("embeds nginx.conf and virtual.conf byte for byte", async () => {
    const { config, image } = generated;
    const locals = await readLocals(image);
    expect(locals["nginx_conf"]).toBe(config.files["nginx.conf"]);
    expect(locals["virtual_conf"]).toBe(config.files["conf.d/virtual.conf"]);
  });

  test("embeds them readable: each line stands in the template as it is", () => {
    const { config, image } = generated;
    for (const content of Object.values<string>(config.files))
      expect(image).toContain(`<<EOT\n${content}EOT\n`);
  });

  test("bakes both processors in one build, each on a type of instance that has it", () => {
    const { template, build } = generated;
    expect(build?.sources).toEqual(["source.amazon-ebs.arm64", "source.amazon-ebs.amd64"]);
    for (const [processor, type] of [
      ["arm64", "t4g.small"],
      ["amd64", "t3.small"],
    ] as const) {
      expect(template.variable[`${processor}_instance_type`]?.[0]?.default).toBe(type);
      expect(template.source["amazon-ebs"][processor]?.[0]).toMatchObject({
        instance_type: `\${var.${processor}_instance_type}`,
        source_ami_filter: [
          {
            filters: { name: `debian-12-${processor}-*`, "root-device-type": "ebs" },
            owners: ["136693071363"],
            most_recent: true,
          },
        ],
      });
    }
  });

  test("names the image by processor, config hash and time", () => {
    const { config, template } = generated;
    const names = ["arm64", "amd64"].map((name) => template.source["amazon-ebs"][name]?.[0]?.["ami_name"]);
    expect(names).toEqual([
      `sorry-server-arm64-${config.hash}-\${local.time}`,
      `sorry-server-amd64-${config.hash}-\${local.time}`,
    ]);
  });

  test("shares the image with every account but the one that bakes it", () => {
    for (const { ami_users } of generated.sources) {
      expect(ami_users).toEqual(["111111111111", "222222222222", "444444444444"]);
    }
  });

  test("copies the image to every region in use, once", () => {
    for (const { ami_regions } of generated.sources) {
      expect(ami_regions).toEqual(["ap-northeast-1", "eu-west-1"]);
    }
  });

  test("bakes in the first account's region, and leaves the image unencrypted as it is shared", () => {
    expect(generated.template.variable["region"]?.[0]?.default).toBe("eu-west-1");
    for (const source of generated.sources) expect(source["encrypt_boot"]).toBe(false);
  });

  test("takes every region that an account can be in", () => {
    const { condition } = generated.template.variable["region"]?.[0]?.validation[0] ?? { condition: "" };
    const pattern = /"=\$\{var\.region\}", "([^"]+)", "/.exec(condition)?.[1] ?? "";
    expect(pattern).not.toBe("");
    expect(REGIONS.filter((region) => !new RegExp(pattern).test(`=${region}`))).toEqual([]);
  });

  test("checks in a later step that just these files arrived", () => {
    const { config, build, files: all } = generated;
    const files: readonly (readonly [string, string | Buffer])[] = [
      ...Object.entries(config.files).map(([path, text]) => [`etc/nginx/${path}`, text] as const),
      ...Object.entries(all)
        .filter(([path]) => path.startsWith("files/"))
        .map(([path, content]) => [path.slice("files/".length), content] as const),
    ];
    const last = inlineOf(build, (build?.provisioner.shell.length ?? 0) - 1);
    expect(last.filter((line) => line.includes("sha256sum"))).toEqual(
      files.map(([path, content]) => `echo '${sha256(content)}  /${path}' | sha256sum --check --strict`),
    );
    expect(last).toContain("nginx -t");
    expect(last.indexOf("nginx -t")).toBeGreaterThan(
      last.findLastIndex((line) => line.includes("sha256sum")),
    );
  });

  test("sends the files as base64 in short lines", () => {
    const { build, image } = generated;
    expect(inlineOf(build, 1).slice(0, 2)).toEqual([
      "base64 --decode >'/etc/nginx/nginx.conf' <<'BASE64'\n${local.nginx_conf_base64}\nBASE64",
      "base64 --decode >'/etc/nginx/conf.d/virtual.conf' <<'BASE64'\n${local.virtual_conf_base64}\nBASE64",
    ]);
    for (const name of ["nginx_conf", "virtual_conf"]) {
      expect(image).toContain(
        `${name}_base64 = regex_replace(base64encode(local.${name}), "(.{76})", "$1\\n")\n`,
      );
    }
  });

  test("is the same for the same platform", () => {
    const platform = platformOf(ACCOUNTS);
    expect(goldenAmi(platform, masterConfig(platform), BAKED)).toEqual(generated.files);
  });
});

test("the image of a single account is shared with nobody", async () => {
  const { sources } = await generate(platformOf([accountConfig()]));
  expect(sources.map(({ ami_users, ami_regions }) => [ami_users, ami_regions])).toEqual([
    [[], ["ap-northeast-1"]],
    [[], ["ap-northeast-1"]],
  ]);
});

test("a table of many domains comes back byte for byte", async () => {
  const platform = platformOf(manySites(100, 5));
  const config: MasterConfig = masterConfig(platform);
  const locals = await readLocals(String(goldenAmi(platform, config, BAKED)["image.pkr.hcl"]));
  expect(locals["virtual_conf"]).toBe(config.files["conf.d/virtual.conf"]);
});
