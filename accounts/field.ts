import { z } from "zod";
import { closest } from "./closest";
import { expected } from "./fault";
import type { Parsed } from "./host-name";

/** What the schemas of accounts/ and of a page's page.json are made of. Messages are whole: rule, value, fix. */

/** An `error` option for zod that gives the usual message. */
export const must = (rule: string, fix: string) => ({
  error: (issue: { readonly input?: unknown }) => expected(`must ${rule}`, issue.input, fix),
});

/** The message for a field that does not exist. */
export function unknownField(key: string, value: unknown, known: readonly string[]): string {
  const near = closest(key, known);
  const all = known.length === 1 ? "The only field is" : "The fields are";
  const fix = near === undefined ? `${all} ${known.join(", ")}.` : `Did you mean \`${near}\`?`;
  return expected("must not be there (there is no such field)", value, fix);
}

/** An object with just these fields; each other one is reported at its own path. */
export function strict<S extends z.core.$ZodLooseShape>(shape: S, what: string, fix: string) {
  const unknown = z.custom(() => false, {
    error: ({ path, input }) => unknownField(String(path?.at(-1)), input, Object.keys(shape)),
  });
  // As zod types its own strict objects: without the other fields, which no accepted object has.
  return z.object(shape, must(`be ${what}`, fix)).catchall(unknown) as unknown as z.ZodObject<
    S,
    z.core.$strict
  >;
}

/** A string that `parse` accepts, as `parse` returns it. */
export function parsedBy(parse: (text: string) => Parsed<string>, notAString: string) {
  return z.string(must("be a string", notAString)).transform((text, ctx) => {
    const parsed = parse(text);
    if ("value" in parsed) return parsed.value;
    ctx.issues.push({ code: "custom", input: text, message: expected(parsed.rule, text, parsed.fix) });
    return z.NEVER;
  });
}

/** A string that matches `pattern`; an absent one is told the same rule. */
export const matching = (pattern: RegExp, rule: string, fix: string) =>
  z.string(must(rule, fix)).regex(pattern, must(rule, fix));

/** The message for a value that is none of a closed set. */
export function noneOf(values: readonly string[], input: unknown, fix: string): string {
  const near = typeof input === "string" ? closest(input, values) : undefined;
  return expected(
    `must be one of ${values.join(", ")}`,
    input,
    near === undefined ? fix : `Did you mean ${near}?`,
  );
}

export const oneOf = <const T extends readonly string[]>(values: T, fix: string) =>
  z.enum(values, { error: ({ input }) => noneOf(values, input, fix) });
