import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { validateWorkflow } from "@action-validator/core";
import { parse } from "yaml";
import { scripts } from "../package.json";
import { ROOT } from "./support/platforms";

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions?: Readonly<Record<string, string>>;
        readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
      }
    >
  >;
}

const read = (name: string) => readFileSync(join(ROOT, "examples", "ci", name), "utf8");
const workflow = parse(read("github-actions.yml"), { strict: true, uniqueKeys: true }) as Workflow;
const commands = Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));

test("the workflow is one by GitHub's own schema", () => {
  const log = jest.spyOn(console, "log").mockImplementation();
  const warn = jest.spyOn(console, "warn").mockImplementation();
  const error = jest.spyOn(console, "error").mockImplementation();
  // What it says there is that it looks at no globs.
  const faultsOf = (text: string) => (validateWorkflow(text) as { errors: unknown[] }).errors;
  const text = read("github-actions.yml");
  expect(faultsOf(text)).toEqual([]);
  expect(faultsOf(text.replace("runs-on:", "run-on:"))).not.toEqual([]);
  for (const spy of [log, warn, error]) spy.mockRestore();
});

test("the workflow's commands are npm's own, or scripts of package.json", () => {
  const names = commands
    .filter((text) => text !== "npm ci")
    .map((text) => /^npm run ([\w:-]+)/.exec(text)?.[1]);
  expect(names).toEqual(["golden-ami", "golden-ami"]);
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(names));
});

test("the workflow may read the source, and ask for an identity only where it bakes", () => {
  expect(workflow.permissions).toEqual({ contents: "read" });
  const { check, bake } = workflow.jobs;
  expect(check?.permissions).toBeUndefined();
  expect(bake?.permissions).toEqual({ contents: "read", "id-token": "write" });
  expect(read("github-actions.yml")).not.toMatch(/secrets\.|access-key/i);
});

test("no expression stands in a shell's script, where its value would be read as a script", () => {
  expect(commands.filter((text) => text.includes("${{"))).toEqual([]);
});

test("every action has a version", () => {
  const uses = Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
  expect(uses.filter((name) => !/^[\w-]+\/[\w-]+@v\d+$/.test(name))).toEqual([]);
  expect(uses).not.toEqual([]);
});

test("the shell script may be run as it is", () => {
  expect(statSync(join(ROOT, "examples", "ci", "bake.sh")).mode & 0o111).toBe(0o111);
  expect(read("bake.sh")).toMatch(/^#!\/usr\/bin\/env bash\n/);
});
