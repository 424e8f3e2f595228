import { printable } from "../../accounts/fault";
import type { Account } from "../../accounts/types";
import { pc, table } from "../terminal";
import type { Takeover } from "./takeover";

/** Paths side by side are long; one a line is quickly read. */
const lines = (head: string, texts: readonly string[], colour = (text: string) => text) =>
  texts.length === 0 ? [] : [`  ${head}`, ...texts.map((text) => colour(`    ${printable(text)}`)), ""];

/** What stands in accounts/ from now on, as somebody would write it. */
export function accountLines({ imports, bucket }: Takeover, account: Account): string[] {
  return [
    ...(bucket === account.bucket ? [] : [`bucket: ${JSON.stringify(bucket)},`]),
    "imports: {",
    ...Object.entries(imports).map(([path, id]) => `  ${JSON.stringify(path)}: ${JSON.stringify(id)},`),
    "},",
  ];
}

function ending(takeover: Takeover, account: Account): string[] {
  const { name } = account;
  const { length } = takeover.obstacles;
  if (length > 0) {
    const what = length === 1 ? "That stands" : `Those ${length} stand`;
    return [`${what} in the way of a deploy. Then run it again.`];
  }
  if (Object.keys(takeover.imports).length === 0) {
    return [`Nothing to take over: npx cdktf deploy ${name} makes all of it.`];
  }
  if (takeover.isSaid) return [`accounts/${name} says so already: npx cdktf diff ${name}, then deploy.`];
  return [
    `Put this into accounts/${name}, then read what npx cdktf diff ${name} says, and deploy:`,
    ...accountLines(takeover, account).map((line) => pc.bold(`  ${line}`)),
  ];
}

/** What was found, for a person. */
export function takeoverText(takeover: Takeover, account: Account): string {
  const rows = Object.entries(takeover.imports);
  return [
    pc.bold(`${account.name} (${account.id}, ${account.region})`),
    "",
    ...(rows.length === 0 ? [] : [table([["TAKEN OVER", "IN AWS"], ...rows]), ""]),
    ...lines("What changes, in place:", takeover.changes),
    ...lines("What the stack makes, beside the pages:", takeover.made),
    ...lines("What stays as it is, and is not the stack's:", takeover.stays, pc.yellow),
    ...lines("What stands in the way:", takeover.obstacles, pc.red),
    ...ending(takeover, account),
  ].join("\n");
}

/** The same for programs. */
export const takeoverJson = (takeover: Takeover, account: Account) => ({
  account: account.name,
  id: account.id,
  ...takeover,
});
