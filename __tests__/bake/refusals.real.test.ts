import { join } from "node:path";
import type { MasterConfig } from "../../nginx/master-config";
import { THREE_SITES, copyOf, corrupt, synthesize, writeTemplate } from "../support/machine/bake";
import { expectRefusal } from "../support/machine/refusal";
import { useMachine } from "../support/machine/use-machine";
import { temporaryFolder } from "../support/temporary-folder";

jest.setTimeout(1_200_000);

const folder = temporaryFolder();
const machine = useMachine();

const template = (name: string, config?: MasterConfig) =>
  writeTemplate(join(folder, name), THREE_SITES, config);

describe("a bake stops, and says why:", () => {
  const refuse = (broken: ReturnType<typeof template>, message: string) =>
    expectRefusal(machine, broken, message);

  test("the config in the template is not the one that was generated", async () => {
    const broken = template("corrupted");
    corrupt(broken, "image.pkr.hcl", (text) =>
      text.replace("domain-a.sorry.example.com", "domain-b.sorry.example.com"),
    );
    await refuse(
      broken,
      "sorry-server: /etc/nginx/conf.d/virtual.conf on the machine is not the one that was generated. No image is made. Run npm run synth, and bake again.",
    );
  });

  test("a page beside the template is truncated", async () => {
    const broken = template("truncated");
    corrupt(broken, `files/${copyOf(broken, "domain-b.sorry.example.com")}`, (text) => text.slice(0, 100));
    await refuse(
      broken,
      "sorry-server: The files named above are not the ones that were generated. No image is made. Run npm run synth, and bake again.",
    );
  });

  test("the list of checksums is truncated, with the page that it no longer names", async () => {
    const broken = template("unlisted");
    corrupt(broken, "files/etc/sorry-server/files.sha256", (text) =>
      text.replace(/^.*pages\/closed-\w+\/index\.html\n/m, ""),
    );
    await refuse(
      broken,
      "sorry-server: /etc/sorry-server/files.sha256 on the machine is not the one that was generated. No image is made. Run npm run synth, and bake again.",
    );
  });

  test("nginx refuses the config", async () => {
    const { config } = synthesize(THREE_SITES);
    const conf = config.files["conf.d/virtual.conf"].replace("map $host", "mapp $host");
    await refuse(
      template("refused", { ...config, files: { ...config.files, "conf.d/virtual.conf": conf } }),
      "sorry-server: nginx refuses the master config, see the lines above. No image is made.",
    );
  });

  test("nginx starts, but answers with something else", async () => {
    const { config } = synthesize(THREE_SITES);
    const conf = config.files["conf.d/virtual.conf"].replace(
      /^( +example\.com +)\S+;$/m,
      "$1domain-c.sorry.example.com;",
    );
    const broken = template("unlike", { ...config, files: { ...config.files, "conf.d/virtual.conf": conf } });
    await refuse(
      broken,
      `sorry-server: nginx answers for example.com with something else than /${copyOf(broken, "domain-a.sorry.example.com")}. No image is made.`,
    );
  });
});
