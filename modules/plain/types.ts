/** An attribute of an object. */
export interface Attribute {
  readonly type: Type;
  readonly description: string;
  /** In Terraform's language; `null` says that nothing is a value, too. @default the attribute must be given */
  readonly default?: string;
}

/** A type constraint: one of Terraform's words, such as `list(string)`, or an object, alone or in a list or a map. */
export type Type = string | ObjectType;

export interface ObjectType {
  /** @default an object alone */
  readonly collection?: "list" | "map";
  readonly attributes: Readonly<Record<string, Attribute>>;
}

const within = (collection: ObjectType["collection"], type: string) =>
  collection === undefined ? type : `${collection}(${type})`;

function attributeType(type: string, { default: standard }: Attribute): string {
  if (standard === undefined) return type;
  return standard === "null" ? `optional(${type})` : `optional(${type}, ${standard})`;
}

/** As Terraform reads it, on a line. */
export function typeConstraint(type: Type): string {
  if (typeof type === "string") return type;
  const attributes = Object.entries(type.attributes).map(
    ([name, attribute]) => `${name} = ${attributeType(typeConstraint(attribute.type), attribute)}`,
  );
  return within(type.collection, `object({ ${attributes.join(", ")} })`);
}

/** Without what is in its objects: `map(object)`. */
export const typeName = (type: Type): string =>
  typeof type === "string" ? type : within(type.collection, "object");

/** The longest line of a comment. */
const WIDTH = 100;

function wrapped(text: string, width: number): string[] {
  return text.split(" ").reduce<string[]>((lines, word) => {
    const last = lines.at(-1);
    return last === undefined || last.length + 1 + word.length > width
      ? [...lines, word]
      : [...lines.slice(0, -1), `${last} ${word}`];
  }, []);
}

/** As people read it: an attribute a line, below what it means. */
export function describedType(type: Type, indent = ""): string {
  if (typeof type === "string") return type;
  const inner = `${indent}  `;
  const attributes = Object.entries(type.attributes).flatMap(([name, attribute]) => [
    ...wrapped(attribute.description, WIDTH - inner.length - 2).map((line) => `${inner}# ${line}`),
    `${inner}${name} = ${attributeType(describedType(attribute.type, inner), attribute)}`,
  ]);
  return within(type.collection, ["object({", ...attributes, `${indent}})`].join("\n"));
}
