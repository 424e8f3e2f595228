import { cpSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./platforms";

/** What is neither run nor packed, or is big. */
const LEFT_OUT = [".git", "node_modules", "cdktf.out", "dist", "bench", "__tests__", "docs"];

/** The project in another folder, as on another machine; what it writes there is in nobody's way. */
export function copyOfProject(folder: string): string {
  for (const name of readdirSync(ROOT).filter((name) => !LEFT_OUT.includes(name))) {
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return folder;
}
