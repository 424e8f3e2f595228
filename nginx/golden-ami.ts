import { createHash } from "node:crypto";
import type { Platform } from "../accounts/types";
import * as hcl from "./hcl";
import { SYSTEM_FILES } from "./system-files";
import type { MasterConfig } from "./master-config";

/** The processors that an image is baked for, with the instance type that bakes it. */
const ARCHITECTURES = { arm64: "t4g.small", amd64: "t3.small" } as const;

/** Debian's own images. @see https://wiki.debian.org/Cloud/AmazonEC2Image/Bookworm */
const DEBIAN_OWNER = "136693071363";

/** The longest line of the base64 that carries a file: Packer 1.6.6 cuts a script at a line over 64 KiB, silently. */
const BASE64_LINE = 76;

const quoted = hcl.text;
const script = (lines: readonly string[]) => hcl.list(lines.map((line) => quoted(line)));

/** `nginx.conf` -> `nginx_conf`, `conf.d/virtual.conf` -> `virtual_conf`. */
const localName = (path: string) => (path.split("/").at(-1) ?? path).replaceAll(/[^a-z0-9]/g, "_");

function variable(
  name: string,
  description: string,
  fallback: string,
  allowed: string,
  rule: string,
): hcl.Block {
  return hcl.block(
    "variable",
    [name],
    [
      ...hcl.attributes({
        type: hcl.raw("string"),
        default: quoted(fallback),
        description: quoted(description),
      }),
      // Not regex(): Packer 1.6.6 has none, and can() would hide that. The "=" keeps an empty value from passing.
      hcl.block(
        "validation",
        [],
        hcl.attributes({
          condition: hcl.raw(`regex_replace("=\${var.${name}}", ${quoted(`^=${allowed}$`).hcl}, "") == ""`),
          error_message: quoted(rule),
        }),
      ),
    ],
  );
}

function variables(platform: Platform): hcl.Body {
  const [first] = platform.accounts;
  return [
    variable(
      "region",
      "The region to bake in; the image is copied to the others from there.",
      first?.region ?? "us-east-1",
      "[a-z]{2}(-[a-z]+)+-[0-9]",
      "The region must be a code such as eu-west-1.",
    ),
    variable(
      "subnet_id",
      "The subnet to bake in, with a way out to Debian's mirrors; empty for one of the default VPC.",
      "",
      "(subnet-[0-9a-f]{8,17})?",
      "The subnet_id must be like subnet-0123456789abcdef0.",
    ),
    ...Object.entries(ARCHITECTURES).map(([architecture, type]) =>
      variable(
        `${architecture}_instance_type`,
        `The instance type that bakes the ${architecture} image.`,
        type,
        "[a-z0-9-]+[.][a-z0-9-]+",
        `The ${architecture}_instance_type must be like ${type}.`,
      ),
    ),
  ];
}

function locals(config: MasterConfig): hcl.Body {
  return Object.entries(config.files).flatMap(([path, content]) => {
    const name = localName(path);
    const base64 = `regex_replace(base64encode(local.${name}), "(.{${BASE64_LINE}})", "$1\\n")`;
    return [
      hcl.comment(`/etc/nginx/${path}`),
      hcl.block("locals", [], hcl.attributes({ [name]: hcl.heredoc(content) })),
      hcl.block("locals", [], hcl.attributes({ [`${name}_base64`]: hcl.raw(base64) })),
    ];
  });
}

function source(platform: Platform, config: MasterConfig, architecture: string): hcl.Block {
  const [owner, ...others] = platform.accounts;
  const regions = [...new Set(platform.accounts.map(({ region }) => region))].sort();
  return hcl.block(
    "source",
    ["amazon-ebs", architecture],
    [
      ...hcl.attributes({
        region: hcl.raw("var.region"),
        subnet_id: hcl.raw("var.subnet_id"),
        instance_type: hcl.raw(`var.${architecture}_instance_type`),
        ssh_username: quoted("admin"),
        ami_name: hcl.template(`sorry-server-${architecture}-${config.hash}-\${local.time}`),
        ami_description: quoted(`sorry-server ${config.hash}: nginx with the master config`),
      }),
      hcl.comment("Every account of the platform may launch it, in every region that one of them uses."),
      hcl.attribute(
        "ami_users",
        hcl.list(
          others
            .map(({ id }) => id)
            .filter((id) => id !== owner?.id)
            .sort()
            .map(quoted),
        ),
      ),
      hcl.attribute("ami_regions", hcl.list(regions.map(quoted))),
      hcl.comment(
        "It holds no secret. Shared, it can't be encrypted under the default key: launch templates encrypt.",
      ),
      hcl.attribute("encrypt_boot", hcl.literal(false)),
      hcl.attribute("tags", hcl.object({ Name: quoted("sorry-server"), ConfigHash: quoted(config.hash) })),
      hcl.block(
        "source_ami_filter",
        [],
        hcl.attributes({
          filters: hcl.object({
            name: quoted(`debian-12-${architecture}-*`),
            "root-device-type": quoted("ebs"),
            "virtualization-type": quoted("hvm"),
          }),
          owners: hcl.list([quoted(DEBIAN_OWNER)]),
          most_recent: hcl.literal(true),
        }),
      ),
    ],
  );
}

const provisioner = (lines: hcl.Expression): hcl.Block =>
  hcl.block(
    "provisioner",
    ["shell"],
    hcl.attributes({
      execute_command: quoted("chmod +x {{ .Path }} && sudo env {{ .Vars }} {{ .Path }}"),
      inline_shebang: quoted("/bin/sh -eu"),
      inline: lines,
    }),
  );

