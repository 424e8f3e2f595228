import { REGIONS } from "../../accounts/regions";
import { goldenAmi } from "../../nginx/golden-ami";
import { IMAGE_SCRIPTS } from "../../nginx/image-scripts";
import { sha256 } from "../../nginx/machine-files";
import { type MasterConfig, masterConfig } from "../../nginx/master-config";
import { refusal } from "../support/faults";
import {
  ACCOUNTS,
  BAKED,
  type Generated,
  type Template,
  environmentOf,
  fallbackOf,
  generate,
  pagesOf,
  provisioners,
  readTemplate,
} from "../support/golden-ami";
import { isFormatted, parseHcl, readLocals } from "../support/hcl";
import { accountConfig, manySites, platformOf } from "../support/platforms";

/** HashiCorp's parser takes seconds to start on a busy machine. */
jest.setTimeout(60_000);

const sourcesOf = (template: Template) => Object.values(template.source["amazon-ebs"]).flat();

describe("the golden AMI's template", () => {
  let generated: Generated;
  beforeAll(async () => {
    generated = await generate(ACCOUNTS);
  });

  test("consists of the image, the plugins in a folder of their own for what knows them, scripts, and files to copy", async () => {
    const { files, template } = generated;
    expect(Object.keys(files).filter((path) => !path.startsWith("files/"))).toEqual([
      "image.pkr.hcl",
      "plugins/plugins.pkr.hcl",
      ...Object.keys(IMAGE_SCRIPTS).map((name) => `scripts/${name}`),
    ]);
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

  test("runs its steps in this order: packages, agent, config, files, checks, smoke test, cleaning", () => {
    expect(provisioners(generated.image)).toEqual([
      "packages.sh",
      "ssm-agent.sh",
      "inline",
      "file",
      "install.sh",
      "inline",
      "smoke-test.sh",
      "clean.sh",
    ]);
  });

  test("copies files/, byte for byte: the baked files, those of the system, and their checksums", () => {
    const { files, build, machine } = generated;
    expect(Object.fromEntries(Object.entries(files).filter(([path]) => path.startsWith("files/")))).toEqual({
      ...Object.fromEntries(
        Object.entries(machine.others).map(([path, content]) => [`files/${path}`, content]),
      ),
      "files/etc/sorry-server/files.sha256": machine.manifest,
    });
    expect(build.provisioner.file).toEqual([
      { source: "${path.root}/files/", destination: "/tmp/sorry-server" },
    ]);
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

  test("adds to release.json when and from what the image was baked", async () => {
    const { release_json: release = "" } = await readLocals(generated.image);
    const filled = release
      .replace("${local.baked_at}", "2026-11-25T00:00:00Z")
      .replace("${var.source_revision}", "0123abc");
    expect(JSON.parse(filled)).toEqual({
      configHash: "0123",
      bakedAt: "2026-11-25T00:00:00Z",
      sourceRevision: "0123abc",
    });
  });

  test("sends the embedded files as base64 in short lines", () => {
    const { build, image } = generated;
    const [install] = build.provisioner.shell.flatMap(({ inline }) => (inline === undefined ? [] : [inline]));
    const files = {
      nginx_conf: "/etc/nginx/nginx.conf",
      virtual_conf: "/etc/nginx/conf.d/virtual.conf",
      release_json: "/etc/sorry-server/release.json",
    };
    for (const [name, path] of Object.entries(files)) {
      expect(install).toContain(`base64 --decode >'${path}' <<'BASE64'\n\${local.${name}_base64}\nBASE64`);
      expect(image).toContain(
        `${name}_base64 = regex_replace(base64encode(local.${name}), "(.{76})", "$1\\n")\n`,
      );
    }
  });

  test("checks in a later step that just these files arrived, and then that nginx takes them", () => {
    const { config, build, machine } = generated;
    const lines = build.provisioner.shell.flatMap(({ inline }) => inline ?? []);
    const checks = lines.filter((line) => line.startsWith("check ") || line.startsWith("sha256sum"));
    expect(checks).toEqual([
      `check ${sha256(config.files["nginx.conf"])} /etc/nginx/nginx.conf`,
      `check ${sha256(config.files["conf.d/virtual.conf"])} /etc/nginx/conf.d/virtual.conf`,
      "check ${sha256(local.release_json)} /etc/sorry-server/release.json",
      `check ${sha256(machine.manifest)} /etc/sorry-server/files.sha256`,
      "sha256sum --check --strict --quiet /etc/sorry-server/files.sha256 ||",
    ]);
    expect(lines.findIndex((line) => line.startsWith("nginx -t"))).toBeGreaterThan(
      lines.indexOf(checks.at(-1) ?? ""),
    );
  });

  test("bakes both processors in one build, each on a type of instance that has it, from Debian's own image", () => {
    const { template, build } = generated;
    expect(build.sources).toEqual(["source.amazon-ebs.arm64", "source.amazon-ebs.amd64"]);
    expect(fallbackOf(template, "source_owner")).toBe("136693071363");
    for (const [processor, type] of [
      ["arm64", "t4g.small"],
      ["amd64", "t3.small"],
    ] as const) {
      expect(fallbackOf(template, `${processor}_instance_type`)).toBe(type);
      expect(fallbackOf(template, `${processor}_source_image`)).toBe(`debian-12-${processor}-*`);
      expect(template.source["amazon-ebs"][processor]?.[0]).toMatchObject({
        instance_type: `\${var.${processor}_instance_type}`,
        source_ami_filter: [
          {
            filters: {
              name: `\${var.${processor}_source_image}`,
              "root-device-type": "ebs",
              "virtualization-type": "hvm",
            },
            owners: ["${var.source_owner}"],
            most_recent: true,
          },
        ],
      });
    }
  });

  test("names the image by processor, config hash, time and suffix", () => {
    const { config, template } = generated;
    const names = ["arm64", "amd64"].map((name) => template.source["amazon-ebs"][name]?.[0]?.["ami_name"]);
    expect(names).toEqual([
      `sorry-server-arm64-${config.hash}-\${local.time}\${local.suffix}`,
      `sorry-server-amd64-${config.hash}-\${local.time}\${local.suffix}`,
    ]);
  });

  test("shares the image with every account but the one that bakes it, in every region in use, once", () => {
    const { template } = generated;
    expect(fallbackOf(template, "share_accounts")).toEqual(["111111111111", "222222222222", "444444444444"]);
    expect(fallbackOf(template, "copy_regions")).toEqual(["ap-northeast-1", "eu-west-1"]);
    for (const source of sourcesOf(template)) {
      expect(source).toMatchObject({
        ami_users: "${var.share_accounts}",
        ami_regions: "${var.copy_regions}",
      });
    }
  });

  test("bakes in the first account's region, and leaves the image unencrypted as it is shared", () => {
    const { template } = generated;
    expect(fallbackOf(template, "region")).toBe("eu-west-1");
    expect(fallbackOf(template, "kms_keys")).toEqual({});
    for (const source of sourcesOf(template)) {
      expect(source["encrypt_boot"]).toBe("${length(var.kms_keys) > 0}");
    }
  });

  test("has no SSM agent, as accounts/ pins none", () => {
    for (const name of ["ssm_agent_version", "arm64_ssm_agent_sha256", "amd64_ssm_agent_sha256"]) {
      expect(fallbackOf(generated.template, name)).toBe("");
    }
  });

  test("takes every region that an account can be in", () => {
    const { condition } = generated.template.variable["region"]?.[0]?.validation?.[0] ?? { condition: "" };
    const pattern = /"=\$\{var\.region\}", "([^"]+)", "/.exec(condition)?.[1] ?? "";
    expect(pattern).not.toBe("");
    expect(REGIONS.filter((region) => !new RegExp(pattern).test(`=${region}`))).toEqual([]);
  });

  test("tells the smoke test a site and its page, and what is redirected", () => {
    expect(environmentOf(generated.build, "smoke-test.sh")).toEqual([
      "SITE_HOST=example.com",
      "SITE_STATUS=503",
      expect.stringMatching(/^SITE_PAGE=\/etc\/sorry-server\/pages\/maintenance-[0-9a-f]{12}\/index\.html$/),
      "REDIRECT_HOST=example.com",
      "REDIRECT_STATUS=301",
    ]);
  });

  test("knows no machine but EC2's", () => {
    expect(Object.keys(generated.template.source)).toEqual(["amazon-ebs"]);
  });

  test("is the same for the same platform", () => {
    const platform = platformOf(ACCOUNTS);
    expect(goldenAmi(platform, pagesOf(platform), masterConfig(platform), BAKED)).toEqual(generated.files);
  });
});

test("a table of many domains comes back byte for byte", async () => {
  const platform = platformOf(manySites(100, 5));
  const config: MasterConfig = masterConfig(platform);
  const locals = await readLocals(
    String(goldenAmi(platform, pagesOf(platform), config, BAKED)["image.pkr.hcl"]),
  );
  expect(locals["virtual_conf"]).toBe(config.files["conf.d/virtual.conf"]);
});

test("what no image could hold is refused, with its size and the fix", () => {
  const platform = platformOf([accountConfig()]);
  const config = masterConfig(platform);
  const conf = "# 3 MB\n".padEnd(3_000_000, "#");
  const tooLarge = { ...config, files: { ...config.files, "conf.d/virtual.conf": conf } };
  const total = 3_000_000 + config.files["nginx.conf"].length;
  expect(refusal(() => goldenAmi(platform, pagesOf(platform), tooLarge, BAKED))).toEqual([
    {
      message: `must give a master config of at most 2500000 bytes for an image to hold, got ${total}. Let wildcards take the place of domains.`,
    },
  ]);
});

test("a machine for tests is a second source, for the very same steps", async () => {
  const platform = platformOf(ACCOUNTS);
  const text = (testMachine: boolean) =>
    String(
      goldenAmi(platform, pagesOf(platform), masterConfig(platform), BAKED, { testMachine })["image.pkr.hcl"],
    );
  const [plain, other] = [await readTemplate(text(false)), await readTemplate(text(true))];
  expect(other.build.provisioner).toEqual(plain.build.provisioner);
  expect(other.build.sources).toEqual([...plain.build.sources, "source.null.machine"]);
  expect(await isFormatted(text(true))).toBe(true);
});
