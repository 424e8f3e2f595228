import { appendFileSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { outputFolder, prepareOutput } from "../../cli/output-folder";
import { RECORD } from "../../cli/record";
import { filesBelow, writeFiles } from "../support/files";
import { temporaryFolder } from "../support/temporary-folder";

const root = temporaryFolder();
let folders = 0;
const newFolder = () => join(root, String(folders++));

describe("outputFolder", () => {
  const before = process.env["CDKTF_OUTDIR"];
  const project = join(root, "project");
  beforeAll(() => {
    mkdirSync(join(project, "nginx"), { recursive: true });
    mkdirSync(join(root, "project-out"));
    symlinkSync(root, join(project, "link"));
  });
  afterEach(() => {
    if (before === undefined) delete process.env["CDKTF_OUTDIR"];
    else process.env["CDKTF_OUTDIR"] = before;
  });

  const folderFor = (value: string | undefined) => {
    if (value === undefined) delete process.env["CDKTF_OUTDIR"];
    else process.env["CDKTF_OUTDIR"] = value;
    return outputFolder(project);
  };

  test("is what CDKTF_OUTDIR says, or cdktf.out", () => {
    expect(folderFor(undefined)).toBe("cdktf.out");
    for (const out of [
      join(project, "out"),
      join(project, "nginx"),
      join(root, "project-out"),
      newFolder(),
    ]) {
      expect(folderFor(out)).toBe(out);
    }
  });

  test.each(["", " "])("is none for %j", (value) => {
    expect(() => folderFor(value)).toThrow(
      `CDKTF_OUTDIR must name a folder of its own, got ${JSON.stringify(value)}. Name another one, or unset it for cdktf.out.`,
    );
  });

  test.each([project, `${project}/`, root, "/", join(project, "link")])(
    "is not what the project is in: %s",
    (value) => {
      expect(() => folderFor(value)).toThrow("The project is in it, whose files are not a synth's.");
    },
  );
});

describe("prepareOutput", () => {
  /** An output folder as a synth of these accounts leaves it. */
  function synthesized(accounts: readonly string[]): string {
    const folder = newFolder();
    prepareOutput(folder, accounts, {});
    for (const account of accounts) {
      writeFiles(join(folder, "stacks", account), {
        "cdk.tf.json": "{}",
        "assets/sites_domain-a/ABC/index.html": "page of a site that may be gone",
        ".terraform/providers/provider": "500 MB",
        ".terraform.lock.hcl": "lock",
        "terraform.tfstate": "state",
      });
    }
    return folder;
  }

  test("takes out the stacks of accounts that are gone, and names them, but not what others keep beside them", () => {
    const folder = synthesized(["corporate", "gone", "used"]);
    for (const name of readdirSync(join(folder, "stacks", "gone"))) {
      if (!["cdk.tf.json", "assets"].includes(name))
        rmSync(join(folder, "stacks", "gone", name), { recursive: true });
    }
    expect(prepareOutput(folder, ["corporate", "new"], {}).sort()).toEqual(["gone", "used"]);
    expect(readdirSync(join(folder, "stacks")).sort()).toEqual(["corporate", "used"]);
    expect(readdirSync(join(folder, "stacks", "used")).sort()).toEqual([
      ".terraform",
      ".terraform.lock.hcl",
      "terraform.tfstate",
    ]);
    expect(prepareOutput(folder, ["corporate", "new"], {})).toEqual([]);
    // An account that comes back.
    expect(prepareOutput(folder, ["corporate", "used"], {})).toEqual([]);
  });

  test("no list makes it take out what is elsewhere, or the folder itself", () => {
    const folder = synthesized(["corporate"]);
    const theirs = writeFiles(newFolder(), { "cdk.tf.json": "theirs", "sub/cdk.tf.json": "theirs" });
    const before = filesBelow(theirs);
    symlinkSync(theirs, join(folder, "stacks", "link"));
    appendFileSync(
      join(folder, RECORD),
      ["stacks/..", "stacks/.", "stacks/link", "stacks/link/sub", "."].map((path) => `${path}\n`).join(""),
    );
    const files = filesBelow(join(folder, "stacks", "corporate")).filter(
      (path) => !path.startsWith("assets"),
    );
    expect(prepareOutput(folder, ["corporate"], {})).toEqual([]);
    expect(filesBelow(join(folder, "stacks", "corporate"))).toEqual(files);
    expect(filesBelow(theirs)).toEqual(before);
  });

  test("keeps of the other stacks all that Terraform keeps there, but not the assets", () => {
    const folder = synthesized(["corporate"]);
    prepareOutput(folder, ["corporate"], {});
    expect(filesBelow(folder)).toEqual([
      RECORD,
      "stacks/corporate/.terraform.lock.hcl",
      "stacks/corporate/.terraform/providers/provider",
      "stacks/corporate/cdk.tf.json",
      "stacks/corporate/terraform.tfstate",
    ]);
  });

  test("leaves alone the stacks of another program, and what else is there", () => {
    const folder = synthesized(["corporate"]);
    writeFiles(folder, { "stacks/theirs/cdk.tf.json": "{}", "notes.txt": "theirs" });
    expect(prepareOutput(folder, ["corporate"], {})).toEqual([]);
    expect(filesBelow(folder)).toEqual(
      expect.arrayContaining(["notes.txt", "stacks/theirs/cdk.tf.json"]) as string[],
    );
  });

  test("refuses all at once what others have where a synth writes, and writes nothing", () => {
    const folder = writeFiles(newFolder(), {
      "manifest.json": "another program's",
      "stacks/corporate/cdk.tf.json": "{}",
      "nginx/master-config.ts": "a source",
      "iam/.gitkeep": "",
    });
    const before = filesBelow(folder);
    expect(() => prepareOutput(folder, ["corporate"], { nginx: {}, ansible: {}, iam: {} })).toThrow(
      `(.sorry-server): ${["manifest.json", "stacks/corporate", "nginx", "iam"].map((path) => join(folder, path)).join(", ")}. They are left alone.`,
    );
    expect(filesBelow(folder)).toEqual(before);
  });

  test("is not silent about a file in the place of a folder", () => {
    const folder = writeFiles(newFolder(), { stacks: "a file" });
    expect(() => prepareOutput(folder, ["corporate"], {})).toThrow(`${join(folder, "stacks")}. They`);
    expect(() => prepareOutput(join(folder, "stacks"), ["corporate"], { nginx: {} })).toThrow(
      `(.sorry-server): ${join(folder, "stacks")}. They`,
    );
  });
});
