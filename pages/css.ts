import { tokenTypes, tokenize } from "css-tree/tokenizer";
import { string as cssString, url as cssUrl } from "css-tree/utils";
import type { Edit } from "./edits";
import type { Span } from "./html";
import { remembered } from "./remembered";

interface Token extends Span {
  readonly type: number | undefined;
  readonly text: string;
}

function tokensOf(css: string): Token[] {
  const tokens: Token[] = [];
  tokenize(css, (type, start, end) => tokens.push({ type, start, end, text: css.slice(start, end) }));
  return tokens;
}

const {
  AtKeyword,
  BadString,
  BadUrl,
  Colon,
  Comma,
  Comment,
  Function: FunctionToken,
  LeftCurlyBracket,
  LeftParenthesis,
  LeftSquareBracket,
  RightCurlyBracket,
  RightParenthesis,
  RightSquareBracket,
  Semicolon,
  String: StringToken,
  Url,
  WhiteSpace,
} = tokenTypes;

/** A URL that a browser loads because of a style. */
export interface CssUrl extends Span {
  readonly url: string;
  /** Whether it stands in a string of its own, without `url(…)`. */
  readonly bare: boolean;
}

/** The URLs in a style: `url(…)`, and the strings of `@import` and `image-set(…)`. */
export const cssUrls = remembered((css = ""): readonly CssUrl[] => {
  const tokens = tokensOf(css).filter(({ type }) => type !== WhiteSpace && type !== Comment);
  const open: string[] = [];
  let rule = "";
  return tokens.flatMap(({ type, text, start, end }, i): CssUrl[] => {
    const before = tokens[i - 1];
    if (type === AtKeyword) rule = text.toLowerCase();
    if (type === Semicolon || type === LeftCurlyBracket) rule = "";
    if (type === FunctionToken) open.push(text.toLowerCase());
    if (type === LeftParenthesis) open.push("(");
    if (type === RightParenthesis) open.pop();
    // A namespace is a name, though it looks like a URL.
    if (rule === "@namespace") return [];
    if (type === Url) return [{ url: cssUrl.decode(text), start, end, bare: false }];
    if (type !== StringToken) return [];
    const url = cssString.decode(text);
    const within = open.at(-1) ?? "";
    if (within === "url(") {
      if (before === undefined || before.type !== FunctionToken) return [];
      const after = tokens[i + 1];
      if (after === undefined || after.type !== RightParenthesis) return [{ url, start, end, bare: true }];
      return [{ url, start: before.start, end: after.end, bare: false }];
    }
    const isImport = rule === "@import" && before?.type === AtKeyword;
    return isImport || within.endsWith("image-set(") ? [{ url, start, end, bare: true }] : [];
  });
});

/** The edit that puts another URL in the place of one. */
export const urlEdit = ({ start, end, bare }: CssUrl, url: string): Edit => {
  const quoted = cssString.encode(url);
  return { start, end, text: bare ? quoted : `url(${quoted})` };
};

const CLOSES = new Map([
  [LeftCurlyBracket, RightCurlyBracket],
  [LeftParenthesis, RightParenthesis],
  [FunctionToken, RightParenthesis],
  [LeftSquareBracket, RightSquareBracket],
]);

interface CssFault {
  readonly message: string;
  readonly offset: number;
}

/** What no browser can read as it was meant: brackets without their partner, strings without an end. */
export const cssFaults = remembered((css = ""): readonly CssFault[] => {
  const open: Token[] = [];
  const faults: CssFault[] = [];
  for (const token of tokensOf(css)) {
    const { type, text, start } = token;
    if (type === BadString || type === BadUrl) {
      faults.push({ message: "must end its strings and URLs. Add the quote or the bracket.", offset: start });
    }
    if (CLOSES.has(type)) open.push(token);
    if (![RightCurlyBracket, RightParenthesis, RightSquareBracket].includes(type)) continue;
    const opening = open.at(-1);
    if (opening !== undefined && CLOSES.get(opening.type) === type) open.pop();
    else faults.push({ message: `must open what it closes, got ${text}. Take it out.`, offset: start });
  }
  const [unclosed] = open;
  if (unclosed !== undefined) {
    faults.push({
      message: `must close what it opens, got ${unclosed.text}. Close it.`,
      offset: unclosed.start,
    });
  }
  return faults;
});

const TIGHT = new Set([LeftCurlyBracket, RightCurlyBracket, Semicolon, Comma]);

/** The style without comments and without the spaces that mean nothing; nothing else is touched. */
export const minifyCss = remembered((css = ""): string => {
  const isSpace = ({ type }: Token) => type === WhiteSpace || type === Comment;
  const tokens = tokensOf(css);
  let result = "";
  let before: Token | undefined;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined) break;
    if (!isSpace(token)) {
      result += token.text;
      before = token;
      continue;
    }
    let next = i;
    let separates = false;
    for (; next < tokens.length; next++) {
      const gap = tokens[next];
      if (gap === undefined || !isSpace(gap)) break;
      separates ||= gap.type === WhiteSpace;
    }
    i = next - 1;
    const after = tokens[next];
    const touches = (t: Token | undefined) => t === undefined || TIGHT.has(t.type);
    if (touches(before) || touches(after) || before?.type === Colon) continue;
    // A comment alone parts two words and means no space.
    result += separates ? " " : "/**/";
  }
  return result;
});
