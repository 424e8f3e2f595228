import { accountFaults } from "../support/faults";

const ROLE = "arn:aws:iam::111111111111:role/sorry-server";
const WRITE_ARN = "Write arn:aws:iam::ACCOUNT-ID:role/NAME.";

describe("a zone is refused", () => {
  const WHAT = "must be a zone's name, or an object of name and roleArn";
  const LEAVE_OUT = "Leave it out for a zone named as the sorry domain.";
  test.each([
    ["a number", 5, [`\`zone\` ${WHAT}, got 5. ${LEAVE_OUT}`]],
    ["null", null, [`\`zone\` ${WHAT}, got null. ${LEAVE_OUT}`]],
    ["a list", ["example.com"], [`\`zone\` ${WHAT}, got ["example.com"]. ${LEAVE_OUT}`]],
    [
      "no host name",
      "exa mple.com",
      [
        '`zone` must be a host name (letters, digits, hyphens and dots), got "exa mple.com". Take out " "; a scheme, a port or a path is no part of a domain.',
      ],
    ],
    [
      "a zone's id",
      "Z0123456789ABC",
      [
        '`zone` must be a full host name, got "Z0123456789ABC". Write it with its parent domain, as in example.com.',
      ],
    ],
    [
      "no parent of the sorry domain",
      "example.net",
      [
        '`zone` must be the sorry domain or a parent of it, got "example.net". Name the zone that holds the records of sorry.example.com.',
      ],
    ],
    [
      "a name that only ends alike",
      "ple.com",
      [
        '`zone` must be the sorry domain or a parent of it, got "ple.com". Name the zone that holds the records of sorry.example.com.',
      ],
    ],
    [
      "no parent, elsewhere",
      { name: "example.net", roleArn: ROLE },
      [
        '`zone` must be the sorry domain or a parent of it, got "example.net". Name the zone that holds the records of sorry.example.com.',
      ],
    ],
    [
      "an empty object",
      {},
      [
        "`zone.name` must be a string, got nothing. Name the Route 53 zone, as in example.com.",
        `\`zone.roleArn\` must be the ARN of an IAM role, got nothing. ${WRITE_ARN}`,
      ],
    ],
    [
      "a misspelt field",
      { name: "example.com", role: ROLE },
      [
        `\`zone.roleArn\` must be the ARN of an IAM role, got nothing. ${WRITE_ARN}`,
        `\`zone.role\` must not be there (there is no such field), got "${ROLE}". Did you mean \`roleArn\`?`,
      ],
    ],
    [
      "a role that is none",
      { name: "example.com", roleArn: "sorry-server" },
      [`\`zone.roleArn\` must be the ARN of an IAM role, got "sorry-server". ${WRITE_ARN}`],
    ],
  ])("%s", (_, zone, messages) => {
    expect(accountFaults({ zone })).toEqual(messages.map((message) => `accounts/corporate: ${message}`));
  });
});

describe("credentials are refused", () => {
  const WHAT = "must be an object of roleArn and, where the role asks for one, externalId";
  const LEAVE_OUT = "Leave it out for the environment's credentials.";
  test.each([
    ["null", null, [`\`credentials\` ${WHAT}, got null. ${LEAVE_OUT}`]],
    ["an ARN alone", ROLE, [`\`credentials\` ${WHAT}, got "${ROLE}". ${LEAVE_OUT}`]],
    [
      "an empty object",
      {},
      [`\`credentials.roleArn\` must be the ARN of an IAM role, got nothing. ${WRITE_ARN}`],
    ],
    [
      "a user's ARN",
      { roleArn: "arn:aws:iam::111111111111:user/me" },
      [
        `\`credentials.roleArn\` must be the ARN of an IAM role, got "arn:aws:iam::111111111111:user/me". ${WRITE_ARN}`,
      ],
    ],
    [
      "an expression in the ARN",
      { roleArn: `${ROLE}-\${x}` },
      [`\`credentials.roleArn\` must be the ARN of an IAM role, got "${ROLE}-\${x}". ${WRITE_ARN}`],
    ],
    [
      "a role of another account",
      { roleArn: "arn:aws:iam::222222222222:role/sorry-server" },
      [
        '`credentials.roleArn` must be a role of the account itself, got "arn:aws:iam::222222222222:role/sorry-server". Name a role of account 111111111111.',
      ],
    ],
    [
      "the account's id only in the role's name",
      { roleArn: "arn:aws:iam::222222222222:role/111111111111" },
      [
        '`credentials.roleArn` must be a role of the account itself, got "arn:aws:iam::222222222222:role/111111111111". Name a role of account 111111111111.',
      ],
    ],
    [
      "a bad external id",
      { roleArn: ROLE, externalId: "a b" },
      [
        '`credentials.externalId` must be an external id: 2 to 1224 letters, digits and _ + = , . @ : / -, got "a b". See the trust policy of the role.',
      ],
    ],
    [
      "a misspelt field, and one with a terminal's escape",
      { roleArn: ROLE, externalID: "ab", "\u001b[31m": 1 },
      [
        '`credentials.externalID` must not be there (there is no such field), got "ab". Did you mean `externalId`?',
        '`credentials["\\u001b[31m"]` must not be there (there is no such field), got 1. The fields are roleArn, externalId.',
      ],
    ],
  ])("%s", (_, credentials, messages) => {
    expect(accountFaults({ credentials })).toEqual(
      messages.map((message) => `accounts/corporate: ${message}`),
    );
  });
});

