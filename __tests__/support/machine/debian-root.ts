import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { command } from "../command";
import { removeMachineFolder } from "./leftovers";

/** The Debian that the golden AMI is made of. */
const RELEASE = "bookworm";

/** Where this machine's own apt gets a release from; `variable` names another place. */
function mirrorOf(release: string, variable: string): string {
  const named = process.env[variable];
  if (named !== undefined) return named;
  const targets = execFileSync("apt-get", ["indextargets", "--format", "$(RELEASE) $(REPO_URI)"], {
    encoding: "utf8",
  });
  const line = targets.split("\n").find((target) => target.startsWith(`${release} `));
  if (line === undefined)
    throw new Error(`apt knows no ${release}. Set ${variable} to the URL of a mirror of Debian that has it.`);
  return line.slice(release.length + 1).replace(/\/$/, "");
}

const MIRROR = mirrorOf(RELEASE, "DEBIAN_MIRROR");
const SECURITY_MIRROR = mirrorOf(`${RELEASE}-security`, "DEBIAN_SECURITY_MIRROR");

/** What Debian's cloud images have beyond the smallest Debian, as far as a bake or Ansible meets it. */
const PACKAGES = [
  ...["ca-certificates", "curl", "dbus", "iproute2", "logrotate", "openssh-server", "python3", "python3-apt"],
  ...["sudo", "systemd", "systemd-sysv", "unattended-upgrades"],
];

/** The user that Debian's cloud images let in. */
const ADMIN =
  "useradd --create-home --shell /bin/bash --password '*' admin && " +
  "echo 'admin ALL=(ALL) NOPASSWD:ALL' >/etc/sudoers.d/admin";

const SOURCES = [
  `deb ${MIRROR} ${RELEASE} main`,
  `deb ${MIRROR} ${RELEASE}-updates main`,
  `deb ${SECURITY_MIRROR} ${RELEASE}-security main`,
];

const OPTIONS = [
  "--variant=minbase",
  `--include=${PACKAGES.join(",")}`,
  // A disk that is thrown away need not be synchronized.
  "--dpkgopt=force-unsafe-io",
  `--customize-hook=chroot "$1" /bin/sh -c ${JSON.stringify(ADMIN)}`,
];

const MAKE_MILLISECONDS = 900_000;
const MAKING = "making-";

/** Where a root that took a minute to make is kept: this user's own folder, which nobody else can write to. */
const cacheFolder = () =>
  join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "sorry-server", "debian");

/** A month's, so that a bake's upgrade has little to do; another recipe gives another key. */
function cacheKey(): string {
  const month = new Date().toISOString().slice(0, 7);
  const recipe = JSON.stringify([process.arch, SOURCES, OPTIONS]);
  return `${RELEASE}-${month}-${createHash("sha256").update(recipe).digest("hex").slice(0, 12)}`;
}

/** Removes what other months and runs that were killed left. */
function removeOld(cache: string): void {
  for (const name of readdirSync(cache)) {
    const days = (Date.now() - statSync(join(cache, name)).mtimeMs) / 86_400_000;
    if (days > (name.startsWith(MAKING) ? 1 : 31)) removeMachineFolder(join(cache, name));
  }
}

/**
 * A tar file with the root of a Debian that a machine can be booted from, its security updates included. It takes a
 * minute or two, once a month; nothing of it stands half-made under its name.
 */
export async function debianRoot(): Promise<string> {
  const cache = cacheFolder();
  const tarball = join(cache, `${cacheKey()}.tar`);
  if (existsSync(tarball)) return tarball;
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  removeOld(cache);
  const work = mkdtempSync(join(cache, MAKING));
  try {
    const made = join(work, "root.tar");
    // Of several that want it at once, one makes it.
    const { status, stdout, stderr } = await command(
      "flock",
      [
        join(cache, "lock"),
        ...["sh", "-ec", 'test -e "$0" || { made=$1; shift; "$@"; mv "$made" "$0"; }', tarball, made],
        ...["mmdebstrap", ...OPTIONS, RELEASE, made, ...SOURCES],
      ],
      { env: { LC_ALL: "C.UTF-8", TMPDIR: work }, timeoutMilliseconds: MAKE_MILLISECONDS },
    );
    if (status !== 0) throw new Error(`mmdebstrap made no Debian:\n${stdout}${stderr}`);
  } finally {
    removeMachineFolder(work);
  }
  return tarball;
}
