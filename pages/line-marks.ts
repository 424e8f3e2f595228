import { LIQUID, isRaw, lineAt } from "./liquid-syntax";

/**
 * A rendered page says nothing of where its parts come from. So, to name the place of a fault, it is rendered again
 * from templates that say in every line which line it is, between two characters that no text may have.
 */
const [BEGIN, END] = ["\ufdd0", "\ufdd1"];
const MARK = new RegExp(`${BEGIN}([^${END}]*):(\\d+)${END}`, "g");

/** A place in a file that somebody wrote. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** The place that a rendered page's character comes from. */
export type PlaceAt = (offset: number) => Place | undefined;

/** A template that names its lines. */
export function markLines(text: string, file: string): string {
  let line = 1;
  const mark = () => `${BEGIN}${file}:${line}${END}`;
  const plain = (part: string) =>
    part.replaceAll("\n", () => {
      line++;
      return `\n${mark()}`;
    });
  let marked = mark();
  let end = 0;
  for (const { 0: match, index } of text.matchAll(LIQUID)) {
    marked += plain(text.slice(end, index));
    if (isRaw(match)) {
      marked += plain(match);
    } else {
      line = lineAt(text, index + match.length);
      marked += match + mark();
    }
    end = index + match.length;
  }
  return marked + plain(text.slice(end));
}

/** A page rendered from such templates, without its marks, and what they said. */
export function unmarkLines(marked: string): { readonly text: string; readonly placeAt: PlaceAt } {
  const places: (Place & { readonly offset: number })[] = [];
  let text = "";
  let end = 0;
  for (const { 0: mark, 1: file = "", 2: line, index } of marked.matchAll(MARK)) {
    text += marked.slice(end, index);
    end = index + mark.length;
    places.push({ offset: text.length, file, line: Number(line) });
  }
  text += marked.slice(end);
  return { text, placeAt: (offset) => places.findLast((place) => place.offset <= offset) };
}
