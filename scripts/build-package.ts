import { execFileSync } from "node:child_process";
import { cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { name, version } from "../package.json";

/** Makes dist/, what the npm package holds: everything that index.ts and the command reach, and the pages. */

const ROOT = join(__dirname, "..");
const DIST = join(ROOT, "dist");

rmSync(DIST, { recursive: true, force: true });
execFileSync(
  process.execPath,
  [require.resolve("typescript/bin/tsc"), "-p", join(ROOT, "tsconfig.build.json")],
  {
    stdio: "inherit",
  },
);
// Pages stand beside the code that reads them, as in the repository.
cpSync(join(ROOT, "site-content"), join(DIST, "site-content"), { recursive: true });
// The command says its version. What else stands in package.json is true one folder higher only.
writeFileSync(
  join(DIST, "package.json"),
  `${JSON.stringify({ name, version, type: "commonjs" }, null, 2)}\n`,
);
