import type { Parsed } from "../accounts/host-name";

/** Scripts that run from right to left, of those that are in daily use.
 * @see https://www.unicode.org/reports/tr24/ */
const RIGHT_TO_LEFT = new Set(["Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"]);

const NAMES = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });

/** Whether the tag's language is one. Not all of three letters have names here; of the others every one has. */
const isKnown = (tag: string) => {
  const { language } = new Intl.Locale(tag);
  return language.length === 3 || NAMES.of(language) !== undefined;
};

/** Whether `text` is a language tag, such as `en` or `zh-Hant`, in its canonical form. */
export function parseLanguage(text: string): Parsed<string> {
  const fix = "Write it as in en, ja or zh-Hant.";
  try {
    const [canonical] = Intl.getCanonicalLocales(text);
    if (canonical === undefined || !isKnown(canonical)) return { rule: "must be the tag of a language", fix };
    if (canonical === text) return { value: text };
    return { rule: `must be written as ${canonical}`, fix: "Language tags have one spelling." };
  } catch {
    return { rule: "must be a language tag", fix };
  }
}

/** For a `dir` attribute. */
export function directionOf(language: string): "ltr" | "rtl" {
  const { script } = new Intl.Locale(language).maximize();
  return script !== undefined && RIGHT_TO_LEFT.has(script) ? "rtl" : "ltr";
}

/** The language's name in the language itself: 日本語. */
export const nameOfLanguage = (language: string): string =>
  new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;

/** The tag as it is best written; HTML takes it in any case. */
export function canonicalLanguage(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? tag;
  } catch {
    return tag;
  }
}
