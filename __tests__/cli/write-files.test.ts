import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { removeStale, writeFolder } from "../../cli/write-files";
import { filesBelow, writeFiles } from "../support/files";
import { temporaryFolder } from "../support/temporary-folder";

const root = temporaryFolder();
let folders = 0;
const newFolder = () => join(root, String(folders++));

describe("writeFolder", () => {
  test("makes the folder, and folders within, and writes each text as it is", () => {
    const folder = join(newFolder(), "cdktf.out", "nginx");
    const files = { "nginx.conf": "user nginx;\n", "conf.d/virtual.conf": "# 新聞 ${x} %{y}\r\n" };
    writeFolder(folder, files);
    expect(filesBelow(folder)).toEqual(["conf.d/virtual.conf", "nginx.conf"]);
    for (const [path, content] of Object.entries(files)) {
      expect(readFileSync(join(folder, path), "utf8")).toBe(content);
    }
  });

  test("leaves nothing else in the folder, and leaves alone what is beside it", () => {
    const parent = writeFiles(newFolder(), {
      "nginx/nginx.conf": "old",
      "nginx/conf.d/gone.conf": "old",
      "nginx/.hidden": "old",
      "nginx-other/nginx.conf": "other",
    });
    writeFolder(join(parent, "nginx"), { "nginx.conf": "new" });
    expect(filesBelow(parent)).toEqual(["nginx-other/nginx.conf", "nginx/nginx.conf"]);
    expect(readFileSync(join(parent, "nginx", "nginx.conf"), "utf8")).toBe("new");
  });
});

describe("removeStale", () => {
  const stacks = () =>
    writeFiles(newFolder(), {
      "corporate/cdk.tf.json": "{}",
      "corporate/assets/sites_domain-a/ABC/index.html": "page of a site that may be gone",
      "corporate/.terraform/providers/provider": "500 MB",
      "corporate/.terraform.lock.hcl": "lock",
      "corporate/terraform.tfstate": "state",
      "gone/cdk.tf.json": "{}",
      "gone/.terraform/providers/provider": "500 MB",
    });

  test("takes out the stacks of accounts that are gone, and names them", () => {
    const folder = stacks();
    expect(removeStale(folder, ["corporate", "new"])).toEqual(["gone"]);
    expect(existsSync(join(folder, "gone"))).toBe(false);
  });

  test("keeps of the other stacks all that Terraform keeps there, but not the assets", () => {
    const folder = stacks();
    removeStale(folder, ["corporate"]);
    expect(filesBelow(folder)).toEqual([
      "corporate/.terraform.lock.hcl",
      "corporate/.terraform/providers/provider",
      "corporate/cdk.tf.json",
      "corporate/terraform.tfstate",
    ]);
  });

  test("takes out nothing where all accounts are still there", () => {
    const folder = stacks();
    expect(removeStale(folder, ["gone", "corporate"])).toEqual([]);
    expect(existsSync(join(folder, "gone", "cdk.tf.json"))).toBe(true);
  });

  test("does nothing before the first synth, and makes no folder", () => {
    const folder = newFolder();
    expect(removeStale(folder, ["corporate"])).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });

  test("is not silent about a stacks folder that is none", () => {
    const folder = writeFiles(newFolder(), { stacks: "a file" });
    expect(() => removeStale(join(folder, "stacks"), [])).toThrow("ENOTDIR");
  });
});
