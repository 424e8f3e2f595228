import { cpSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "./platforms";

/** What is neither run nor packed, or is big. */
const LEFT_OUT = [".git", "node_modules", "cdktf.out", "dist", "bench", "__tests__", "docs"];

/** Packages by name, each as a link to where it is. */
function linkPackages(from: string, to: string, names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(to, name)), { recursive: true });
    symlinkSync(join(from, name), join(to, name));
  }
}

/** What the project's packages are, but for those that `others` has by other versions. */
function linkAllBut(others: string, to: string): void {
  const own = join(ROOT, "node_modules");
  const scopes = readdirSync(others).filter((name) => name.startsWith("@"));
  const replacing = readdirSync(others)
    .filter((name) => !name.startsWith("."))
    .flatMap((name) =>
      scopes.includes(name) ? readdirSync(join(others, name)).map((part) => `${name}/${part}`) : [name],
    );
  const kept = readdirSync(own).filter((name) => !scopes.includes(name) && !replacing.includes(name));
  linkPackages(own, to, kept);
  linkPackages(others, to, replacing);
}

/**
 * The project in another folder, as on another machine; what it writes there is in nobody's way.
 *
 * @param otherPackages a folder of packages that go before the project's own
 */
export function copyOfProject(folder: string, otherPackages?: string): string {
  for (const name of readdirSync(ROOT).filter((name) => !LEFT_OUT.includes(name))) {
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  const packages = join(folder, "node_modules");
  if (otherPackages === undefined) symlinkSync(join(ROOT, "node_modules"), packages);
  else linkAllBut(otherPackages, packages);
  return folder;
}
