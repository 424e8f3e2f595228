/** More than these nobody reads in a message. */
const MOST = 10;

/** The first of a list that may be long, and how many more there are. */
export function cut(
  items: readonly string[],
  more: (count: number) => string = (count) => `… and ${count} more`,
): string[] {
  const left = items.length - MOST;
  return left > 0 ? [...items.slice(0, MOST), more(left)] : [...items];
}

/** Such a list within a sentence. */
export const list = (names: readonly string[]): string => cut(names).join(", ") || "none";