/** What is copied into the image as it is, by path below `/`. */
function rootFiles(baked: Readonly<Record<string, string | Buffer>>): Record<string, string | Buffer> {
  const ours = Object.entries(baked).map(([path, content]) => [`etc/sorry-server/${path}`, content] as const);
  return { ...Object.fromEntries(ours), ...SYSTEM_FILES };
}

const sha256 = (content: string | Buffer) => createHash("sha256").update(content).digest("hex");

function build(config: MasterConfig, root: Readonly<Record<string, string | Buffer>>): hcl.Block {
  const files = Object.entries(config.files);
  return hcl.block(
    "build",
    [],
    [
      hcl.attribute(
        "sources",
        hcl.list(Object.keys(ARCHITECTURES).map((name) => quoted(`source.amazon-ebs.${name}`))),
      ),
      hcl.comment("1. nginx, with the distribution's security updates."),
      provisioner(
        script([
          "export DEBIAN_FRONTEND=noninteractive",
          "if command -v cloud-init >/dev/null; then cloud-init status --wait >/dev/null; fi",
          "apt-get -q update",
          "apt-get -q -y full-upgrade",
          "apt-get -q -y --no-install-recommends install ca-certificates nginx",
        ]),
      ),
      hcl.comment("2. The master config."),
      provisioner(
        hcl.list([
          ...files.map(([path]) =>
            hcl.template(
              `base64 --decode >'/etc/nginx/${path}' <<'BASE64'\\n\${local.${localName(path)}_base64}\\nBASE64`,
            ),
          ),
          // For the next step, which comes as the user of the SSH connection.
          quoted('install -d -o "$SUDO_USER" /tmp/sorry-server'),
        ]),
      ),
      hcl.comment("3. The baked copies of the pages, and what nginx needs of the machine."),
      hcl.block(
        "provisioner",
        ["file"],
        hcl.attributes({
          source: hcl.template("${path.root}/files/"),
          destination: quoted("/tmp/sorry-server"),
        }),
      ),
      provisioner(
        script([
          "cd /tmp/sorry-server",
          "find . -type f -exec install -D -o root -g root -m 644 '{}' '/{}' ';'",
          "rm -r /tmp/sorry-server",
        ]),
      ),
      hcl.comment(
        "4. A script of its own: Packer 1.6.6 may cut one and go on, so whatever was cut shows here.",
      ),
      provisioner(
        script([
          ...[
            ...files.map(([path, content]) => [`etc/nginx/${path}`, content] as const),
            ...Object.entries(root),
          ].map(([path, content]) => `echo '${sha256(content)}  /${path}' | sha256sum --check --strict`),
          "install -d /run/sorry-server",
          "nginx -t",
          "systemctl enable nginx",
          "apt-get -q clean",
        ]),
      ),
      hcl.block(
        "post-processor",
        ["manifest"],
        hcl.attributes({
          output: quoted("manifest.json"),
          strip_path: hcl.literal(true),
        }),
      ),
    ],
  );
}

const README = (
  config: MasterConfig,
) => `The sorry servers' golden AMI, config ${config.hash}: nginx with the master config, which is embedded below.
Generated by sorry-server (nginx/golden-ami.ts) from accounts/. Bake it in the first account, before deploying:

  packer init plugins && packer build .  a current Packer
  packer build .                         Packer 1.6.6, which has the builder built in
  packer build -only=amazon-ebs.arm64 .  one processor only

The fleet finds the image by its name: sorry-server-ARCHITECTURE-${config.hash}-TIME.`;

/**
 * The Packer template of the golden AMI, for arm64 and amd64: Debian 12 with nginx and the master config, shared with
 * every account of the platform and copied to every region that one of them uses. It is baked in the first account.
 *
 * @param baked what {@link bakedFiles} gives; it can be megabytes, so it travels beside the template, in `files`
 * @returns the files by path
 */
export function goldenAmi(
  platform: Platform,
  config: MasterConfig,
  baked: Readonly<Record<string, string | Buffer>>,
): Record<string, string | Buffer> {
  const root = rootFiles(baked);
  const image = hcl.printBody([
    hcl.block("packer", [], hcl.attributes({ required_version: quoted(">= 1.6.6") })),
    ...variables(platform),
    hcl.block("locals", [], hcl.attributes({ time: hcl.raw('formatdate("YYYYMMDDhhmmss", timestamp())') })),
    ...locals(config),
    ...Object.keys(ARCHITECTURES).map((architecture) => source(platform, config, architecture)),
    build(config, root),
  ]);
  const plugins = hcl.printBody([
    hcl.comment(
      "For `packer init`, in a folder of its own: Packer 1.6.6 has the builder built in and does not know this block.",
    ),
    hcl.block(
      "packer",
      [],
      [
        hcl.block(
          "required_plugins",
          [],
          hcl.attributes({
            amazon: hcl.object({
              version: quoted(">= 1.2.8"),
              source: quoted("github.com/hashicorp/amazon"),
            }),
          }),
        ),
      ],
    ),
  ]);
  return {
    "image.pkr.hcl": `${hcl.printBody([hcl.comment(README(config))])}\n${image}`,
    "plugins/plugins.pkr.hcl": plugins,
    ...Object.fromEntries(Object.entries(root).map(([path, content]) => [`files/${path}`, content])),
  };
}
