import { join } from "node:path";
import { ACCOUNT_IDS, SwitchedListener } from "../support/aws/switched-listener";

jest.setTimeout(300_000);

const switched = new SwitchedListener();

describe("who may not, or asks for what is not there, is told so:", () => {
  it("another account's credentials", async () => {
    const { status, stderr } = await switched.run(
      ["status"],
      switched.used.session(ACCOUNT_IDS.other).environment,
    );
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining(
        "accounts/corporate is AWS account 111111111111, but these credentials are of 222222222222 (",
      ),
    ]);
  });

  it("no credentials", async () => {
    const environment = {
      ...switched.session.environment,
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
      AWS_SESSION_TOKEN: undefined,
      HOME: join(switched.folder, "nobody"),
    };
    const { status, stderr } = await switched.run(["status"], environment);
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^accounts\/corporate: no AWS credentials that work \(.+\)\. Log in/),
    ]);
  });

  it.each([
    [["on", "elsewhere", "--yes"], "There is no site elsewhere in accounts/. There is: domain-a, domain-b."],
    [
      ["off", "domian-b", "--yes"],
      "There is no site domian-b in accounts/. Did you mean domain-b? There is: domain-a, domain-b.",
    ],
    [["status", "--account", "media"], "There is no account media in accounts/. There is: corporate."],
    [
      ["diff", "--account", "media", "--json"],
      "There is no account media in accounts/. There is: corporate.",
    ],
  ])("%j", async (words, message) => {
    expect(await switched.run(words)).toEqual({ status: 1, stdout: "", stderr: message });
  });
});
