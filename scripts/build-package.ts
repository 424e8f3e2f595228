import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { name, version } from "../package.json";

/**
 * Makes dist/, what the npm package holds: everything that index.ts and the command reach, and the pages. What else is in
 * dist/, such as the plain modules and the Terraform state of who uses them there, stays.
 */

const ROOT = join(__dirname, "..");
const DIST = join(ROOT, "dist");

// Beside dist/, so that the source maps' paths are right.
const fresh = mkdtempSync(join(ROOT, "dist-"));
try {
  execFileSync(
    process.execPath,
    [require.resolve("typescript/bin/tsc"), "-p", join(ROOT, "tsconfig.build.json"), "--outDir", fresh],
    { stdio: "inherit" },
  );
  // Pages stand beside the code that reads them, as in the repository.
  cpSync(join(ROOT, "site-content"), join(fresh, "site-content"), { recursive: true });
  // The command says its version. What else stands in package.json is true one folder higher only.
  writeFileSync(
    join(fresh, "package.json"),
    `${JSON.stringify({ name, version, type: "commonjs" }, null, 2)}\n`,
  );
  mkdirSync(DIST, { recursive: true });
  for (const made of readdirSync(fresh)) {
    rmSync(join(DIST, made), { recursive: true, force: true });
    renameSync(join(fresh, made), join(DIST, made));
  }
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
