import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, delimiter, join } from "node:path";

/** What Packer was asked for. */
export interface PackerCall {
  /** The folder's name. */
  readonly folder: string;
  readonly args: readonly string[];
}

export interface PackerStandIn {
  /** A PATH on which it comes first. */
  readonly path: string;
  readonly calls: () => readonly PackerCall[];
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * A program of Packer's name, for what Packer does with AWS alone: `build` writes `manifest` as Packer does, and ends
 * with `buildStatus`.
 */
export function packerStandIn(
  folder: string,
  { version, manifest, buildStatus }: { version: string; manifest: string; buildStatus: number },
): PackerStandIn {
  mkdirSync(folder, { recursive: true });
  const log = join(folder, "calls");
  const file = join(folder, "packer");
  writeFileSync(
    file,
    `#!/bin/sh
if [ "$1" = version ]; then echo "Packer v${version}"; exit; fi
{ pwd; for word in "$@"; do echo " $word"; done; } >>${quoted(log)}
if [ "$1" = build ]; then
  echo "==> amazon-ebs.arm64: on its way"
  printf %s ${quoted(manifest)} >manifest.json
  exit ${buildStatus}
fi
`,
  );
  chmodSync(file, 0o755);
  return {
    path: [folder, process.env["PATH"] ?? ""].join(delimiter),
    calls: () => {
      if (!existsSync(log)) return [];
      const text = readFileSync(log, "utf8").trimEnd();
      return text.split(/\n(?! )/).map((call) => {
        const [place = "", ...args] = call.split("\n");
        return { folder: basename(place), args: args.map((word) => word.slice(1)) };
      });
    },
  };
}
