/** Whether files of a media type are texts, which are served as UTF-8. */
export const isText = (type: string): boolean =>
  /^(?:text\/|image\/svg|application\/(?:[a-z]+\+)?(?:json|javascript))/.test(type);

const BYTE_ORDER_MARK = Buffer.from("\ufeff");

/**
 * A text as it is served: without the byte order mark that some editors put first.
 *
 * @returns undefined where it is not in UTF-8
 */
export function utf8Text(bytes: Buffer): Buffer | undefined {
  // Latin letters in UTF-16 are UTF-8 by chance, with a zero byte each.
  if (bytes.includes(0) || !bytes.equals(Buffer.from(bytes.toString()))) return undefined;
  const isMarked = bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  return isMarked ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes;
}
