import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeFolder } from "../../cli/write-files";
import { writePlainModules } from "../../scripts/plain-modules";
import { filesBelow, writeFiles } from "../support/files";
import { isFormatted } from "../support/hcl";
import { ALL_OF_IT, FEW_LINES, MODULES, readmeExample } from "../support/plain-modules";
import { temporaryFolder } from "../support/temporary-folder";

type Blocks = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const folder = temporaryFolder();
const written = writePlainModules(folder);
const read = (name: string, file: string) => readFileSync(join(folder, name, file), "utf8");
const json = (name: string, file: string) => JSON.parse(read(name, file)) as Readonly<Record<string, Blocks>>;

const addressesOf = (name: string) => {
  const { data = {}, resource = {} } = json(name, "main.tf.json");
  const of = (blocks: Blocks, prefix: string) =>
    Object.entries(blocks).flatMap(([type, ids]) => Object.keys(ids).map((id) => `${prefix}${type}.${id}`));
  return [...of(data, "data."), ...of(resource, "")].sort();
};

it("a folder a module is written, and a page to begin with", () => {
  expect(written).toEqual([...MODULES, "pages/maintenance"]);
});

it("a page of one's own, in the place of that page, is left alone, and not named as written", () => {
  const own = { "pages/maintenance/index.html": "<p>Our own</p>" };
  const beside = writeFiles(join(folder, "again"), own);
  expect(writePlainModules(beside)).toEqual(MODULES);
  expect(filesBelow(join(beside, "pages"))).toEqual(["maintenance/index.html"]);
  expect(readFileSync(join(beside, "pages/maintenance/index.html"), "utf8")).toBe("<p>Our own</p>");
});

it("an empty folder in the place of that page gets it", () => {
  const beside = join(folder, "emptied");
  mkdirSync(join(beside, "pages", "maintenance"), { recursive: true });
  expect(writePlainModules(beside)).toContain("pages/maintenance");
  expect(filesBelow(join(beside, "pages"))).toContain("maintenance/index.html");
});

it("what Terraform and its users keep in a module's folder stays; what an earlier run wrote does not", () => {
  const beside = join(folder, "used");
  writePlainModules(beside);
  const theirs = ["terraform.tfstate", ".terraform/providers/provider", "backend.tf"];
  writeFiles(join(beside, "sorry-shared"), Object.fromEntries(theirs.map((path) => [path, "theirs"])));
  writeFolder(join(beside, "sorry-fleet"), { "gone.tf.json": "{}" });
  writePlainModules(beside);
  expect(filesBelow(join(beside, "sorry-shared"))).toEqual(
    [...filesBelow(join(folder, "sorry-shared")), ...theirs].sort(),
  );
  expect(filesBelow(join(beside, "sorry-fleet"))).toEqual(filesBelow(join(folder, "sorry-fleet")));
});

it.each([
  ["a folder of other things", "sorry-fleet/main.tf", "sorry-fleet"],
  ["a file in the place of a module", "sorry-fleet", "sorry-fleet"],
  ["a file in the place of the pages", "pages", "pages"],
])("%s is left alone and named, and nothing is written", (title, path, named) => {
  const beside = writeFiles(join(folder, title), { [path]: "theirs" });
  expect(() => writePlainModules(beside)).toThrow(`${join(beside, named)}. They are left alone.`);
  expect(filesBelow(beside)).toEqual([path]);
});

it("the examples are as `terraform fmt` writes them", async () => {
  const examples = [FEW_LINES, ALL_OF_IT, ...MODULES.map((module) => readmeExample(folder, module))];
  for (const example of examples) expect([example, await isFormatted(example)]).toEqual([example, true]);
});

it.each(MODULES)("%s: each variable has a type and a description, and stands in the README", (name) => {
  const readme = read(name, "README.md");
  const { variable = {} } = json(name, "variables.tf.json");
  const { output = {} } = json(name, "outputs.tf.json");
  for (const [variableName, { type, description }] of Object.entries(variable)) {
    expect([typeof type, typeof description]).toEqual(["string", "string"]);
    expect(readme).toContain(`| \`${variableName}\``);
  }
  for (const outputName of Object.keys(output)) expect(readme).toContain(`| \`${outputName}\``);
  expect(readme).toContain(`"./${name}"`);
});

