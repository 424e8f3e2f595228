import { imageNamePattern, imageNamePrefix } from "../../accounts/image";
import { faultsOf } from "../support/faults";
import { accountConfig, platformOf } from "../support/platforms";

const ACCOUNTS = [
  accountConfig({ region: "eu-west-1" }),
  accountConfig({
    name: "media",
    id: "222222222222",
    region: "us-east-1",
    sorryDomain: "sorry.example.net",
    sites: [],
  }),
];
const key = (region: string) => `arn:aws:kms:${region}:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const SHA256 = "0123456789abcdef".repeat(4);

const faults = (image: unknown) => faultsOf({ accounts: ACCOUNTS, image });

test("a plain list of accounts has an image of the first account's, for both processors, not encrypted", () => {
  const image = { account: "corporate", architectures: ["arm64", "amd64"] };
  expect(platformOf(ACCOUNTS).image).toEqual(image);
  expect(platformOf({ accounts: ACCOUNTS }).image).toEqual(image);
  expect(platformOf({ accounts: ACCOUNTS, image: {} }).image).toEqual(image);
});

test("every field of the image is taken over", () => {
  const image = {
    account: "media",
    architectures: ["amd64", "arm64"],
    kmsKeys: { "eu-west-1": key("eu-west-1"), "us-east-1": key("us-east-1") },
    ssmAgent: { version: "3.3.1957.0", sha256: { arm64: SHA256, amd64: SHA256 } },
  };
  expect(platformOf({ accounts: ACCOUNTS, image }).image).toEqual({
    ...image,
    architectures: ["arm64", "amd64"],
  });
});

test("an image can be without the SSM agent, and for one processor", () => {
  const image = { architectures: ["amd64"], ssmAgent: false };
  expect(platformOf({ accounts: ACCOUNTS, image }).image).toEqual({ account: "corporate", ...image });
});

test("the agent's checksum is asked for only where its processor is in use", () => {
  const ssmAgent = { version: "3.3.1957.0", sha256: { arm64: SHA256 } };
  expect(faults({ architectures: ["arm64"], ssmAgent })).toEqual([]);
  expect(faults({ ssmAgent })).toEqual([
    "accounts: `image.ssmAgent.sha256.amd64` must be there, as the image is baked for amd64, got nothing. See what sha256sum says of the file.",
  ]);
});

const LEAVE_OUT = "Leave it out for an image that is not encrypted.";

test.each<[string, unknown, string[]]>([
  [
    "no object",
    "corporate",
    ['`image` must be an object, got "corporate". Write { "account": "corporate" }, or leave it out.'],
  ],
  ["a list", [], ['`image` must be an object, got []. Write { "account": "corporate" }, or leave it out.']],
  ["null", null, ['`image` must be an object, got null. Write { "account": "corporate" }, or leave it out.']],
  [
    "a misspelt field",
    { acount: "media" },
    ['`image.acount` must not be there (there is no such field), got "media". Did you mean `account`?'],
  ],
  [
    "the prototype as a field",
    JSON.parse('{ "__proto__": {} }'),
    [
      "`image.__proto__` must not be there (there is no such field), got {}. The fields are account, architectures, kmsKeys, ssmAgent.",
    ],
  ],
  [
    "an unknown account",
    { account: "medai" },
    ['`image.account` must be one of corporate, media, got "medai". Did you mean media?'],
  ],
  [
    "an account that is no name",
    { account: 5 },
    ["`image.account` must be the name of an account, got 5. Leave it out for the first account."],
  ],
  [
    "an unknown processor",
    { architectures: ["x86_64"] },
    ['`image.architectures[0]` must be one of arm64, amd64, got "x86_64". Leave it out for both.'],
  ],
  [
    "no processor",
    { architectures: [] },
    ["`image.architectures` must name one processor at least, got []. Leave it out for both."],
  ],
  [
    "processors that are no list",
    { architectures: "arm64" },
    ['`image.architectures` must be a list of arm64, amd64, got "arm64". Leave it out for both.'],
  ],
  [
    "keys that are no object",
    { kmsKeys: key("eu-west-1") },
    [`\`image.kmsKeys\` must be an object of keys by region, got "${key("eu-west-1")}". ${LEAVE_OUT}`],
  ],
  [
    "a key's alias",
    { kmsKeys: { "eu-west-1": "alias/a", "us-east-1": key("us-east-1") } },
    [
      '`image.kmsKeys["eu-west-1"]` must be the ARN of a KMS key, got "alias/a". Write arn:aws:kms:REGION:ACCOUNT-ID:key/ID; an alias can\'t be shared.',
    ],
  ],
  [
    "a region without a key",
    { kmsKeys: { "eu-west-1": key("eu-west-1") } },
    [
      `\`image.kmsKeys\` must hold a key for us-east-1 (accounts/media is there), got ["eu-west-1"]. ${LEAVE_OUT}`,
    ],
  ],
  [
    "a key of another region",
    { kmsKeys: { "eu-west-1": key("us-east-1"), "us-east-1": key("us-east-1") } },
    [
      `\`image.kmsKeys["eu-west-1"]\` must be a key in eu-west-1, got "${key("us-east-1")}". An image's copy is encrypted where it is.`,
    ],
  ],
  [
    "a key where no account is",
    {
      kmsKeys: {
        "eu-west-1": key("eu-west-1"),
        "us-east-1": key("us-east-1"),
        "eu-west-2": key("eu-west-2"),
      },
    },
    ['`image.kmsKeys` must name regions that an account is in, got "eu-west-2". Take the key out.'],
  ],
  [
    "an agent without its pin",
    { ssmAgent: true },
    [
      "`image.ssmAgent` must be false, or an object of version and sha256, got true. Write { version, sha256: { arm64, amd64 } }, or false for an image that nobody can log in to.",
    ],
  ],
  [
    "an agent of the latest version",
    { ssmAgent: { version: "latest", sha256: { arm64: SHA256, amd64: SHA256 } } },
    [
      '`image.ssmAgent.version` must be a version of four numbers, got "latest". See the agent\'s release notes, as in 3.3.1957.0.',
    ],
  ],
  [
    "a checksum that is none",
    { ssmAgent: { version: "3.3.1957.0", sha256: { arm64: SHA256, amd64: "abc" } } },
    [
      '`image.ssmAgent.sha256.amd64` must be a SHA-256: 64 lower-case hexadecimal digits, got "abc". See what sha256sum says of the file.',
    ],
  ],
])("an image is refused: %s", (_, image, messages) => {
  expect(faults(image)).toEqual(messages.map((message) => `accounts: ${message}`));
});

test("faults of the image and of the accounts are told together", () => {
  const accounts = [accountConfig({ id: "1" })];
  expect(faultsOf({ accounts, image: { account: "nobody" }, images: {} })).toEqual([
    "accounts: `images` must not be there (there is no such field), got {}. Did you mean `image`?",
    'accounts/corporate: `id` must be a string of 12 digits, got "1". Put the id between quotes.',
    'accounts: `image.account` must be one of corporate, got "nobody". Name one of them.',
  ]);
});

test("a platform without accounts is none", () => {
  expect(faultsOf({ accounts: [] })).toEqual([
    "accounts: must be a list of one account at least, got []. Write [ { … } ].",
  ]);
});

test("an image's name tells processor, config and, last, the bake", () => {
  expect(imageNamePrefix("arm64", "0123456789ab")).toBe("sorry-server-arm64-0123456789ab-");
  expect(imageNamePattern("arm64", "0123456789ab")).toBe("sorry-server-arm64-0123456789ab-*");
  expect(imageNamePattern("amd64")).toBe("sorry-server-amd64-*-*");
});
