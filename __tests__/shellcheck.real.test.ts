import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { FIGURES_SCRIPT } from "../nginx/figures";
import { IMAGE_SCRIPTS } from "../nginx/image-scripts";
import { command } from "./support/command";
import { BAKED, generate } from "./support/golden-ami";
import { ROOT, accountConfig } from "./support/platforms";
import { temporaryFolder } from "./support/temporary-folder";

const folder = temporaryFolder();

/** Writes a script, as one that stops at the first command that fails. */
function scriptOf(name: string, lines: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh -eu\n${lines}\n`);
  return file;
}

/** All of it, but for files of the machine's own that a script reads: they are not looked into. */
const check = (file: string) => command("shellcheck", ["--norc", "--exclude=SC1091", file]);
const CLEAN = { status: 0, stdout: "", stderr: "" };

test.each(["examples/ci/bake.sh", "scripts/setup.sh", "scripts/test.sh"])(
  "shellcheck has nothing to say about %s",
  async (path) => {
    expect(await check(join(ROOT, path))).toEqual(CLEAN);
  },
);

test("shellcheck has nothing to say about what the workflow of examples/ci runs", async () => {
  const text = readFileSync(join(ROOT, "examples/ci/github-actions.yml"), "utf8");
  const { jobs } = parse(text) as {
    jobs: Record<string, { env?: object; steps: { run?: string }[] }>;
  };
  const runs = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
  expect(runs).not.toEqual([]);
  // Its variables come from the workflow's `env`.
  expect(await check(scriptOf("workflow", `BAKE_SUBNET=subnet\n${runs.join("\n")}`))).toEqual(CLEAN);
});

test("shellcheck has nothing to say about what reports figures", async () => {
  expect(await check(scriptOf("figures", FIGURES_SCRIPT))).toEqual(CLEAN);
});

test.each(Object.entries(IMAGE_SCRIPTS))(
  "shellcheck has nothing to say about the image's %s",
  async (name, text) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    expect(await check(file)).toEqual(CLEAN);
  },
);

test("shellcheck has nothing to say about the lines in the template that check the files", async () => {
  const { build } = await generate([accountConfig()], BAKED);
  const lines = build.provisioner.shell.flatMap(({ inline }) => inline ?? []);
  const from = lines.indexOf("fail() {");
  expect(from).toBeGreaterThan(0);
  // Packer fills in a checksum.
  const text = lines.slice(from).join("\n").replace("${sha256(local.release_json)}", "0".repeat(64));
  expect(await check(scriptOf("checks", text))).toEqual(CLEAN);
});