describe("a variable of objects", () => {
  const longTypes = MODULES.flatMap((module) =>
    Object.entries(json(module, "variables.tf.json")["variable"] ?? {})
      .filter(([, { type }]) => String(type).includes("object("))
      .map(([name, { type }]) => [module, name, String(type)] as const),
  );

  it.each(longTypes)(
    "%s's README has the type of %s beneath the table, each attribute on a line with what it means",
    async (module, name, type) => {
      const [, block = ""] =
        new RegExp(`^### ${name}\n\n\`\`\`hcl\n(.*?)^\`\`\`$`, "ms").exec(read(module, "README.md")) ?? [];
      expect(await isFormatted(block)).toBe(true);
      const [, ...lines] = block
        .trimEnd()
        .split("\n")
        .map((line) => line.trim());
      const isComment = (line = "") => line.startsWith("# ");
      for (const [i, line] of lines.entries()) {
        if (isComment(line) || line.startsWith("})")) continue;
        expect([line, isComment(lines[i - 1])]).toEqual([expect.stringMatching(/^\w+ = \w+/), true]);
      }
      const bare = (text: string) => text.replaceAll(/^ *#.*$|[\s,]/gm, "");
      expect(bare(block)).toBe(`type=${bare(type)}`);
    },
  );
});

it("no text of a module speaks of fields or files of accounts/, which its users may not have", () => {
  const isText = (name: string) => ["description", "alarm_description", "error_message"].includes(name);
  const textsOf = (value: unknown): string[] =>
    typeof value !== "object" || value === null
      ? []
      : Object.entries(value).flatMap(([name, inner]) =>
          isText(name) && typeof inner === "string" ? [inner] : textsOf(inner),
        );
  const texts = MODULES.flatMap((name) =>
    ["main", "variables", "outputs"].flatMap((file) => textsOf(json(name, `${file}.tf.json`))),
  );
  expect(texts.length).toBeGreaterThan(100);
  const words = texts.flatMap((text) => text.match(/accounts\/|\b[a-z]+[A-Z]\w*/g) ?? []);
  // The key in cdktf.out/golden-ami/amis.json.
  expect([...new Set(words)]).toEqual(["configHash"]);
});

it("nothing in a module is cdktf's: no token, no note, no stand-in", () => {
  for (const file of filesBelow(folder)) {
    expect(readFileSync(join(folder, file), "utf8")).not.toMatch(/TfToken|"\/\/"|"any"/);
  }
});

it("no condition takes a variable's name for a text", () => {
  for (const name of MODULES) expect(read(name, "main.tf.json")).not.toMatch(/\\"var[.]/);
});

// A changed address destroys what is live and makes it anew.
it("the addresses within the fleet's module are a contract", () => {
  expect(addressesOf("sorry-fleet")).toEqual([
    "aws_autoscaling_attachment.behind",
    "aws_autoscaling_group.group",
    "aws_autoscaling_policy.cpu",
    "aws_cloudwatch_dashboard.alarms_dashboard",
    "aws_cloudwatch_metric_alarm.alarms_baked",
    "aws_cloudwatch_metric_alarm.alarms_cpu",
    "aws_cloudwatch_metric_alarm.alarms_no_figures",
    "aws_cloudwatch_metric_alarm.alarms_no_healthy_server",
    "aws_cloudwatch_metric_alarm.alarms_unknown_hosts",
    "aws_iam_instance_profile.role_instance_profile",
    "aws_iam_role.role",
    "aws_iam_role_policy.role_metrics",
    "aws_iam_role_policy.role_ssm",
    "aws_launch_template.launch_template",
    "aws_security_group.security_group",
    "aws_vpc_security_group_ingress_rule.from_clients",
    "aws_vpc_security_group_ingress_rule.from_load_balancers",
    "data.aws_ami_ids.images",
  ]);
});

it("the addresses within the switch's module are a contract", () => {
  expect(addressesOf("load-balancer-switch")).toEqual([
    "aws_lb_listener_rule.rules",
    "aws_lb_target_group.target_group",
    "data.aws_lb.load_balancer",
    "data.aws_lb_listener.listeners",
    "data.aws_lb_target_group.originals",
  ]);
});

it("the addresses within the sites' shared module are a contract", () => {
  expect(addressesOf("sorry-shared")).toEqual([
    "aws_acm_certificate.certificate",
    "aws_acm_certificate_validation.certificate_validation",
    "aws_cloudfront_origin_access_control.origin_access_control",
    "aws_route53_record.certificate_validation_record",
    "aws_s3_bucket.bucket",
    "aws_s3_bucket_ownership_controls.bucket_ownership",
    "aws_s3_bucket_policy.bucket_policy",
    "aws_s3_bucket_public_access_block.bucket_public_access_block",
    "aws_s3_bucket_server_side_encryption_configuration.bucket_encryption",
    "aws_s3_bucket_versioning.bucket_versioning",
    "data.aws_route53_zone.zone",
  ]);
});

it("the addresses within a site's module are a contract", () => {
  expect(addressesOf("sorry-distribution")).toEqual([
    "aws_cloudfront_distribution.distribution",
    "aws_route53_record.record_a",
    "aws_route53_record.record_aaaa",
    "aws_s3_object.assets",
    "aws_s3_object.forms",
    "aws_s3_object.page",
  ]);
});
