import { createHash } from "node:crypto";
import type { MasterConfig } from "./master-config";
import { SYSTEM_FILES } from "./system-files";

/** Debian's packages that a sorry server is made of. */
export const PACKAGES = ["ca-certificates", "curl", "logrotate", "nginx", "unattended-upgrades"] as const;

/** Where {@link MachineFiles.manifest} lies on a machine, below `/`. */
export const MANIFEST_PATH = "etc/sorry-server/files.sha256";

/** What a machine says of itself, below `/`. A bake adds when it was, and from which source. */
export const RELEASE_PATH = "etc/sorry-server/release.json";

type Files = Readonly<Record<string, string | Buffer>>;

/** All that makes a Debian with {@link PACKAGES} a sorry server, by path below `/`; the same in an image as by Ansible. */
export interface MachineFiles {
  /** nginx's own config. */
  readonly config: Readonly<Record<string, string>>;
  /** The baked copies, and what nginx needs of its machine; they can be megabytes. */
  readonly others: Files;
  /** The SHA-256 of each file of the two, in the form of `sha256sum`. */
  readonly manifest: string;
  /** release.json, as of the synth. */
  readonly release: string;
}

export const sha256 = (content: string | Buffer): string =>
  createHash("sha256").update(content).digest("hex");

const below = <T>(folder: string, files: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]));

/** @param baked what {@link bakedFiles} gives */
export function machineFiles(config: MasterConfig, baked: Files): MachineFiles {
  const nginx = below<string>("etc/nginx", config.files);
  const { [RELEASE_PATH]: release = "", ...copies } = below("etc/sorry-server", baked);
  const others = { ...copies, ...SYSTEM_FILES };
  const lines = Object.entries<string | Buffer>({ ...nginx, ...others })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, content]) => `${sha256(content)}  /${path}\n`);
  return { config: nginx, others, manifest: lines.join(""), release: String(release) };
}
