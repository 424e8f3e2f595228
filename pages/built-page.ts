import { createHash } from "node:crypto";

/** A file as it is uploaded, and as it is baked. */
export interface BuiltFile {
  /** Below the site's `_sorry/`: `index.html`, `img/photo-0123456789.jpg`. */
  readonly path: string;
  /** As somebody named it, whatever its content: `img/photo.jpg`. */
  readonly source: string;
  /** With its charset: `text/html; charset=utf-8`. */
  readonly contentType: string;
  readonly bytes: Buffer;
  /** In lower-case hexadecimal digits. */
  readonly md5: string;
}

/** A page as users of one site get it. It depends on what somebody wrote and on the site's facts, and on nothing else. */
export interface BuiltPage {
  readonly name: string;
  readonly document: BuiltFile;
  /** For clients that ask for JSON. */
  readonly json: BuiltFile;
  /** For clients that ask for plain text. */
  readonly text: BuiltFile;
  /** What the document loads, sorted by path. Their names change with their content, so they may be kept for ever. */
  readonly assets: readonly BuiltFile[];
}

export function builtFile(
  path: string,
  contentType: string,
  content: string | Buffer,
  source = path,
): BuiltFile {
  const bytes = Buffer.from(content);
  return { path, source, contentType, bytes, md5: createHash("md5").update(bytes).digest("hex") };
}
