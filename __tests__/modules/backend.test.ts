import { join, normalize } from "node:path";
import { TerraformStack } from "cdktf";
import type { BackendConfig } from "../../accounts/types";
import { createBackend } from "../../modules/backend";
import { SMALLEST, platformOf } from "../support/platforms";
import { newApp, synthesized } from "../support/synthesized";

/** The `terraform` block of a stack with the backend of an account, as somebody would write it. */
function terraformOf(backend?: BackendConfig) {
  const [account] = platformOf([{ ...SMALLEST, backend }]).accounts;
  if (account === undefined) throw new Error("no account");
  const stack = new TerraformStack(newApp(), account.name);
  createBackend(stack, account);
  const { terraform } = synthesized(stack).json;
  return { backend: terraform.backend, cloud: terraform.cloud };
}

it.each([["by default", undefined] as const, ["by name", { type: "local" }] as const])(
  "%s a state is a file named after the account, by a relative path",
  (_, backend) => {
    expect(terraformOf(backend)).toEqual({
      backend: { local: { path: "../../../terraform.corporate.tfstate" } },
    });
  },
);

it("a local state lies beside package.json, outside of the disposable cdktf.out", () => {
  const { local } = terraformOf().backend as { local: { path: string } };
  expect(normalize(join("cdktf.out", "stacks", "corporate", local.path))).toBe("terraform.corporate.tfstate");
});

it.each<[string, BackendConfig, object]>([
  [
    "in the public Terraform Cloud, under a name of its own",
    { type: "terraform-cloud", organization: "example" },
    {
      hostname: "app.terraform.io",
      organization: "example",
      workspaces: { name: "sorry-server-corporate" },
    },
  ],
  [
    "in a Terraform Enterprise, under a chosen name",
    { type: "terraform-cloud", hostname: "tfe.example.com", organization: "example", workspace: "sorry" },
    { hostname: "tfe.example.com", organization: "example", workspaces: { name: "sorry" } },
  ],
])("a workspace may hold the state: %s", (_, backend, cloud) => {
  expect(terraformOf(backend)).toEqual({ cloud });
});

it.each<[string, BackendConfig, object]>([
  [
    "under a key of its own",
    { type: "s3", bucket: "states", region: "eu-west-1" },
    {
      bucket: "states",
      key: "sorry-server/corporate.tfstate",
      region: "eu-west-1",
      encrypt: true,
      use_lockfile: true,
    },
  ],
  [
    "under a chosen key, by a role",
    {
      type: "s3",
      bucket: "states",
      region: "us-east-1",
      key: "a/b.tfstate",
      roleArn: "arn:aws:iam::999999999999:role/states",
    },
    {
      bucket: "states",
      key: "a/b.tfstate",
      region: "us-east-1",
      encrypt: true,
      use_lockfile: true,
      assume_role: { role_arn: "arn:aws:iam::999999999999:role/states" },
    },
  ],
])("a bucket may hold the state, encrypted and locked: %s", (_, backend, s3) => {
  expect(terraformOf(backend)).toEqual({ backend: { s3 } });
});
