import { accountFaults, faultsOf } from "../support/faults";
import { accountConfig, platformOf } from "../support/platforms";

const FIND = "npx sorry import finds it.";
const NONE = "must be something of the account's stack that can be taken over";
const BUCKET = "pages-sorry-example-com-111111111111";

test("everything that a stack may take over is accepted", () => {
  const imports = {
    "shared/certificate": "arn:aws:acm:us-east-1:111111111111:certificate/0123-ab",
    "shared/certificate-validation-record": "Z0123__abc.sorry.example.com_CNAME",
    "shared/bucket": BUCKET,
    "shared/bucket-policy": BUCKET,
    "shared/origin-access-control-09": "E2QWRUHAPOMQZL",
    "sites/domain-a/distribution": "E2QWRUHAPOMQZL",
    "sites/domain-a/record-a": "Z0123_domain-a.sorry.example.com_A",
    "sites/domain-a/record-aaaa": "Z0123_domain-a.sorry.example.com_AAAA",
  };
  expect(platformOf([accountConfig({ imports })]).accounts[0]).toMatchObject({ imports, bucket: BUCKET });
});

test.each([
  ["what no stack has", "fleet/role", "role-1", `${NONE}, got "role-1". Take it out.`],
  [
    "a site that is gone",
    "sites/domain-x/distribution",
    "E2QWRUHAPOMQZL",
    `${NONE}, got "E2QWRUHAPOMQZL". Take it out; or did you mean sites/domain-a/distribution?`,
  ],
  [
    "another bucket, which Terraform would delete",
    "shared/bucket",
    "old",
    `must be the account's bucket, got "old". ${FIND}`,
  ],
  [
    "a name of JavaScript's own",
    "constructor",
    "E2QWRUHAPOMQZL",
    `${NONE}, got "E2QWRUHAPOMQZL". Take it out.`,
  ],
  [
    "something of Terraform's language",
    "sites/domain-a/distribution",
    "${file(1)}",
    `must be the id of a distribution, as in E2QWRUHAPOMQZL, got "\${file(1)}". ${FIND}`,
  ],
  [
    "another account's certificate",
    "shared/certificate",
    "arn:aws:acm:us-east-1:222222222222:certificate/0123",
    `must be the ARN of a certificate of the account, in us-east-1, got "arn:aws:acm:us-east-1:222222222222:certificate/0123". ${FIND}`,
  ],
  [
    "another name's record",
    "sites/domain-a/record-a",
    "Z0123_www.example.com_A",
    `must be ZONE-ID_domain-a.sorry.example.com_A, got "Z0123_www.example.com_A". ${FIND}`,
  ],
])("an import is refused: %s", (_, path, id, message) => {
  expect(accountFaults({ imports: { [path]: id } })).toEqual([
    `accounts/corporate: \`imports${path.includes("/") ? `["${path}"]` : `.${path}`}\` ${message}`,
  ]);
});

test("an import of what is no text is refused, and so are imports that are no object", () => {
  expect(accountFaults({ imports: { "shared/bucket": 5 } })).toEqual([
    `accounts/corporate: \`imports["shared/bucket"]\` must be an id in AWS, got 5. ${FIND}`,
  ]);
  expect(accountFaults({ imports: [] })).toEqual([
    "accounts/corporate: `imports` must be an object of ids by path, got []. npx sorry import writes it.",
  ]);
});

test("a bucket is refused that is the state's, another account's, or has a name that S3 or CloudFront can't use", () => {
  const backend = { type: "s3", bucket: "states", region: "eu-west-1" };
  expect(accountFaults({ backend, bucket: "states" })).toEqual([
    'accounts/corporate: `bucket` must not be the bucket of the state, got "states". Leave it out, or name another: it goes with everything in it when the stack is destroyed.',
  ]);
  expect(accountFaults({ bucket: "old.pages" })).toHaveLength(1);
  const sites = [{ name: "domain-b", domains: ["example.net"], page: "maintenance" }];
  const media = { name: "media", id: "222222222222", sorryDomain: "sorry.example.net", sites };
  expect(
    faultsOf([accountConfig({ bucket: "pages" }), accountConfig({ ...media, bucket: "pages" })]),
  ).toEqual([
    'accounts/media: `bucket` must be a bucket of its own (accounts/corporate has it), got "pages". Leave it out for a name from the sorry domain and the account id.',
  ]);
});
