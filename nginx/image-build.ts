import type { Platform } from "../accounts/types";
import type { Pages } from "../pages/platform-pages";
import { copyFolder } from "./baked";
import { FIGURES_TIMER } from "./figures";
import * as hcl from "./hcl";
import type { ImageScript } from "./image-scripts";
import { MANIFEST_PATH, type MachineFiles, RELEASE_PATH, sha256 } from "./machine-files";
import { exampleHost, sortedSites } from "./virtual-conf";

/** The longest line of the base64 that carries a file: Packer 1.6.6 cuts a script at a line over 64 KiB, silently. */
const BASE64_LINE = 76;

/** `etc/nginx/conf.d/virtual.conf` -> `virtual_conf`. */
const localName = (path: string) => (path.split("/").at(-1) ?? path).replaceAll(/[^a-z0-9]/g, "_");

/** release.json of an image: what the synth says, and the bake. */
function release({ release }: MachineFiles): hcl.Expression {
  const facts = release.replace(/\n\}\n$/, "");
  return hcl.heredoc([
    `${facts},\n  "bakedAt": "`,
    hcl.raw("local.baked_at"),
    '",\n  "sourceRevision": "',
    hcl.raw("var.source_revision"),
    '"\n}\n',
  ]);
}

/** The files that the template embeds, and each as base64, by which it travels. */
export function embeddedFiles(files: MachineFiles): hcl.Body {
  const embedded = [
    ...Object.entries(files.config).map(([path, content]) => [path, hcl.heredoc(content)] as const),
    [RELEASE_PATH, release(files)] as const,
  ];
  return embedded.flatMap(([path, content]) => {
    const name = localName(path);
    const base64 = `regex_replace(base64encode(local.${name}), "(.{${BASE64_LINE}})", "$1\\n")`;
    return [
      hcl.comment(`/${path}`),
      hcl.block("locals", [], hcl.attributes({ [name]: content })),
      hcl.block("locals", [], hcl.attributes({ [`${name}_base64`]: hcl.raw(base64) })),
    ];
  });
}

const AS_ROOT = hcl.text("chmod +x {{ .Path }} && sudo env {{ .Vars }} {{ .Path }}");

const inline = (lines: readonly (string | hcl.Expression)[]): hcl.Block =>
  hcl.block(
    "provisioner",
    ["shell"],
    hcl.attributes({
      execute_command: AS_ROOT,
      inline_shebang: hcl.text("/bin/sh -eu"),
      inline: hcl.list(lines.map((line) => (typeof line === "string" ? hcl.text(line) : line))),
    }),
  );

const script = (name: ImageScript, environment: readonly hcl.Expression[] = []): hcl.Block =>
  hcl.block(
    "provisioner",
    ["shell"],
    hcl.attributes({
      execute_command: AS_ROOT,
      script: hcl.template(`\${path.root}/scripts/${name}`),
      ...(environment.length === 0 ? {} : { environment_vars: hcl.list(environment) }),
    }),
  );

const ssmAgentEnvironment = ({ image }: Platform) => [
  hcl.template("SSM_AGENT_VERSION=${var.ssm_agent_version}"),
  hcl.template(
    'SSM_AGENT_URL=${var.ssm_agent_url == "" ? "https://s3.${var.region}.amazonaws.com/amazon-ssm-${var.region}" : var.ssm_agent_url}',
  ),
  ...image.architectures.map((architecture) =>
    hcl.template(`${architecture.toUpperCase()}_SSM_AGENT_SHA256=\${var.${architecture}_ssm_agent_sha256}`),
  ),
];

function smokeTestEnvironment(platform: Platform, pages: Pages) {
  const sites = sortedSites(platform);
  const [site] = sites;
  const redirected = sites.find(({ httpsRedirect }) => httpsRedirect !== "off");
  return [
    `SITE_HOST=${exampleHost(site)}`,
    `SITE_STATUS=${site?.status ?? ""}`,
    `SITE_PAGE=/etc/sorry-server/pages/${copyFolder(pages, site?.alias)}/index.html`,
    `REDIRECT_HOST=${exampleHost(redirected)}`,
    `REDIRECT_STATUS=${redirected?.httpsRedirect === "temporary" ? "307" : "301"}`,
  ].map(hcl.text);
}

const AGAIN = "No image is made. Run npm run synth, and bake again.";

/** Lines of a shell that fails, and says why, unless what is on the machine is what was generated, and nginx takes it. */
const check = (files: MachineFiles) => [
  "fail() {",
  '  echo "sorry-server: $1" >&2',
  "  exit 1",
  "}",
  "check() {",
  '  echo "$1  $2" | sha256sum --check --strict --quiet ||',
  `    fail "$2 on the machine is not the one that was generated. ${AGAIN}"`,
  "}",
  ...Object.entries(files.config).map(([path, content]) => `check ${sha256(content)} /${path}`),
  hcl.template(`check \${sha256(local.${localName(RELEASE_PATH)})} /${RELEASE_PATH}`),
  `check ${sha256(files.manifest)} /${MANIFEST_PATH}`,
  `sha256sum --check --strict --quiet /${MANIFEST_PATH} ||`,
  `  fail "The files named above are not the ones that were generated. ${AGAIN}"`,
  "install -d /run/sorry-server",
  'nginx -t || fail "nginx refuses the master config, see the lines above. No image is made."',
  `systemctl --quiet enable nginx ${FIGURES_TIMER}`,
];

/** @param sources such as `source.amazon-ebs.arm64` */
export function imageBuild(
  platform: Platform,
  pages: Pages,
  files: MachineFiles,
  sources: readonly string[],
): hcl.Block {
  const embedded = [...Object.keys(files.config), RELEASE_PATH];
  return hcl.block(
    "build",
    [],
    [
      hcl.attribute("sources", hcl.list(sources.map(hcl.text))),
      hcl.comment("1. nginx, with the distribution's security updates; the SSM agent."),
      script("packages.sh"),
      script("ssm-agent.sh", ssmAgentEnvironment(platform)),
      hcl.comment("2. The master config."),
      inline([
        "install -d /etc/sorry-server",
        ...embedded.map((path) =>
          hcl.template(
            `base64 --decode >'/${path}' <<'BASE64'\\n\${local.${localName(path)}_base64}\\nBASE64`,
          ),
        ),
        // For the next step, which comes as the user of the SSH connection.
        'install -d -o "$SUDO_USER" /tmp/sorry-server',
      ]),
      hcl.comment("3. The baked copies of the pages, and what nginx needs of the machine."),
      hcl.block(
        "provisioner",
        ["file"],
        hcl.attributes({
          source: hcl.template("${path.root}/files/"),
          destination: hcl.text("/tmp/sorry-server"),
        }),
      ),
      script("install.sh"),
      hcl.comment(
        "4. A script of its own: Packer 1.6.6 may cut one and go on, so whatever was cut shows here.",
      ),
      inline(check(files)),
      hcl.comment("5. Whether it works."),
      script("smoke-test.sh", smokeTestEnvironment(platform, pages)),
      hcl.comment("6. Nothing of this one machine, and no way in, stays in the image."),
      script("clean.sh"),
      hcl.block(
        "post-processor",
        ["manifest"],
        hcl.attributes({ output: hcl.text("manifest.json"), strip_path: hcl.literal(true) }),
      ),
    ],
  );
}
