/** A template's tags and outputs; what stands between `raw` and `endraw` is one match. */
export const LIQUID = /\{%-?\s*raw\s*-?%\}[^]*?\{%-?\s*endraw\s*-?%\}|\{%[^]*?%\}|\{\{[^]*?\}\}/g;

/** Whether a match of {@link LIQUID} is printed as it stands, but for its first and last tag. */
export const isRaw = (match: string): boolean => /^\{%-?\s*raw\b/.test(match);

/** A partial that a template names; `name` is undefined where it is worked out. */
export interface Render {
  readonly name?: string;
  readonly offset: number;
}

/** The partials that a template names, in its order. */
export function rendersOf(text: string): Render[] {
  return [...text.matchAll(LIQUID)].flatMap((match) => {
    const render = /^\{%-?\s*render\b\s*(?:"([^"]*)"|'([^']*)')?/.exec(match[0]);
    if (render === null) return [];
    const name = render[1] ?? render[2];
    return [{ ...(name === undefined ? {} : { name }), offset: match.index }];
  });
}

/** The line of a place in a text, from 1. */
export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split("\n").length;

/** What files a template may mean that names them by a field, as in `hero-{{ lang }}.png`. */
export function namesWithFields(text: string): RegExp[] {
  const names = text.match(/[\w.-]*(?:\{\{[^{}]*\}\}[\w.-]*)+/g) ?? [];
  return names.flatMap((name) => {
    const parts = name.split(/\{\{[^{}]*\}\}/);
    // A field alone may be anything.
    if (parts.join("") === "") return [];
    return [new RegExp(`^${parts.map((part) => part.replaceAll(".", "\\.")).join(".*")}$`)];
  });
}
