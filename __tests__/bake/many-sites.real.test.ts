import { join } from "node:path";
import { ask, asUser } from "../support/machine/ask";
import { type Template, bake, corrupt, writeTemplate } from "../support/machine/bake";
import { expectFiles } from "../support/machine/files";
import { expectRefusal } from "../support/machine/refusal";
import { useMachine } from "../support/machine/use-machine";
import { manySites, platformOf } from "../support/platforms";
import { temporaryFolder } from "../support/temporary-folder";

jest.setTimeout(1_200_000);

const PLATFORM = platformOf(manySites(1_000, 10));

describe("a bake of 1,000 sites in 10 accounts", () => {
  const folder = temporaryFolder();
  const machine = useMachine();
  let template: Template;

  test("stops where a config is cut on its way, as Packer 1.6.6 does without a word at a line over 64 KiB", async () => {
    const broken = writeTemplate(join(folder, "cut"), PLATFORM);
    corrupt(broken, "image.pkr.hcl", (text) => text.replaceAll('"$1\\n"', '"$1"'));
    await expectRefusal(
      machine,
      broken,
      "sorry-server: /etc/nginx/conf.d/virtual.conf on the machine is not the one that was generated. No image is made. Run npm run synth, and bake again.",
    );
  });

  test("succeeds", async () => {
    template = writeTemplate(join(folder, "good"), PLATFORM);
    const outcome = await bake(machine, template);
    expect([outcome.status, outcome.stdout]).toEqual([
      0,
      expect.stringContaining("nginx starts, and answers as it should."),
    ]);
  });

  test("puts every file into its place, byte for byte", () => {
    expectFiles(machine, template.files);
  });

  test("makes an instance that answers for the first site, for the last, and for every kind of request", async () => {
    await machine.reboot();
    for (const name of ["site-0-0.example.com", "any.site-9-99.example.com"]) {
      expect(await ask(machine, "/any/path", asUser(name))).toMatchObject({
        status: 503,
        headers: { "retry-after": "7200", "content-type": "text/html; charset=utf-8" },
      });
      expect(await ask(machine, "/a", { Host: name, "X-Forwarded-For": "192.0.2.1" })).toMatchObject({
        status: 301,
        headers: { location: `https://${name}/a` },
      });
    }
    expect(await ask(machine, "/any/path")).toMatchObject({ headers: { "content-type": "image/gif" } });
    expect(JSON.parse((await ask(machine, "/_sorry/config")).body)).toMatchObject({
      configHash: template.config.hash,
      sites: 1_000,
    });
  });
});
