import { amisOf } from "../../cli/golden-ami/amis";
import { knowsInit } from "../../cli/golden-ami/run";

const build = (name: string, run: string, artifact: string) => ({
  name,
  builder_type: "amazon-ebs",
  build_time: 1_764_000_000,
  files: null,
  artifact_id: artifact,
  packer_run_uuid: run,
  custom_data: null,
});

const manifest = (...builds: object[]) => JSON.stringify({ builds, last_run_uuid: "second" });

test("the images are those of the last bake alone, by processor and region", () => {
  const record = manifest(
    build("arm64", "first", "eu-west-1:ami-0000000000000000a"),
    build("arm64", "second", "ap-northeast-1:ami-0000000000000000b,eu-west-1:ami-0000000000000000c"),
    build("amd64", "second", "eu-west-1:ami-0000000000000000d"),
  );
  expect(amisOf(record)).toEqual([
    { architecture: "arm64", region: "ap-northeast-1", id: "ami-0000000000000000b" },
    { architecture: "arm64", region: "eu-west-1", id: "ami-0000000000000000c" },
    { architecture: "amd64", region: "eu-west-1", id: "ami-0000000000000000d" },
  ]);
});

test("a record that names no image is not taken for one", () => {
  expect(() => amisOf(manifest(build("arm64", "second", "eu-west-1")))).toThrow(
    "eu-west-1 in manifest.json is no image.",
  );
});

test.each([
  ["1.6.6", false],
  ["1.7.0", true],
  ["1.11.2", true],
  ["2.0.0", true],
])("packer init is run where the release knows it: %s, %p", (version, expected) => {
  expect(knowsInit(version)).toBe(expected);
});
