import { chmodSync, mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const OTHERS_MAY_ENTER = 0o001;

/** Whether any user of this machine may go through to the folder. */
function isOpen(folder: string): boolean {
  const parent = dirname(folder);
  return (statSync(folder).mode & OTHERS_MAY_ENTER) !== 0 && (parent === folder || isOpen(parent));
}

/**
 * A new empty folder for a run. Where root runs it, nginx's workers are somebody else, and must reach their files: a
 * folder for temporary files that is root's alone is passed over.
 */
export function makeRunFolder(): string {
  const places = process.getuid?.() === 0 ? [tmpdir(), "/tmp", "/var/tmp"].filter(isOpen) : [tmpdir()];
  const [place] = places;
  if (place === undefined) {
    throw new Error(
      `nginx's workers can't reach ${tmpdir()}. Set TMPDIR to a folder that every user may enter.`,
    );
  }
  const folder = mkdtempSync(join(place, "sorry-preview-"));
  chmodSync(folder, 0o755);
  return folder;
}
