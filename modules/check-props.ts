import { Token } from "cdktf";
import type { Construct } from "constructs";
import type { z } from "zod";
import { expected, show } from "../accounts/fault";

/**
 * Checks a construct's props before its first resource exists. Tokens, within a prop too, are left to Terraform, absent
 * props to their defaults.
 *
 * @throws one Error with every fault, each led by the construct's path
 */
export function checkProps(scope: Construct, checks: Record<string, readonly [z.ZodType, unknown]>): void {
  const faults = Object.entries(checks).flatMap(([field, [schema, value]]) => {
    if (value === undefined || Token.isUnresolved(value)) return [];
    const result = schema.safeParse(value, { reportInput: true });
    if (!result.success) {
      return result.error.issues
        .filter(({ path }) => !isLeftToTerraform(value, path))
        .map((issue) => `\`${field}\` ${issue.message}`);
    }
    // Props are used as they are given, so they must be as AWS stores them.
    if (typeof value !== "string" || result.data === value) return [];
    const fix = `Write ${show(result.data)}.`;
    return [`\`${field}\` ${expected("must be in lower case and A-labels", value, fix)}`];
  });
  if (faults.length > 0) {
    throw new Error(faults.map((fault) => `${scope.node.path}: ${fault}`).join("\n"));
  }
}

/** Whether a token stands on the way to a place within a value; a list that is one has an element that is none. */
function isLeftToTerraform(value: unknown, [key, ...path]: readonly PropertyKey[]): boolean {
  if (Token.isUnresolved(value)) return true;
  if (key === undefined || typeof value !== "object" || value === null) return false;
  return isLeftToTerraform((value as Readonly<Record<PropertyKey, unknown>>)[key], path);
}
