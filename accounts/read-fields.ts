import { z } from "zod";
import { show } from "./fault";
import { unknownField } from "./field";

/** Takes a fault, and the field that has it: its name as people read it, and its path. */
export type Report = (message: string, field?: string, path?: readonly PropertyKey[]) => void;

/** `backend.organization`, `domains[1]`, `tags["cost center"]`. */
export function fieldPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    const name = String(key);
    if (!/^\w+$/.test(name)) return `${text}[${show(name)}]`;
    return text === "" ? name : `${text}.${name}`;
  }, "");
}

/** Of a union's alternatives, the one that was meant: whose own type fits. Of a record's bad key, the key's issues. */
function flatten(issue: z.core.$ZodIssue): { path: readonly PropertyKey[]; message: string }[] {
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const wrongType = (i: z.core.$ZodIssue) => i.code === "invalid_type" && i.path.length === 0;
    const meant = issue.errors.find((branch) => !branch.some(wrongType)) ?? issue.errors.at(-1) ?? [];
    return meant.flatMap(flatten).map((i) => ({ ...i, path: [...issue.path, ...i.path] }));
  }
  if (issue.code === "invalid_key") {
    return issue.issues.map(({ message }) => ({ path: issue.path, message }));
  }
  return [issue];
}

export const isObject = (raw: unknown): raw is Record<string, unknown> =>
  typeof raw === "object" && raw !== null && !Array.isArray(raw);

/** Where `__proto__` is a key: JSON can have it, and zod drops it without a word. */
function prototypeKeys(value: unknown, path: readonly PropertyKey[]): (readonly PropertyKey[])[] {
  // The sites and their domains are read one by one, each with its own path.
  if (!isObject(value)) return [];
  return Object.keys(value).flatMap((key) =>
    key === "__proto__" ? [[...path, key]] : prototypeKeys(value[key], [...path, key]),
  );
}

/**
 * Each field by itself, so that one fault hides no other: what is sound is returned, the rest reported.
 */
export function readFields<S extends z.ZodRawShape>(
  schema: z.ZodObject<S>,
  raw: Record<string, unknown>,
  report: Report,
): Partial<z.output<z.ZodObject<S>>> {
  const known = Object.keys(schema.shape);
  for (const key of Object.keys(raw).filter((key) => !known.includes(key))) {
    report(unknownField(key, raw[key], known), fieldPath([key]), [key]);
  }
  for (const path of Object.keys(schema.shape).flatMap((key) => prototypeKeys(raw[key], [key]))) {
    report(unknownField("__proto__", "an object", []), fieldPath(path), path);
  }
  const values: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(schema.shape)) {
    const result = (field as unknown as z.ZodType).safeParse(raw[key], { reportInput: true });
    if (result.success) {
      if (result.data !== undefined) values[key] = result.data;
    } else {
      for (const { path, message } of result.error.issues.flatMap(flatten)) {
        const whole = [key, ...path];
        report(message, fieldPath(whole), whole);
      }
    }
  }
  return values as Partial<z.output<z.ZodObject<S>>>;
}
