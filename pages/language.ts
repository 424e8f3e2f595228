import type { Parsed } from "../accounts/host-name";

/** Scripts that run from right to left, of those that are in daily use.
 * @see https://www.unicode.org/reports/tr24/ */
const RIGHT_TO_LEFT = new Set(["Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"]);

/** Whether `text` is a language tag, such as `en` or `zh-Hant`, in its canonical form. */
export function parseLanguage(text: string): Parsed<string> {
  const fix = "Write it as in en, ja or zh-Hant.";
  try {
    const [canonical] = Intl.getCanonicalLocales(text);
    if (canonical === text) return { value: text };
    return { rule: `must be written as ${canonical ?? ""}`, fix: "Language tags have one spelling." };
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
