/** How many results are kept: more than the styles and languages of all pages that are at work at once. */
const MOST = 256;

/**
 * The same function, which works out each result once. The site after has the same styles and the same languages as the
 * site before.
 *
 * @param make a pure function of texts, whose results nobody changes
 */
export function remembered<T>(make: (...texts: readonly string[]) => T): (...texts: readonly string[]) => T {
  const results = new Map<string, { readonly result: T }>();
  return (...texts) => {
    const key = JSON.stringify(texts);
    const known = results.get(key);
    if (known !== undefined) return known.result;
    const result = make(...texts);
    const [oldest] = results.keys();
    if (oldest !== undefined && results.size >= MOST) results.delete(oldest);
    results.set(key, { result });
    return result;
  };
}
