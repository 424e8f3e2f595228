import { applyEdits } from "../../pages/edits";
import { cssFaults, cssUrls, minifyCss, urlEdit } from "../../pages/css";

const urlsIn = (css: string) => cssUrls(css).map(({ url }) => url);

test.each([
  ["url(a.png)", ["a.png"]],
  ['url( "a b.png" )', ["a b.png"]],
  ["url('a\\'b.png')", ["a'b.png"]],
  ["url(\\61.png)", ["a.png"]],
  ['@import "a.css" screen;', ["a.css"]],
  ["@import url(a.css);", ["a.css"]],
  ['image-set("a.png" 1x, url(b.png) 2x)', ["a.png", "b.png"]],
  ['-webkit-image-set("a.png" 1x)', ["a.png"]],
  ['@namespace "http://www.w3.org/1999/xhtml"; a { b: url(c) }', ["c"]],
  ['a::after { content: "url(a.png)" }', []],
  ["/* url(a.png) */", []],
])("the URLs in %s", (css, urls) => {
  expect(urlsIn(css)).toEqual(urls);
});

test("a URL's place is taken by another, quoted so that it ends there", () => {
  const css = '@import "a.css";b{c:url(d.png) e url( "f" )}';
  const edits = cssUrls(css).map((url) => urlEdit(url, `/_sorry/${url.url}")x`));
  const edited = applyEdits(css, edits);
  expect(edited).toBe('@import "/_sorry/a.css\\")x";b{c:url("/_sorry/d.png\\")x") e url("/_sorry/f\\")x")}');
  expect(urlsIn(edited)).toEqual(urlsIn(css).map((url) => `/_sorry/${url}")x`));
});

test.each([
  ["a { b: c", "must close what it opens, got {. Close it.", 2],
  ["a { b: c }}", "must open what it closes, got }. Take it out.", 10],
  ["a { b: (c] }", "must open what it closes, got ]. Take it out.", 9],
  ['a { b: "c\n }', "must end its strings and URLs. Add the quote or the bracket.", 7],
  ["a { b: url(c d) }", "must end its strings and URLs. Add the quote or the bracket.", 7],
])("%j is at fault", (css, message, offset) => {
  expect(cssFaults(css)[0]).toEqual({ message, offset });
});

test("a sound style has no fault", () => {
  expect(cssFaults('@media (a: b) { c[d="e"]::after { f: calc((1px + 2px) * 3) } }')).toEqual([]);
});

test.each([
  ["a  >  b { c : d ; }", "a > b{c :d;}"],
  ["/* a */ a { b: c }", "a{b:c}"],
  ["a/* x */b", "a/**/b"],
  ["a { b: calc(1px + 2px) }", "a{b:calc(1px + 2px)}"],
  ["a { b: calc(1px - -2px) }", "a{b:calc(1px - -2px)}"],
  [':is(a) b, c :hover { d: "  e  " }', ':is(a) b,c :hover{d:"  e  "}'],
  ["@media  screen and (min-width: 1px) { a { b: c } }", "@media screen and (min-width:1px){a{b:c}}"],
  ["a { b: c !important }", "a{b:c !important}"],
  ["a { --b: { c } ; }", "a{--b:{c};}"],
  ["a { b: url( c.png ) }", "a{b:url( c.png )}"],
])("%s becomes %s", (css, minified) => {
  expect(minifyCss(css)).toBe(minified);
  expect(minifyCss(minified)).toBe(minified);
});

test.each(['a{b:url("c.png" "d.png")}', 'a{b:url("c.png"'])(
  "of %s the first string is the URL, and can be replaced",
  (css) => {
    const edits = cssUrls(css).map((url) => urlEdit(url, "/e.png"));
    expect(applyEdits(css, edits)).toBe(css.replace("c.png", "/e.png"));
  },
);
