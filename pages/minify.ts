import type { Edit } from "./edits";
import { type Element, type Html, type Span, contentOf } from "./html";

/** Elements whose text is kept as it is. */
const VERBATIM = new Set(["pre", "textarea", "script", "style"]);

function startTagOf({ sourceCodeLocation: location }: Element): Span[] {
  if (!location) return [];
  const { startOffset: start, endOffset: end } = location.startTag ?? location;
  return [{ start, end }];
}

/**
 * The edits that take out comments, and what whitespace means nothing in HTML: of a run of it one character stays, a
 * line feed if there was one. So words stay apart, and so do lines where a style asks for them.
 */
export function minifyEdits({ text, elements, endTags, comments }: Html): Edit[] {
  const verbatim = elements.filter(({ tagName }) => VERBATIM.has(tagName)).map(contentOf);
  const kept = [
    ...elements.flatMap(startTagOf),
    ...verbatim,
    ...endTags,
    ...comments,
    { start: text.length, end: text.length },
  ].sort((a, b) => a.start - b.start || a.end - b.end);
  const squeezed: Edit[] = [];
  let end = 0;
  for (const span of kept) {
    for (const { 0: run, index } of text.slice(end, Math.max(end, span.start)).matchAll(/[ \t\n\f\r]{2,}/g)) {
      const start = end + index;
      squeezed.push({ start, end: start + run.length, text: /[\n\r]/.test(run) ? "\n" : " " });
    }
    end = Math.max(end, span.end);
  }
  // At the beginning of a `pre` a line feed means nothing; behind a comment it is one.
  const removed = comments.filter(
    ({ start }) => !verbatim.some((span) => span.start <= start && start < span.end),
  );
  return [...squeezed, ...removed.map((comment) => ({ ...comment, text: "" }))];
}
