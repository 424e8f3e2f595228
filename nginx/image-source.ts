import { type Architecture, imageNamePrefix } from "../accounts/image";
import * as hcl from "./hcl";

/** The name of the source that a test bakes on; see {@link testSource}. */
export const TEST_SOURCE = "machine";

/** Values that more than one source or step needs. */
export const imageLocals: hcl.Body = [
  hcl.block("locals", [], hcl.attributes({ baked_at: hcl.raw("timestamp()") })),
  hcl.block("locals", [], hcl.attributes({ time: hcl.raw('formatdate("YYYYMMDDhhmmss", local.baked_at)') })),
  hcl.block(
    "locals",
    [],
    hcl.attributes({ suffix: hcl.raw('var.version_suffix == "" ? "" : "-${var.version_suffix}"') }),
  ),
];

/** The machine on EC2 that the image of one processor is made of, and what becomes of the image. */
export function amazonSource(architecture: Architecture, configHash: string): hcl.Block {
  return hcl.block(
    "source",
    ["amazon-ebs", architecture],
    [
      ...hcl.attributes({
        region: hcl.raw("var.region"),
        subnet_id: hcl.raw("var.subnet_id"),
        instance_type: hcl.raw(`var.${architecture}_instance_type`),
        ssh_username: hcl.text("admin"),
        ssh_clear_authorized_keys: hcl.literal(true),
        temporary_security_group_source_cidrs: hcl.raw("var.ssh_from"),
        ami_name: hcl.template(`${imageNamePrefix(architecture, configHash)}\${local.time}\${local.suffix}`),
        ami_description: hcl.text(`sorry-server ${configHash}: nginx with the master config`),
      }),
      hcl.comment("Every account of the platform may launch it, in every region that one of them uses."),
      ...hcl.attributes({
        ami_users: hcl.raw("var.share_accounts"),
        ami_regions: hcl.raw("var.copy_regions"),
      }),
      hcl.comment(
        "It holds no secret. Under a default key it couldn't be shared: only the customer's own keys encrypt it.",
      ),
      ...hcl.attributes({
        encrypt_boot: hcl.raw("length(var.kms_keys) > 0"),
        kms_key_id: hcl.raw('lookup(var.kms_keys, var.region, "")'),
        region_kms_key_ids: hcl.raw("var.kms_keys"),
      }),
      hcl.attribute(
        "tags",
        hcl.object({
          Name: hcl.text("sorry-server"),
          ConfigHash: hcl.text(configHash),
          BakedAt: hcl.raw("local.baked_at"),
          SourceRevision: hcl.raw("var.source_revision"),
          SourceImage: hcl.text("{{ .SourceAMIName }}"),
        }),
      ),
      hcl.attribute("run_tags", hcl.object({ Name: hcl.text("sorry-server bake") })),
      hcl.block(
        "source_ami_filter",
        [],
        hcl.attributes({
          filters: hcl.object({
            name: hcl.raw(`var.${architecture}_source_image`),
            "root-device-type": hcl.text("ebs"),
            "virtualization-type": hcl.text("hvm"),
          }),
          owners: hcl.list([hcl.raw("var.source_owner")]),
          most_recent: hcl.literal(true),
        }),
      ),
      hcl.comment("An hour for each copy and snapshot: the default gives up after ten minutes or so."),
      hcl.block(
        "aws_polling",
        [],
        hcl.attributes({ delay_seconds: hcl.literal(15), max_attempts: hcl.literal(240) }),
      ),
    ],
  );
}

/** A machine that is there already, in EC2's stead: the very same steps run on it, and no image comes of it. */
export const testSource: hcl.Body = [
  hcl.block("variable", ["test_ssh_key"], hcl.attributes({ type: hcl.raw("string") })),
  hcl.block(
    "source",
    ["null", TEST_SOURCE],
    hcl.attributes({
      ssh_host: hcl.text("127.0.0.1"),
      ssh_username: hcl.text("admin"),
      ssh_private_key_file: hcl.raw("var.test_ssh_key"),
      ssh_timeout: hcl.text("60s"),
    }),
  ),
];
