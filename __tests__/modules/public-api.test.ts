import { App, Testing } from "cdktf";
import { join } from "node:path";
import {
  type Account,
  type AccountConfig,
  AccountStack,
  type PlatformAndPages,
  PlatformError,
  SORRY_STATUSES,
  loadPlatform,
} from "../../modules";
import { SITE_CONTENT, SMALLEST, writeAccounts } from "../support/platforms";
import { temporaryFolder } from "../support/temporary-folder";

const folder = temporaryFolder();

test("a platform team makes its stacks with the public API alone", () => {
  const accounts: readonly AccountConfig[] = [SMALLEST];
  const { platform, pages }: PlatformAndPages = loadPlatform(writeAccounts(folder, accounts), SITE_CONTENT);
  const app = new App({ outdir: join(folder, "out") });
  const stacks = platform.accounts.map(
    (account: Account) => new AccountStack(app, account.name, { account, pages }),
  );
  expect(stacks.map((stack) => [...stack.distributions.keys()])).toEqual([["domain-a"]]);
  expect(stacks.map((stack) => Testing.synth(stack))).toEqual([
    expect.stringContaining("domain-a.sorry.example.com"),
  ]);
});

test("bad accounts are refused with the error that the public API exports", () => {
  const file = writeAccounts(folder, [{ ...SMALLEST, id: "1" }]);
  expect(() => loadPlatform(file, SITE_CONTENT)).toThrow(PlatformError);
  expect(SORRY_STATUSES).not.toContain(200);
});
