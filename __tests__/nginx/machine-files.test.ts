import { createHash } from "node:crypto";
import { machineFiles } from "../../nginx/machine-files";
import { masterConfig } from "../../nginx/master-config";
import { SYSTEM_FILES } from "../../nginx/system-files";
import { accountConfig, platformOf } from "../support/platforms";

const config = masterConfig(platformOf([accountConfig()]));
const LOGO = Buffer.from([0x89, 0xff, 0x00]);
const files = machineFiles(config, {
  "baked.conf": "# text\n",
  "pages/a/logo.png": LOGO,
  "release.json": "{}\n",
});

test("each file has its place on a machine", () => {
  expect(files.config).toEqual({
    "etc/nginx/nginx.conf": config.files["nginx.conf"],
    "etc/nginx/conf.d/virtual.conf": config.files["conf.d/virtual.conf"],
  });
  expect(files.others).toEqual({
    "etc/sorry-server/baked.conf": "# text\n",
    "etc/sorry-server/pages/a/logo.png": LOGO,
    ...SYSTEM_FILES,
  });
});

test("the manifest has a line for each of them, as sha256sum writes it, but for release.json, which a bake adds to", () => {
  const all = { ...files.config, ...files.others };
  const lines = Object.entries(all).map(
    ([path, content]) => `${createHash("sha256").update(content).digest("hex")}  /${path}`,
  );
  expect(files.manifest.endsWith("\n")).toBe(true);
  expect(files.manifest.trimEnd().split("\n").sort()).toEqual(lines.sort());
  expect(files.release).toBe("{}\n");
});

test("the manifest does not depend on the order of the files", () => {
  const baked = { "pages/a/logo.png": LOGO, "release.json": "{}\n", "baked.conf": "# text\n" };
  expect(machineFiles(config, baked).manifest).toBe(files.manifest);
});
