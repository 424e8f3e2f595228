import { ansible } from "../../nginx/ansible/role";
import { bakedFiles } from "../../nginx/baked";
import { goldenAmi } from "../../nginx/golden-ami";
import { masterConfig } from "../../nginx/master-config";
import { checkPages } from "../../pages/platform-pages";
import { readLocals } from "../support/hcl";
import { genericPage } from "../support/pages";
import { manySites, platformOf, sitesOf } from "../support/platforms";

type Files = Readonly<Record<string, string | Buffer>>;

/** HashiCorp's parser takes seconds to start on a busy machine. */
jest.setTimeout(60_000);

/** The files below `folder`, by the path from there. */
const below = (folder: string, files: Files) =>
  new Map(
    Object.entries(files).flatMap(([path, content]) =>
      path.startsWith(folder) ? [[path.slice(folder.length), Buffer.from(content).toString("base64")]] : [],
    ),
  );

test("an image and a machine of Ansible's get the same files, byte for byte, but for when the image was baked", async () => {
  const platform = platformOf(manySites(6, 2));
  const config = masterConfig(platform);
  const { pages } = checkPages(sitesOf(platform));
  const baked = bakedFiles(platform, pages, genericPage(), config);

  const template = goldenAmi(platform, pages, config, baked);
  const embedded = await readLocals(String(template["image.pkr.hcl"]));
  const ofPacker = new Map([
    ...below("files/", template),
    ...below("", {
      "etc/nginx/nginx.conf": String(embedded["nginx_conf"]),
      "etc/nginx/conf.d/virtual.conf": String(embedded["virtual_conf"]),
    }),
  ]);
  const ofAnsible = below("roles/sorry_server/files/machine/", ansible(platform, config, baked));

  const release = "etc/sorry-server/release.json";
  expect(ofAnsible.delete(release)).toBe(true);
  expect(new Map([...ofPacker].sort())).toEqual(new Map([...ofAnsible].sort()));
  expect(ofPacker.size).toBeGreaterThan(10);
});
