import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import * as ownPackage from "../package.json";
import { LiveAws } from "./support/aws/live";
import { createZone } from "./support/aws/seed";
import { useEmulatedAws } from "./support/aws/use-emulated-aws";
import { command } from "./support/command";
import { codeBlocks } from "./support/documents";
import { LivePath } from "./support/e2e/live-path";
import { filesBelow } from "./support/files";
import { type PackedPackage, installPackage, packProject } from "./support/installed-package";
import { serverFiles } from "./support/nginx";
import { ROOT, SMALLEST, platformOf } from "./support/platforms";
import { SynthesizedStack } from "./support/synthesized";
import { temporaryFolder } from "./support/temporary-folder";
import { TerraformValidator } from "./support/terraform";
import { TerraformStack } from "./support/terraform-stack";

jest.setTimeout(300_000);

const used = useEmulatedAws(["111111111111"]);
const folder = temporaryFolder();
const app = join(folder, "app");
const terraform = new TerraformValidator();

/** A program and its accounts, as docs/package.md has them. */
const [MAIN = "", ACCOUNTS = ""] = codeBlocks(join(ROOT, "docs", "package.md"), "ts");

/** Unused, and so a fault, where the package's types do not say what a status may be. */
const MISTAKE = `
// @ts-expect-error A sorry page is no success.
export const wrong: AccountConfig["sites"][number] = { name: "a", domains: ["example.com"], status: 200 };
`;

const TSCONFIG = { compilerOptions: { module: "node16", target: "ES2022", strict: true, types: ["node"] } };

/** What dist/ has of an earlier build, and of who uses the plain modules there. */
const BEFORE = {
  "dist/cli/gone.js": "of an earlier build",
  "dist/terraform/sorry-shared/terraform.tfstate": "theirs",
  "dist/elsewhere/sorry-shared/terraform.tfstate.backup": "theirs",
  "dist/elsewhere/sorry-shared/.terraform/terraform.tfstate": "theirs",
};

let packed: PackedPackage;

const bin = (name: string) => join(ROOT, "node_modules", ".bin", name);

beforeAll(async () => {
  packed = await packProject(folder, BEFORE);
  await installPackage(packed.tarball, app, {
    "main.ts": MAIN,
    "accounts.ts": ACCOUNTS + MISTAKE,
    "tsconfig.json": JSON.stringify(TSCONFIG),
  });
});

