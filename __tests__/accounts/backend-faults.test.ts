import { accountFaults } from "../support/faults";

const LEAVE_OUT = 'Leave it out for a local state file, or write { "type": "s3", … }.';
const TYPES = "must be one of local, terraform-cloud, s3";
const ORGANIZATION = "must be an organization: 3 to 40 letters, digits, hyphens and underscores";
const WORKSPACE = "must be a workspace: 1 to 90 letters, digits, hyphens and underscores";
const KEY = "must be an object key of letters, digits and . _ - /";
const BUCKET = "must be the name of an S3 bucket";
const NAME_BUCKET = "Name a bucket that exists and that Terraform may write to.";

const cloud = (fields: object) => ({ type: "terraform-cloud", organization: "acme", ...fields });
const s3 = (fields: object) => ({ type: "s3", bucket: "terraform-state", region: "eu-west-1", ...fields });

test.each<[string, unknown, string[]]>([
  ["null", null, [`\`backend\` must be an object with a type, got null. ${LEAVE_OUT}`]],
  ["a string", "s3", [`\`backend\` must be an object with a type, got "s3". ${LEAVE_OUT}`]],
  ["a list", ["s3"], [`\`backend\` must be an object with a type, got ["s3"]. ${LEAVE_OUT}`]],
  ["an object without a type", {}, [`\`backend.type\` ${TYPES}, got nothing. ${LEAVE_OUT}`]],
  ["a type that is a number", { type: 3 }, [`\`backend.type\` ${TYPES}, got 3. ${LEAVE_OUT}`]],
  ["another type of Terraform's", { type: "gcs" }, [`\`backend.type\` ${TYPES}, got "gcs". ${LEAVE_OUT}`]],
  [
    "a misspelt type",
    { type: "terraform_cloud", organization: "acme" },
    [`\`backend.type\` ${TYPES}, got "terraform_cloud". Did you mean terraform-cloud?`],
  ],
  [
    "local: a path",
    { type: "local", path: "/tmp/state" },
    ['`backend.path` must not be there (there is no such field), got "/tmp/state". The only field is type.'],
  ],
  [
    "terraform-cloud: nothing else",
    { type: "terraform-cloud" },
    [
      `\`backend.organization\` ${ORGANIZATION}, got nothing. See the organization's page in Terraform Cloud.`,
    ],
  ],
  [
    "terraform-cloud: all of it wrong",
    cloud({
      hostname: "https://app.terraform.io",
      organization: "a b",
      workspace: "${x}",
      organisation: "acme",
    }),
    [
      '`backend.hostname` must be a host name (letters, digits, hyphens and dots), got "https://app.terraform.io". Take out ":"; a scheme, a port or a path is no part of a domain.',
      `\`backend.organization\` ${ORGANIZATION}, got "a b". See the organization's page in Terraform Cloud.`,
      `\`backend.workspace\` ${WORKSPACE}, got "\${x}". Leave it out for sorry-server-NAME.`,
      '`backend.organisation` must not be there (there is no such field), got "acme". Did you mean `organization`?',
    ],
  ],
  [
    "terraform-cloud: wrong types",
    cloud({ hostname: 5, organization: null, workspace: {} }),
    [
      "`backend.hostname` must be a string, got 5. Leave it out for app.terraform.io.",
      `\`backend.organization\` ${ORGANIZATION}, got null. See the organization's page in Terraform Cloud.`,
      `\`backend.workspace\` ${WORKSPACE}, got {}. Leave it out for sorry-server-NAME.`,
    ],
  ],
  [
    "terraform-cloud: a workspace of 91",
    cloud({ workspace: "a".repeat(91) }),
    [`\`backend.workspace\` ${WORKSPACE}, got "${"a".repeat(79)}…. Leave it out for sorry-server-NAME.`],
  ],
  [
    "s3: nothing else",
    { type: "s3" },
    [
      `\`backend.bucket\` ${BUCKET}, got nothing. ${NAME_BUCKET}`,
      "`backend.region` must be a region of AWS's commercial partition, got nothing. Use a code such as eu-west-1.",
    ],
  ],
  [
    "s3: all of it wrong",
    s3({ bucket: "State_", region: "eu-west-9", key: "/state", roleArn: "state", bukcet: 1 }),
    [
      `\`backend.bucket\` ${BUCKET}, got "State_". ${NAME_BUCKET}`,
      '`backend.region` must be a region of AWS\'s commercial partition, got "eu-west-9". Did you mean eu-west-1?',
      `\`backend.key\` ${KEY}, got "/state". Leave it out for sorry-server/NAME.tfstate.`,
      '`backend.roleArn` must be the ARN of an IAM role, got "state". Write arn:aws:iam::ACCOUNT-ID:role/NAME.',
      "`backend.bukcet` must not be there (there is no such field), got 1. Did you mean `bucket`?",
    ],
  ],
  [
    "s3: an expression in the key",
    s3({ key: "state/${x}" }),
    [`\`backend.key\` ${KEY}, got "state/\${x}". Leave it out for sorry-server/NAME.tfstate.`],
  ],
  [
    "s3: a field of Terraform's that this project has not",
    s3({ encrypt: true }),
    [
      "`backend.encrypt` must not be there (there is no such field), got true. The fields are type, bucket, region, key, roleArn.",
    ],
  ],
])("a backend is refused: %s", (_, backend, messages) => {
  expect(accountFaults({ backend })).toEqual(messages.map((message) => `accounts/corporate: ${message}`));
});
