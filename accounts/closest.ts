import { closest as nearest, distance } from "fastest-levenshtein";

/** The one of `known` that `word` most likely means, if any is near enough: a third of its letters may be off. */
export function closest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const candidate = nearest(word.toLowerCase(), known);
  return distance(word.toLowerCase(), candidate.toLowerCase()) <= Math.ceil(candidate.length / 3)
    ? candidate
    : undefined;
}
