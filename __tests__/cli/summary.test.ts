import { stripVTControlCharacters } from "node:util";
import accounts from "../../accounts";
import type { Platform } from "../../accounts/types";
import { type SynthResult, summary } from "../../cli/summary";
import { accountConfig, platformOf } from "../support/platforms";

/** The summary as it is read, whether or not the tests run with colours. */
const linesOf = (platform: Platform, others: Partial<SynthResult> = {}) =>
  stripVTControlCharacters(
    summary({
      platform,
      outputFolder: "cdktf.out",
      configHash: "0123456789ab",
      removedStacks: [],
      ...others,
    }),
  ).split("\n");

const smallest = platformOf([accountConfig()]);
const withNotes = (count: number): Platform => ({
  ...smallest,
  notes: Array.from({ length: count }, (_, i) => `Note ${i + 1}.`),
});

test("a synth ends with the accounts, what was written, the config's hash and the next command", () => {
  expect(linesOf(platformOf(accounts))).toEqual([
    "2 accounts, 4 sites, 8 domains",
    "",
    "  ACCOUNT    ID            REGION          SITES  STACK",
    "  corporate  111111111111  ap-northeast-1  2      cdktf.out/stacks/corporate/cdk.tf.json",
    "  media      222222222222  eu-west-1       2      cdktf.out/stacks/media/cdk.tf.json",
    "",
    "  MASTER CONFIG  0123456789ab",
    "  nginx          cdktf.out/nginx/{nginx.conf,conf.d/virtual.conf}",
    "  baked copies   cdktf.out/sorry-server/{baked.conf,release.json,pages/}",
    "  golden AMI     cdktf.out/golden-ami/image.pkr.hcl",
    "",
    "Note: shop.example.com goes to site media/shop, the rest of *.example.com to corporate/domain-a.",
    "Next: npx cdktf deploy corporate",
  ]);
});

test.each([
  ["one of each", [{ name: "a", domains: ["example.com"] }], "1 account, 1 site, 1 domain"],
  ["none", [], "1 account, 0 sites, 0 domains"],
])("the first line counts: %s", (_, sites, line) => {
  expect(linesOf(platformOf([accountConfig({ sites })]))[0]).toBe(line);
});

test("the output folder is named as the user would type it", () => {
  const lines = linesOf(smallest, { outputFolder: "../elsewhere" }).join("\n");
  expect(lines).toContain(" ../elsewhere/stacks/corporate/cdk.tf.json\n");
  expect(lines).not.toContain("cdktf.out");
});

test.each([
  ["path/to/accounts.json", "Next: SORRY_ACCOUNTS=path/to/accounts.json npx cdktf deploy corporate"],
  ["it's mine.json", "Next: SORRY_ACCOUNTS='it'\\''s mine.json' npx cdktf deploy corporate"],
])("the next command finds the same accounts: %s", (accountsFile, line) => {
  expect(linesOf(smallest, { accountsFile }).at(-1)).toBe(line);
});

test("ten notes are shown", () => {
  const notes = linesOf(withNotes(10)).filter((line) => /note/i.test(line));
  expect(notes).toEqual(Array.from({ length: 10 }, (_, i) => `Note: Note ${i + 1}.`));
});

test.each([
  [11, "… and 1 more note of the kind."],
  [15, "… and 5 more notes of the kind."],
])("of %i notes ten are shown, and the rest counted", (count, line) => {
  const lines = linesOf(withNotes(count));
  expect(lines.filter((text) => text.startsWith("Note: "))).toHaveLength(10);
  expect(lines).toContain(line);
});

test("each stack that was taken out is told", () => {
  const lines = linesOf(smallest, { removedStacks: ["gone", "old"] });
  expect(lines.slice(-3)).toEqual([
    "Note: took out the stack in cdktf.out/stacks/gone: there is no such account in accounts/ any more.",
    "Note: took out the stack in cdktf.out/stacks/old: there is no such account in accounts/ any more.",
    "Next: npx cdktf deploy corporate",
  ]);
});

test("nothing stands between the tables and the next command where there is nothing to note", () => {
  expect(linesOf(smallest).slice(-2)).toEqual(["", "Next: npx cdktf deploy corporate"]);
});
