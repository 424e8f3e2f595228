import { CloudBackend, LocalBackend, NamedCloudWorkspace, S3Backend, type TerraformStack } from "cdktf";
import type { Account } from "../accounts/types";

/**
 * Where the stack's state is kept. Always set: cdktf's own default is an absolute path of the machine that
 * synthesized.
 */
export function createBackend(stack: TerraformStack, { name, backend }: Account): void {
  switch (backend.type) {
    case "local":
      // Terraform reads it from cdktf.out/stacks/NAME; cdktf.out may be deleted at any time, a state may not.
      new LocalBackend(stack, { path: `../../../terraform.${name}.tfstate` });
      return;
    case "terraform-cloud":
      new CloudBackend(stack, {
        hostname: backend.hostname,
        organization: backend.organization,
        workspaces: new NamedCloudWorkspace(backend.workspace),
      });
      return;
    case "s3": {
      new S3Backend(stack, {
        bucket: backend.bucket,
        key: backend.key,
        region: backend.region,
        encrypt: true,
        ...(backend.roleArn === undefined ? {} : { assumeRole: { roleArn: backend.roleArn } }),
      });
      // A lock beside the state, by S3 itself (Terraform 1.10 and later); cdktf has no name for it yet.
      stack.addOverride("terraform.backend.s3.use_lockfile", true);
      return;
    }
  }
}