describe("the package", () => {
  it("holds compiled code with its types and source maps, the pages, and nothing of tests, examples or accounts", () => {
    const others = packed.files.filter((path) => !path.startsWith("dist/"));
    expect(others.sort()).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "cli/sorry.cjs",
      "package.json",
      "tsconfig.json",
    ]);
    // Not even from where nobody expects it; it may hold secrets.
    expect(packed.files.filter((path) => /tfstate|\.terraform\//.test(path))).toEqual([]);
    const ours = packed.files.filter((path) => path.startsWith("dist/") && !path.includes("/site-content/"));
    const modules = ours.filter((path) => path.endsWith(".js"));
    expect(modules).toContain("dist/modules/account-stack.js");
    const wanted = modules.flatMap((path) => [path, `${path}.map`, path.replace(/\.js$/, ".d.ts")]);
    expect(ours.sort()).toEqual([...wanted, "dist/package.json"].sort());
    expect(
      ours.filter((path) => /test|example|bench|accounts\/(index|corporate|media)\./.test(path)),
    ).toEqual([]);
    expect(packed.files).toContain("dist/site-content/generic/index.html");
  });

  it("is built without a loss for who uses the plain modules, which are beside it and no part of it", () => {
    const terraform = join(packed.project, "dist", "terraform");
    expect(filesBelow(terraform)).toEqual(["sorry-shared/terraform.tfstate"]);
    expect(readdirSync(packed.project).filter((name) => name.startsWith("dist"))).toEqual(["dist"]);
    expect(packed.files.filter((path) => /terraform|gone/.test(path))).toEqual([]);
  });

  it("declares everything that it imports, as a dependency or a peer", () => {
    const declared = Object.keys({ ...ownPackage.dependencies, ...ownPackage.peerDependencies });
    const dist = join(app, "node_modules", "sorry-server", "dist");
    const imported = readdirSync(dist, { recursive: true, encoding: "utf8" })
      .filter((path) => /\.(?:js|d\.ts)$/.test(path))
      .flatMap((path) => [
        ...readFileSync(join(dist, path), "utf8").matchAll(/(?:require\(|from |import\()"([@a-z][^"]*)"/g),
      ])
      .map(([, name = ""]) => name)
      .filter((name) => !name.startsWith("node:") && !builtinModules.includes(name))
      .map((name) =>
        name
          .split("/")
          .slice(0, name.startsWith("@") ? 2 : 1)
          .join("/"),
      );
    expect(imported).toContain("zod");
    expect([...new Set(imported)].filter((name) => !declared.includes(name))).toEqual([]);
  });

  it("is sound to publint", async () => {
    const { status, stdout } = await command(bin("publint"), ["--strict", packed.tarball]);
    expect([status, stdout]).toEqual([0, expect.stringContaining("All good!")]);
  });

  it("has types that resolve however a project imports it", async () => {
    const args = ["--no-definitely-typed", "--format", "json", packed.tarball];
    const { status, stdout } = await command(bin("attw"), args);
    const { analysis } = JSON.parse(stdout) as { analysis: { problems: unknown[]; types: unknown } };
    expect([status, analysis.problems]).toEqual([0, []]);
    expect(analysis.types).toMatchObject({ kind: "included" });
  });
});

describe("in an empty project", () => {
  it("a ten-line program is checked by TypeScript, and writes a stack that Terraform accepts", async () => {
    expect(MAIN.trimEnd().split("\n")).toHaveLength(10);
    const { status, stderr } = await command(
      process.execPath,
      ["node_modules/ts-node/dist/bin.js", "main.ts"],
      {
        cwd: app,
        env: { CDKTF_OUTDIR: undefined, CDKTF_CONTEXT_JSON: undefined },
      },
    );
    expect([status, stderr]).toEqual([0, ""]);
    const stack = new SynthesizedStack(join(app, "cdktf.out", "stacks", "corporate"));
    expect(stack.one("aws_cloudfront_distribution").body["aliases"]).toEqual(["domain-a.sorry.example.com"]);
    expect(await terraform.faultsOf(stack.folder)).toEqual([]);
    expect(existsSync(join(app, "golden-ami", "image.pkr.hcl"))).toBe(true);
  });

  it("what it wrote is deployed by Terraform, and a sorry server answers with the page", async () => {
    const session = used.session("111111111111");
    await createZone(session, "sorry.example.com");
    const stack = new TerraformStack(join(app, "cdktf.out", "stacks", "corporate"), join(folder, "work"));
    await stack.init();
    expect(await stack.apply(session.environment)).toMatchObject({ status: 0, complaints: [] });
    // nginx's workers are another user.
    chmodSync(folder, 0o755);
    const image = serverFiles(platformOf([SMALLEST]));
    const path = await LivePath.start(join(folder, "path"), image, new LiveAws([session]));
    try {
      await path.deployed(10);
      expect(await path.sourceOnceFresh("www.example.com")).toMatch(/^(?:fresh|cached)$/);
      const { status, body } = await path.ask({ host: "www.example.com", path: "/any/path" });
      expect([status, body.toString()]).toEqual([
        503,
        expect.stringContaining("We are working on this site"),
      ]);
    } finally {
      await path.close();
    }
  });

  it("the command runs from another folder", async () => {
    const elsewhere = join(folder, "elsewhere");
    mkdirSync(elsewhere);
    const sorry = join(app, "node_modules", ".bin", "sorry");
    const { status, stdout, stderr } = await command(sorry, ["--version"], { cwd: elsewhere });
    expect([status, stdout.trim(), stderr]).toEqual([0, ownPackage.version, ""]);
  });
});
