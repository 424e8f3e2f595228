import type { Span } from "./html";

/** Another text in a span's place. */
export interface Edit extends Span {
  readonly text: string;
}

/** The text with all the edits made, which must not overlap. What no edit touches stays as it is, byte for byte. */
export function applyEdits(source: string, edits: readonly Edit[]): string {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let result = "";
  let end = 0;
  for (const edit of sorted) {
    if (edit.start < end) throw new Error(`Two edits at ${edit.start} of a page overlap.`);
    result += source.slice(end, edit.start) + edit.text;
    end = edit.end;
  }
  return result + source.slice(end);
}
