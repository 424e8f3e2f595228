import { closest } from "../../accounts/closest";

const FIELDS = ["name", "domains", "status", "httpsRedirect", "roleArn"];

test.each([
  ["a letter too few", "staus", "status"],
  ["letters exchanged", "stauts", "status"],
  ["another case", "HTTPSREDIRECT", "httpsRedirect"],
  ["a singular", "domain", "domains"],
  ["the start of a long word, though a short word is as near", "role", "roleArn"],
])("a word with %s is recognized", (_, word, known) => {
  expect(closest(word, FIELDS)).toBe(known);
});

test.each(["ttl", "", "xyz", "notification", "\u001b[31m"])("%j is near to none", (word) => {
  expect(closest(word, FIELDS)).toBeUndefined();
});

test("nothing is near where nothing is known", () => {
  expect(closest("name", [])).toBeUndefined();
});
