import { linkOf, parseContact, parseWebLink } from "../../pages/links";

test.each([
  ["help@example.com", "mailto:help@example.com", "help@example.com"],
  ["a+b?subject=c@example.com", "mailto:a%2Bb%3Fsubject%3Dc@example.com", "a+b?subject=c@example.com"],
  ["+81 (3) 1234-5678", "tel:+81312345678", "+81 (3) 1234-5678"],
  ["https://example.com/", "https://example.com/", "example.com"],
  ["https://example.com:8443/help?x=1", "https://example.com:8443/help?x=1", "example.com:8443/help?x=1"],
  ["https://新聞.example.org/a", "https://xn--efvv70d.example.org/a", "新聞.example.org/a"],
])("the contact %s", (written, href, text) => {
  expect(parseContact(written)).toEqual({ value: written });
  expect(linkOf(written)).toEqual({ href, text });
});

test.each([
  "javascript:alert(1)",
  "java\tscript:alert(1)",
  "data:text/html,<script>",
  "https://user:password@example.com/",
  'https://example.com/"onclick="x',
  "https://example.com/ x",
  "//example.com/",
  "ftp://example.com/",
  "https://",
])("%j is neither a contact nor a link", (written) => {
  expect(parseContact(written)).toHaveProperty("rule");
  expect(parseWebLink(written)).toMatchObject({ rule: "must be a whole URL" });
});

test.each(["help@example.com", "+81 3 1234 5678"])("%s is no link to a page", (written) => {
  expect(parseWebLink(written)).toHaveProperty("rule");
});
