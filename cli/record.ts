import { lstatSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, posix } from "node:path";
import { CommandError } from "./command-error";
import { list } from "./list";

/** In each folder that this program writes, the list of what it wrote there. Nothing else is its own. */
export const RECORD = ".sorry-server";

const HEADER =
  "# What sorry-server wrote here, and takes out or replaces when it writes again. It leaves all else alone.";

const hasCode = (error: unknown, ...codes: string[]) =>
  codes.includes((error as NodeJS.ErrnoException).code ?? "");

/** What it is until it is whole. */
const NEXT = `${RECORD}.next`;

/** As this program writes them, so never what leads out of the folder: the list is a file that anybody can write. */
const isOwn = (path: string) =>
  !path.startsWith("#") &&
  !isAbsolute(path) &&
  posix.normalize(path) === path &&
  !path.endsWith("/") &&
  ![".", ".."].includes(path.split("/")[0] ?? "");

/** What this program wrote in `folder`, by path below it; undefined for a folder that it never wrote. */
export function readRecord(folder: string): ReadonlySet<string> | undefined {
  try {
    return new Set(readFileSync(join(folder, RECORD), "utf8").split("\n").filter(isOwn));
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return undefined;
    throw error;
  }
}

/** Says what this program writes in `folder`, which is there. A full disk leaves the list as it was. */
export function writeRecord(folder: string, paths: Iterable<string>): void {
  const next = join(folder, NEXT);
  // What a killed run left; and never through a link.
  rmSync(next, { force: true });
  writeFileSync(next, `${[HEADER, ...[...paths].sort()].join("\n")}\n`, { flag: "wx" });
  renameSync(next, join(folder, RECORD));
}

/** What is in the place of a folder, or of one that it is in, and is none. */
function notAFolder(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    try {
      return statSync(at).isDirectory() ? undefined : at;
    } catch (error) {
      if (!hasCode(error, "ENOENT", "ENOTDIR")) throw error;
    }
  }
}

/** Those of `paths` that are below `folder` indeed, and not where a link in the place of a folder leads. */
export function withoutLinks(folder: string, paths: readonly string[]): string[] {
  const known = new Map<string, boolean>([[".", true]]);
  const isFolder = (path: string): boolean => {
    const found = known.get(path);
    if (found !== undefined) return found;
    const isReal =
      isFolder(posix.dirname(path)) &&
      lstatSync(join(folder, path), { throwIfNoEntry: false })?.isDirectory() === true;
    known.set(path, isReal);
    return isReal;
  };
  return paths.filter((path) => isFolder(posix.dirname(path)));
}

/** What others have where `paths` below `folder` are to be written. */
export function othersAt(folder: string, paths: Iterable<string>): string[] {
  const file = notAFolder(folder);
  if (file !== undefined) return [file];
  const own = readRecord(folder);
  const found = new Set<string>();
  const seen = new Map<string, "folder" | "other" | "none">();
  const kindOf = (path: string) => {
    const known = seen.get(path);
    if (known !== undefined) return known;
    const entry = lstatSync(join(folder, path), { throwIfNoEntry: false });
    const kind = entry === undefined ? "none" : entry.isDirectory() ? "folder" : "other";
    seen.set(path, kind);
    return kind;
  };
  for (const path of paths) {
    const parts = path.split("/");
    for (let depth = 1; depth <= parts.length; depth++) {
      const part = parts.slice(0, depth).join("/");
      const kind = kindOf(part);
      if (kind === "none") break;
      if (depth === parts.length ? own?.has(path) : kind === "folder" || own?.has(part)) continue;
      found.add(join(folder, part));
      break;
    }
  }
  return [...found];
}

/** What is in a folder; nothing, where there is none. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
}

/** What others have where a folder of this program's own is to be: the folder itself, or a file in it. */
export function othersIn(folder: string, paths: Iterable<string>): string[] {
  const isStranger =
    notAFolder(folder) === undefined &&
    readRecord(folder) === undefined &&
    namesIn(folder).some((name) => name !== NEXT);
  return isStranger ? [folder] : othersAt(folder, paths);
}

/** @throws {@link CommandError} where others' files are in the way */
export function refuseOthers(others: readonly string[]): void {
  if (others.length === 0) return;
  throw new CommandError(
    `In the way, and not in a list of what this program wrote (${RECORD}): ${list(others)}. ` +
      "They are left alone. Name another folder, or move away what is yours; what an earlier version of this program wrote has no such list: delete it, and run again.",
  );
}
