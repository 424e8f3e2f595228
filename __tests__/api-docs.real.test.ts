import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { command } from "./support/command";
import { ROOT } from "./support/platforms";
import { temporaryFolder } from "./support/temporary-folder";

jest.setTimeout(180_000);

const folder = temporaryFolder();

/** All files of a folder, by their paths. */
const filesOf = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")]),
  );

it("docs/api is what the sources say; if not: npm run docs", async () => {
  const args = ["node_modules/typedoc/bin/typedoc", "--out", folder];
  const { status, stdout, stderr } = await command(process.execPath, args, { cwd: ROOT });
  expect([status, status === 0 ? "" : stdout + stderr]).toEqual([0, ""]);
  expect(filesOf(join(ROOT, "docs", "api"))).toEqual(filesOf(folder));
});
