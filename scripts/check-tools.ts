import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findChromium } from "./browser";
import { whyNoMachine } from "./machine";
import { findProviderMirror, terraformEnvironment } from "./terraform";

// Debian keeps nginx where only root's PATH leads.
process.env["PATH"] = `${process.env["PATH"] ?? ""}:/usr/sbin`;

/** Fails, with the command to run, unless every tool that the tests run is there. */

const TOOLS = [
  { name: "nginx", arguments: ["-v"], fix: "apt-get install nginx, or brew install nginx" },
  { name: findChromium() ?? "chromium", arguments: ["--version"], fix: "apt-get install chromium" },
  { name: "packer", arguments: ["version"], fix: "apt-get install packer" },
  { name: "mmdebstrap", arguments: ["--version"], fix: "apt-get install mmdebstrap" },
  { name: "systemd-nspawn", arguments: ["--version"], fix: "apt-get install systemd-container" },
  { name: "ansible-playbook", arguments: ["--version"], fix: "apt-get install ansible-core" },
  { name: "ansible-lint", arguments: ["--version"], fix: "apt-get install ansible-lint" },
  { name: "ssh", arguments: ["-V"], fix: "apt-get install openssh-client" },
  { name: "shellcheck", arguments: ["--version"], fix: "apt-get install shellcheck" },
  { name: "curl", arguments: ["--version"], fix: "apt-get install curl" },
  {
    name: "moto_server",
    arguments: ["--help"],
    fix: "pip install 'moto[server]', or pipx install 'moto[server]' (5.1 or later)",
  },
  {
    name: "terraform",
    arguments: ["version"],
    fix: "see https://developer.hashicorp.com/terraform/install (1.11 or later)",
  },
];

const missing = TOOLS.filter(({ name, arguments: arguments_ }) => spawnSync(name, arguments_).status !== 0);
for (const { name, fix } of missing) console.error(`${name} is missing: ${fix}`);

/** Whether Terraform gets the provider, from a mirror or from the registry. */
function checkProvider(): string | undefined {
  if (findProviderMirror() !== undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "sorry-provider-"));
  try {
    const provider = { source: "hashicorp/aws", version: "5.100.0" };
    const root = { terraform: { required_providers: { aws: provider } } };
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify(root));
    const env = terraformEnvironment(join(folder, "cli"));
    const init = spawnSync("terraform", [`-chdir=${folder}`, "init", "-input=false"], {
      env,
      encoding: "utf8",
    });
    if (init.status === 0) return undefined;
    return [
      "Terraform's AWS provider 5.100.0 is neither in a mirror on this machine nor to be had from the registry:",
      init.stderr.trim(),
      "Name a mirror: TF_PROVIDER_MIRROR=folder (made by `terraform providers mirror`).",
    ].join("\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const provider = missing.length === 0 ? checkProvider() : undefined;
if (provider !== undefined) console.error(provider);
const machine = whyNoMachine();
if (machine !== undefined) console.error(machine);
process.exitCode = missing.length > 0 || provider !== undefined || machine !== undefined ? 1 : 0;
