import { mkdirSync, rmSync, rmdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { othersIn, readRecord, refuseOthers, withoutLinks, writeRecord } from "./record";

/** Takes out files that this program wrote, and the folders below `folder` that are empty then. */
function removeFiles(folder: string, written: readonly string[]): void {
  const paths = withoutLinks(folder, written);
  for (const path of paths) rmSync(join(folder, path), { force: true });
  const above = new Set(
    paths.flatMap((path) => {
      const folders: string[] = [];
      for (let at = dirname(path); at !== "."; at = dirname(at)) folders.push(at);
      return folders;
    }),
  );
  // The innermost first.
  for (const path of [...above].sort((a, b) => b.length - a.length)) {
    try {
      rmdirSync(join(folder, path));
    } catch {
      // Others have something in it, or it is gone.
    }
  }
}

/**
 * Writes `files`, by path below `folder`, and takes out what an earlier call wrote there. A list of them, `.sorry-server`,
 * lies beside them; whatever is not in it is somebody else's, and is left alone.
 *
 * @throws Error for a folder that has files and no such list, or that has a file of somebody else's where one of `files`
 *   is to be; then nothing is written
 */
export function writeFolder(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
  const paths = Object.keys(files);
  refuseOthers(othersIn(folder, paths));
  const earlier = [...(readRecord(folder) ?? [])];
  mkdirSync(folder, { recursive: true });
  // First, so that what a killed run leaves is known as its own.
  writeRecord(folder, new Set([...earlier, ...paths]));
  removeFiles(folder, earlier);
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
  writeRecord(folder, paths);
}
