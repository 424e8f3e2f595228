import { distance } from "fastest-levenshtein";

/** The one of `known` that `word` most likely means, if any is near enough: a third of its letters may be off. */
export function closest(word: string, known: readonly string[]): string | undefined {
  return known
    .map((candidate) => ({ candidate, off: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, off }) => off <= Math.ceil(candidate.length / 3))
    .sort((a, b) => a.off - b.off)
    .at(0)?.candidate;
}
