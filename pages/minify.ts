import type { Edit } from "./edits";
import { type Element, type Html, type Span, contentOf } from "./html";

/** Elements whose text is kept as it is. */
const VERBATIM = new Set(["pre", "textarea", "script", "style"]);

function startTagOf({ sourceCodeLocation: location }: Element): Span[] {
  if (!location) return [];
  const { startOffset: start, endOffset: end } = location.startTag ?? location;
  return [{ start, end }];
}

/** Whether what it parts could become a tag or an entity in one piece: `&<!-- -->amp;`. */
function isBetweenTexts(text: string, { start, end }: Span): boolean {
  const [before, after] = [text.slice(0, start), text.slice(end)];
  return !/(?:^|\s|(?<!--)>)$/.test(before.slice(-3)) && !/^(?:\s|<(?!!)|$)/.test(after.slice(0, 2));
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
  const isVerbatim = ({ start }: Span) => verbatim.some((span) => span.start <= start && start < span.end);
  const removed = comments.filter((comment) => !isVerbatim(comment) && !isBetweenTexts(text, comment));
  return [...squeezed, ...removed.map((comment) => ({ ...comment, text: "" }))];
}
