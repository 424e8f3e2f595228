import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ownAccounts from "../accounts";
import { command } from "./support/command";
import { alb, fleetAccount } from "./support/load-balancers";
import { ROOT } from "./support/platforms";
import { copyOfProject } from "./support/project-copy";
import { temporaryFolder } from "./support/temporary-folder";

jest.setTimeout(600_000);

/** cdktf is archived; cdktn is what became of it. docs/cdktn.md has these packages, and this table. */
const folder = temporaryFolder();
const DIFFERENCES = { source: "hashicorp/aws", version: "6.66.0" };

async function succeed(name: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = await command(name, args, { cwd, env });
  if (status !== 0) throw new Error(`${name} ${args.join(" ")}\n${stdout}${stderr}`);
}

type Json = Readonly<Record<string, unknown>>;

/** A stack's document without the notes of the program that wrote it. */
function withoutNotes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNotes);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "//")
      .map(([key, inner]) => [key, withoutNotes(inner)]),
  );
}

const stackOf = (out: string, name: string) =>
  withoutNotes(JSON.parse(readFileSync(join(out, "stacks", name, "cdk.tf.json"), "utf8"))) as Json & {
    readonly terraform: Json & { readonly required_providers: { readonly aws: Json } };
  };

/** All files of a folder but stacks' documents, by their paths. */
const othersOf = (out: string) =>
  readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !["cdk.tf.json", "manifest.json"].includes(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path.slice(out.length), readFileSync(path, "base64")])
    .sort();

describe("under cdktn and its AWS provider", () => {
  const copy = join(folder, "copy");
  const accounts = [
    ...ownAccounts,
    fleetAccount({
      ...{ name: "fleet", id: "333333333333", sorryDomain: "sorry.example.edu" },
      sites: [{ name: "domain-e", domains: ["www.example.edu"], page: "maintenance" }],
      loadBalancers: [alb()],
    }),
  ];
  const [ours, theirs] = [join(folder, "cdktf"), join(folder, "cdktn")];

  beforeAll(async () => {
    const packages = join(folder, "packages");
    cpSync(join(ROOT, "__tests__", "support", "cdktn"), packages, { recursive: true });
    await succeed("npm", ["ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"], packages);
    mkdirSync(copy);
    copyOfProject(copy, join(packages, "node_modules"));
    const file = join(folder, "accounts.json");
    writeFileSync(file, JSON.stringify(accounts));
    const program = ["node_modules/ts-node/dist/bin.js", "main.ts"];
    for (const [cwd, out] of [
      [ROOT, ours],
      [copy, theirs],
    ] as const) {
      await succeed(process.execPath, program, cwd, { SORRY_ACCOUNTS: file, CDKTF_OUTDIR: out });
    }
  });

  it("the same sources are sound to TypeScript", async () => {
    await succeed(
      process.execPath,
      ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json", "--noEmit"],
      copy,
    );
  });

  it.each(accounts.map(({ name }) => name))("%s's stack differs in the provider's version alone", (name) => {
    const [before, after] = [stackOf(ours, name), stackOf(theirs, name)];
    expect(after).toEqual({
      ...before,
      terraform: { ...before.terraform, required_providers: { aws: DIFFERENCES } },
    });
    expect(before.terraform.required_providers.aws).toEqual({ source: "aws", version: "5.100.0" });
  });

  it("every other file is the same, byte for byte", () => {
    expect(othersOf(theirs)).toEqual(othersOf(ours));
    expect(othersOf(ours).length).toBeGreaterThan(10);
  });
});
