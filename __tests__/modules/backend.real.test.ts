import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformStack } from "cdktf";
import type { BackendConfig } from "../../accounts/types";
import { createBackend } from "../../modules/backend";
import { terraformEnvironment } from "../../scripts/terraform";
import { type Outcome, command } from "../support/command";
import { SMALLEST, platformOf } from "../support/platforms";
import { StateServer } from "../support/state-server";
import { newApp, synthesized } from "../support/synthesized";
import { temporaryFolder } from "../support/temporary-folder";

// `terraform validate` does not look at backends; only `terraform init` does.
jest.setTimeout(120_000);

const folder = temporaryFolder();
const server = new StateServer();

beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(() => {
  server.questions.length = 0;
});

/** The folder of a stack that has nothing but this backend. */
function stackFolder(backend: BackendConfig): string {
  const [account] = platformOf([{ ...SMALLEST, backend }]).accounts;
  if (account === undefined) throw new Error("no account");
  const stack = new TerraformStack(newApp(), account.name);
  createBackend(stack, account);
  return synthesized(stack).folder;
}

/** Real `terraform init`, whose AWS and whose Terraform Cloud are the server. */
function initialize(backend: BackendConfig): Promise<Outcome> {
  const env = terraformEnvironment(join(folder, backend.type));
  const cloud = `services = { "tfe.v2" = ${JSON.stringify(`${server.url}/api/v2/`)} }`;
  appendFileSync(String(env["TF_CLI_CONFIG_FILE"]), `host "app.terraform.io" {\n  ${cloud}\n}\n`);
  return command("terraform", [`-chdir=${stackFolder(backend)}`, "init", "-input=false", "-no-color"], {
    env: {
      ...env,
      AWS_ACCESS_KEY_ID: "AKIAENVIRONMENT",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_SESSION_TOKEN: undefined,
      AWS_PROFILE: undefined,
      AWS_CONFIG_FILE: join(folder, "none"),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, "none"),
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_ENDPOINT_URL_S3: "http://s3.test",
      AWS_ENDPOINT_URL_STS: "http://sts.test",
      HTTP_PROXY: server.url,
      NO_PROXY: "127.0.0.1",
      TF_TOKEN_app_terraform_io: "token",
    },
  });
}

const SUCCESS = "successfully initialized!";

it("Terraform takes up the local backend", async () => {
  const { status, stdout } = await initialize({ type: "local" });
  expect([status, stdout]).toEqual([0, expect.stringContaining(SUCCESS)]);
  expect(server.questions).toEqual([]);
});

it("Terraform looks for its state in the bucket, with the environment's credentials", async () => {
  const { status, stdout, stderr } = await initialize({ type: "s3", bucket: "states", region: "eu-west-1" });
  expect([status, stderr, stdout]).toEqual([0, "", expect.stringContaining(SUCCESS)]);
  expect(server.questions.filter((question) => question.includes("AssumeRole"))).toEqual([]);
  expect(server.questions).toContainEqual(
    expect.stringMatching(/^(GET|HEAD) http:\/\/states\.s3\.test\/sorry-server\/corporate\.tfstate/),
  );
});

it("Terraform looks for its state in the bucket, under a role", async () => {
  const roleArn = "arn:aws:iam::999999999999:role/states";
  const { status, stderr } = await initialize({ type: "s3", bucket: "states", region: "eu-west-1", roleArn });
  expect([status, stderr]).toEqual([0, ""]);
  expect(server.questions).toContainEqual(expect.stringContaining(`RoleArn=${encodeURIComponent(roleArn)}`));
});

it("Terraform looks for its state in the workspace of Terraform Cloud", async () => {
  const { status, stderr } = await initialize({ type: "terraform-cloud", organization: "example" });
  expect([status, stderr]).toEqual([0, ""]);
  expect(server.questions).toContain(
    `GET ${server.url}/api/v2/organizations/example/workspaces/sorry-server-corporate`,
  );
});
