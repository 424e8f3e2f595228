import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { IMAGE_SCRIPTS } from "../../nginx/image-scripts";
import { useMachine } from "../support/machine/use-machine";

jest.setTimeout(1_200_000);

/** A package with the agent's name and unit, in the folders of Amazon's bucket, served within the machine. */
const MAKE = `set -e
architecture=$(dpkg --print-architecture)
folder=/srv/3.3.1957.0/debian_$architecture
mkdir -p "$folder" /var/tmp/agent/DEBIAN /var/tmp/agent/lib/systemd/system
printf 'Package: amazon-ssm-agent\\nVersion: 3.3.1957.0\\nArchitecture: %s\\nMaintainer: a test\\nDescription: a test\\n' \\
  "$architecture" >/var/tmp/agent/DEBIAN/control
printf '[Service]\\nExecStart=/bin/true\\n[Install]\\nWantedBy=multi-user.target\\n' \\
  >/var/tmp/agent/lib/systemd/system/amazon-ssm-agent.service
dpkg-deb --build /var/tmp/agent "$folder/amazon-ssm-agent.deb" >/dev/null
systemd-run --quiet --unit bucket python3 -m http.server --bind 127.0.0.1 --directory /srv 8000
for _ in $(seq 600); do ! curl -fs -o /dev/null http://127.0.0.1:8000/ || break; sleep 0.1; done
echo "$architecture"
`;

const URL = "http://127.0.0.1:8000";
const VERSION = "3.3.1957.0";

const machine = useMachine();
let pinned: string;
let architecture: string;
beforeAll(async () => {
  mkdirSync(join(machine.root, "srv"), { recursive: true });
  const made = await machine.shell(MAKE);
  expect(made).toMatchObject({ status: 0, stderr: "" });
  architecture = made.stdout.trim();
  const path = join(machine.root, "srv", VERSION, `debian_${architecture}`, "amazon-ssm-agent.deb");
  pinned = createHash("sha256").update(readFileSync(path)).digest("hex");
  writeFileSync(join(machine.root, "var/tmp", "ssm-agent.sh"), IMAGE_SCRIPTS["ssm-agent.sh"], {
    mode: 0o700,
  });
});

const run = (version: string, sha256: string, url = URL) =>
  machine.shell("/var/tmp/ssm-agent.sh", {
    env: {
      SSM_AGENT_VERSION: version,
      SSM_AGENT_URL: url,
      ARM64_SSM_AGENT_SHA256: sha256,
      AMD64_SSM_AGENT_SHA256: sha256,
    },
  });
const enabled = async () => (await machine.shell("systemctl is-enabled amazon-ssm-agent")).stdout;

test("without a version there is no agent, and the bake says what that means", async () => {
  expect(await run("", "")).toEqual({
    status: 0,
    stdout: "sorry-server: no SSM agent; nobody can log in to an instance of this image.\n",
    stderr: "",
  });
});

test("a version that is nowhere stops the bake", async () => {
  const { status, stderr } = await run("3.3.9999.0", pinned);
  expect([status, stderr.trim().split("\n").at(-1)]).toEqual([
    1,
    `sorry-server: The SSM agent can't be had from ${URL}/3.3.9999.0/debian_${architecture}/amazon-ssm-agent.deb. No image is made.`,
  ]);
});

test("another package than the one that was pinned stops the bake, and is not installed", async () => {
  const { status, stderr } = await run(VERSION, "0".repeat(64));
  expect([status, stderr.trim().split("\n").at(-1)]).toEqual([
    1,
    `sorry-server: The SSM agent from ${URL}/${VERSION}/debian_${architecture}/amazon-ssm-agent.deb is not the one that was pinned: its SHA-256 is ${pinned}, not ${"0".repeat(64)}. No image is made.`,
  ]);
  expect(await enabled()).toBe("");
});

test("the package that was pinned is installed, and starts with an instance", async () => {
  expect(await run(VERSION, pinned)).toMatchObject({ status: 0 });
  expect(await enabled()).toBe("enabled\n");
});
