import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RECORD } from "../../cli/record";
import { writeFolder } from "../../cli/write-files";
import { filesBelow, writeFiles } from "../support/files";
import { temporaryFolder } from "../support/temporary-folder";

const root = temporaryFolder();
let folders = 0;
const newFolder = () => join(root, String(folders++));

test("makes the folder, and folders within, and writes each text as it is, and a list of them", () => {
  const folder = join(newFolder(), "cdktf.out", "nginx");
  const files = { "nginx.conf": "user nginx;\n", "conf.d/virtual.conf": "# 新聞 ${x} %{y}\r\n" };
  writeFolder(folder, files);
  expect(filesBelow(folder)).toEqual([RECORD, "conf.d/virtual.conf", "nginx.conf"]);
  for (const [path, content] of Object.entries(files)) {
    expect(readFileSync(join(folder, path), "utf8")).toBe(content);
  }
  expect(readFileSync(join(folder, RECORD), "utf8").split("\n").slice(1)).toEqual([
    "conf.d/virtual.conf",
    "nginx.conf",
    "",
  ]);
});

test("takes out what it wrote before, and nothing else: what is beside it, and what others put into it", () => {
  const parent = newFolder();
  const folder = join(parent, "nginx");
  writeFolder(folder, { "nginx.conf": "old", "conf.d/gone.conf": "old", "conf.d/deep/gone.conf": "old" });
  writeFolder(folder, { "nginx.conf": "old", "conf.d/gone.conf": "old", "both/gone": "old" });
  expect(readdirSync(join(folder, "conf.d"))).toEqual(["gone.conf"]);
  writeFiles(parent, {
    "nginx-other/nginx.conf": "other",
    "nginx/.terraform/provider": "theirs",
    "nginx/both/terraform.tfstate": "theirs",
  });
  writeFolder(folder, { "nginx.conf": "new" });
  expect(filesBelow(parent)).toEqual([
    "nginx-other/nginx.conf",
    `nginx/${RECORD}`,
    "nginx/.terraform/provider",
    "nginx/both/terraform.tfstate",
    "nginx/nginx.conf",
  ]);
  expect(existsSync(join(folder, "conf.d"))).toBe(false);
  expect(readFileSync(join(folder, "nginx.conf"), "utf8")).toBe("new");
});

test("an empty folder is written", () => {
  const folder = newFolder();
  mkdirSync(folder);
  writeFolder(folder, { a: "new" });
  expect(filesBelow(folder)).toEqual([RECORD, "a"]);
});

test("a folder of files that it did not write is left alone, and told with what to do", () => {
  const folder = writeFiles(newFolder(), { "master-config.ts": "source", "ansible/role.ts": "source" });
  expect(() => {
    writeFolder(folder, { "nginx.conf": "new" });
  }).toThrow(
    `In the way, and not in a list of what this program wrote (.sorry-server): ${folder}. They are left alone. ` +
      "Name another folder, or move away what is yours; what an earlier version of this program wrote has no such list: delete it, and run again.",
  );
  expect(filesBelow(folder)).toEqual(["ansible/role.ts", "master-config.ts"]);
});

test.each<[string, (folder: string) => unknown, string]>([
  ["a file", (folder) => writeFiles(folder, { "b/c": "theirs" }), "b/c"],
  ["a file in the place of a folder", (folder) => writeFiles(folder, { b: "theirs" }), "b"],
  ["a folder in the place of a file", (folder) => writeFiles(folder, { "b/c/d": "theirs" }), "b/c"],
  [
    "a link to a folder elsewhere",
    (folder) => {
      symlinkSync(writeFiles(newFolder(), { c: "theirs" }), join(folder, "b"));
    },
    "b",
  ],
])("%s of others where it is to write is left alone, and nothing is written", (_, put, path) => {
  const folder = newFolder();
  writeFolder(folder, { a: "old" });
  put(folder);
  const before = filesBelow(folder);
  expect(() => {
    writeFolder(folder, { a: "new", "b/c": "new" });
  }).toThrow(`${join(folder, path)}. They are left alone.`);
  expect(filesBelow(folder)).toEqual(before);
  expect(readFileSync(join(folder, "a"), "utf8")).toBe("old");
});

test.each(["", "/below"])("a file in the place of the folder%s is named", (below) => {
  const file = join(writeFiles(newFolder(), { out: "theirs" }), "out");
  expect(() => {
    writeFolder(file + below, { a: "new" });
  }).toThrow(`(.sorry-server): ${file}. They`);
  expect(readFileSync(file, "utf8")).toBe("theirs");
});

test("no list makes it take out or write what is elsewhere", () => {
  const parent = writeFiles(newFolder(), { theirs: "theirs", "folder/theirs": "theirs" });
  mkdirSync(join(parent, "empty"));
  const folder = join(parent, "out");
  mkdirSync(folder);
  symlinkSync(join(parent, "folder"), join(folder, "link"));
  symlinkSync(join(parent, "empty"), join(folder, "other"));
  symlinkSync(join(parent, "theirs"), join(folder, `${RECORD}.next`));
  writeFileSync(
    join(folder, RECORD),
    `../theirs\n${parent}/theirs\na/../../theirs\nlink/theirs\nother/a\n..\n.\n`,
  );
  writeFolder(folder, { a: "new" });
  expect(readdirSync(folder).sort()).toEqual([RECORD, "a", "link", "other"]);
  expect(readdirSync(join(parent, "folder"))).toEqual(["theirs"]);
  expect(readdirSync(join(parent, "empty"))).toEqual([]);
  expect(readFileSync(join(parent, "theirs"), "utf8")).toBe("theirs");
});

test("what a killed run left of a list is in nobody's way", () => {
  const folder = writeFiles(newFolder(), { [`${RECORD}.next`]: "half a li" });
  writeFolder(folder, { a: "new" });
  expect(filesBelow(folder)).toEqual([RECORD, "a"]);
});
