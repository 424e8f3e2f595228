/** What is decided about a part of what exists; each a sentence, but for the imports. */
export interface Decision {
  /** The path in the account's stack, and the id in AWS. */
  readonly imports: readonly (readonly [path: string, id: string])[];
  /** What changes of that which is taken over. */
  readonly changes: readonly string[];
  /** What is left alone, and why. */
  readonly stays: readonly string[];
  /** Why a deploy would fail, and what to do first. */
  readonly obstacles: readonly string[];
}

export const decision = (parts: Partial<Decision>): Decision => ({
  imports: [],
  changes: [],
  stays: [],
  obstacles: [],
  ...parts,
});

export const merged = (decisions: readonly Decision[]): Decision => ({
  imports: decisions.flatMap(({ imports }) => imports),
  changes: decisions.flatMap(({ changes }) => changes),
  stays: decisions.flatMap(({ stays }) => stays),
  obstacles: decisions.flatMap(({ obstacles }) => obstacles),
});
