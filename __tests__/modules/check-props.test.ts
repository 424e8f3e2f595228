import { TerraformVariable, Token } from "cdktf";
import { Construct } from "constructs";
import { z } from "zod";
import { accountId, cacheSeconds, sorryDomain } from "../../accounts/schema";
import { checkProps } from "../../modules/check-props";
import { theirStack } from "../support/synthesized";

const nested = () => {
  const { stack } = theirStack();
  return { stack, scope: new Construct(new Construct(stack, "team"), "sorry") };
};

/** The whole message for these checks, led by the construct's path. */
const faultsOf = (checks: Parameters<typeof checkProps>[1]) => {
  try {
    checkProps(nested().scope, checks);
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
};

const ID_RULE = "theirs/team/sorry: `id` must be a string of 12 digits, got";

it("lets sound props through, and absent ones", () => {
  expect(faultsOf({ id: [accountId, "111111111111"], seconds: [cacheSeconds, undefined] })).toBeUndefined();
});

it.each<[string, unknown, string]>([
  ["another text", "1", `${ID_RULE} "1". Put the id between quotes.`],
  ["another type", 111111111111, `${ID_RULE} 111111111111. Put the id between quotes.`],
  ["null, which is not absent", null, `${ID_RULE} null. Put the id between quotes.`],
])("tells where, which prop, the rule, what it got and the fix: %s", (_, value, message) => {
  expect(faultsOf({ id: [accountId, value] })).toBe(message);
});

it("tells every fault at once, a line each", () => {
  expect(faultsOf({ id: [accountId, "1"], seconds: [cacheSeconds, 0], domain: [sorryDomain, "x"] })).toBe(
    [
      `${ID_RULE} "1". Put the id between quotes.`,
      "theirs/team/sorry: `seconds` must be a whole number of seconds from 1 to 86400, got 0. Leave it out for 10.",
      'theirs/team/sorry: `domain` must be a full host name, got "x". Write it with its parent domain, as in example.com.',
    ].join("\n"),
  );
});

it("refuses what a schema would put right, as props are used as they are given", () => {
  expect(faultsOf({ domain: [sorryDomain, "SORRY.example.com"] })).toBe(
    'theirs/team/sorry: `domain` must be in lower case and A-labels, got "SORRY.example.com". Write "sorry.example.com".',
  );
});

it("leaves tokens to Terraform: texts, texts with one in them, numbers and lists", () => {
  const { stack, scope } = nested();
  const variable = new TerraformVariable(stack, "variable", {});
  const never = z.never();
  expect(() => {
    checkProps(scope, {
      text: [never, variable.stringValue],
      part: [never, `sorry.${variable.stringValue}`],
      number: [never, Token.asNumber(variable.value)],
      list: [never, variable.listValue],
    });
  }).not.toThrow();
});

it("leaves tokens within an object to Terraform, and nothing else of it", () => {
  const { stack, scope } = nested();
  const variable = new TerraformVariable(stack, "variable", {});
  const never = z.never("never");
  const schema = z.object({ list: z.object({ deep: z.array(z.literal("a")) }), text: never, other: never });
  const value = { list: { deep: variable.listValue }, text: variable.stringValue, other: "text" };
  expect(() => {
    checkProps(scope, { prop: [schema, value] });
  }).toThrow(/^theirs\/team\/sorry: `prop` never$/);
});