describe("tags are refused", () => {
  const CHARACTERS = "letters, digits, spaces and + - = . _ : / @";
  const KEY = `must have a key of 1 to 128 ${CHARACTERS}`;
  const VALUE = `must be a string of at most 256 ${CHARACTERS}`;
  const RESERVED = "must have a key that does not begin with aws:";
  const tagsOf = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`key-${i}`, "value"]));

  test.each([
    ["null", null, '`tags` must be an object of tags, got null. Write it as { "team": "web" }.'],
    ["a list", ["web"], '`tags` must be an object of tags, got ["web"]. Write it as { "team": "web" }.'],
    ["a string", "web", '`tags` must be an object of tags, got "web". Write it as { "team": "web" }.'],
    ["an empty key", { "": "web" }, `\`tags[""]\` ${KEY}, got "". Rename the tag.`],
    ["an expression as a key", { "${x}": "web" }, `\`tags["\${x}"]\` ${KEY}, got "\${x}". Rename the tag.`],
    [
      "AWS's prefix",
      { "aws:team": "web" },
      `\`tags["aws:team"]\` ${RESERVED}, got "aws:team". Rename the tag.`,
    ],
    [
      "AWS's prefix in another case",
      { "Aws:team": "web" },
      `\`tags["Aws:team"]\` ${RESERVED}, got "Aws:team". Rename the tag.`,
    ],
    ["a value that is a number", { team: 5 }, `\`tags.team\` ${VALUE}, got 5. Shorten or reword it.`],
    ["a value that is null", { team: null }, `\`tags.team\` ${VALUE}, got null. Shorten or reword it.`],
    [
      "an expression as a value",
      { team: "${x}" },
      `\`tags.team\` ${VALUE}, got "\${x}". Shorten or reword it.`,
    ],
    ["a directive as a value", { team: "%{x}" }, `\`tags.team\` ${VALUE}, got "%{x}". Shorten or reword it.`],
    ["quotes in a value", { team: '"' }, `\`tags.team\` ${VALUE}, got "\\"". Shorten or reword it.`],
    ["a newline in a value", { team: "a\n" }, `\`tags.team\` ${VALUE}, got "a\\n". Shorten or reword it.`],
    [
      "a value of 257",
      { team: "a".repeat(257) },
      `\`tags.team\` ${VALUE}, got "${"a".repeat(79)}…. Shorten or reword it.`,
    ],
    [
      "a key of 129",
      { ["a".repeat(129)]: "" },
      `\`tags.${"a".repeat(129)}\` ${KEY}, got "${"a".repeat(79)}…. Rename the tag.`,
    ],
    ["41 of them", tagsOf(41), "`tags` must be at most 40 tags, got 41. Take some out."],
  ])("%s", (_, tags, message) => {
    expect(accountFaults({ tags })).toEqual([`accounts/corporate: ${message}`]);
  });

  test("but not 40 of them, nor keys of 128 and values of 256", () => {
    expect(accountFaults({ tags: tagsOf(40) })).toEqual([]);
    expect(accountFaults({ tags: { ["a".repeat(128)]: "b".repeat(256) } })).toEqual([]);
  });
});
