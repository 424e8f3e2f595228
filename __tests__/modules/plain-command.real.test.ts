import { join } from "node:path";
import { command } from "../support/command";
import { filesBelow, writeFiles } from "../support/files";
import { MODULES } from "../support/plain-modules";
import { ROOT } from "../support/platforms";
import { PLAIN } from "../support/synth";
import { temporaryFolder } from "../support/temporary-folder";

jest.setTimeout(120_000);

const folder = temporaryFolder();

/** `npm run modules -- ARGS`, in a folder of its own. */
const modules = (args: readonly string[]) =>
  command(
    process.execPath,
    [require.resolve("ts-node/dist/bin"), join(ROOT, "scripts/plain-modules.ts"), ...args],
    { cwd: folder, env: PLAIN },
  );

it.each([
  [["--help"], 0, "Usage: npm run modules -- [options]"],
  [["sorry-fleet"], 1, "error: too many arguments. Expected 0 arguments but got 1."],
  [["--dry-run"], 1, "error: unknown option '--dry-run'\nSee npm run modules -- --help."],
])("with %j it tells how it is used, and writes nothing", async (args, status, text) => {
  const told = await modules(args);
  expect([told.status, told.stdout + told.stderr]).toEqual([status, expect.stringContaining(text)]);
  expect(filesBelow(folder)).toEqual([]);
});

it("names the folders that it wrote, where it was told to", async () => {
  const names = [...MODULES, "pages/maintenance"].map((name) => `mine/${name}/\n`).join("");
  expect(await modules(["--out", "mine"])).toEqual({ status: 0, stdout: names, stderr: "" });
});

it("tells in a line what is in its way", async () => {
  writeFiles(folder, { dist: "theirs" });
  const { status, stdout, stderr } = await modules([]);
  expect([status, stdout, stderr.split("\n")]).toEqual([
    1,
    "",
    [expect.stringMatching(/: dist\. They are left alone\. /), ""],
  ]);
});
