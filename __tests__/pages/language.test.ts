import { directionOf, nameOfLanguage, parseLanguage } from "../../pages/language";

test.each(["en", "ja", "zh-Hant", "pt-BR", "sr-Latn-RS", "ryu"])("%s is a language tag", (tag) => {
  expect(parseLanguage(tag)).toEqual({ value: tag });
});

test.each([
  ["EN", "must be written as en"],
  ["zh-hant", "must be written as zh-Hant"],
  ["iw", "must be written as he"],
  ["english_", "must be a language tag"],
  ["jp", "must be the tag of a language"],
  ["english", "must be the tag of a language"],
  ["", "must be a language tag"],
  ['"><script>', "must be a language tag"],
])("%j is none, or has another spelling", (tag, rule) => {
  expect(parseLanguage(tag)).toMatchObject({ rule });
});

test.each([
  ["en", "ltr"],
  ["ja", "ltr"],
  ["ar", "rtl"],
  ["he", "rtl"],
  ["fa-AF", "rtl"],
  ["ur", "rtl"],
  ["dv", "rtl"],
  ["az-Arab", "rtl"],
  ["ks-Deva", "ltr"],
])("%s is written %s", (tag, direction) => {
  expect(directionOf(tag)).toBe(direction);
});

test.each([
  ["en", "English"],
  ["ja", "日本語"],
  ["ar", "العربية"],
  ["de", "Deutsch"],
])("%s calls itself %s", (tag, name) => {
  expect(nameOfLanguage(tag)).toBe(name);
});
