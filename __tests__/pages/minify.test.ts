import fc from "fast-check";
import { applyEdits } from "../../pages/edits";
import { parseHtml } from "../../pages/html";
import { minifyEdits } from "../../pages/minify";

const minify = (html: string) => applyEdits(html, minifyEdits(parseHtml(html)));

test.each([
  ["<p>a\n   b</p>\n\n<p>c</p>", "<p>a\nb</p>\n<p>c</p>"],
  ["<p>a <b> b </b>  c</p>", "<p>a <b> b </b> c</p>"],
  ["<p>a <!-- b -->c</p><!-- d --><p><!-- e -->f</p>", "<p>a c</p><p>f</p>"],
  ["<p>&<!-- b -->amp;</p>", "<p>&<!-- b -->amp;</p>"],
  ["<p>&<!-- b --><!-- c -->amp;</p>", "<p>&<!-- b --><!-- c -->amp;</p>"],
  ["<pre>  a\n\n  b <b>  c  </b></pre>", "<pre>  a\n\n  b <b>  c  </b></pre>"],
  ["<pre><!-- a -->\nb</pre>", "<pre><!-- a -->\nb</pre>"],
  ["<textarea>\n  a  \n</textarea>", "<textarea>\n  a  \n</textarea>"],
  ["<script>  a  //  b\n\n  c</script>", "<script>  a  //  b\n\n  c</script>"],
  ['<p title="a   b">c</p>', '<p title="a   b">c</p>'],
  ["<p>a\u00a0\u00a0b\u3000\u3000c</p>", "<p>a\u00a0\u00a0b\u3000\u3000c</p>"],
  ["<svg><text>a  b</text></svg>", "<svg><text>a b</text></svg>"],
])("%j becomes %j", (html, minified) => {
  expect(minify(html)).toBe(minified);
});

const piece = fc.constantFrom(
  ...[
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<pre>\n\n a  <b> b</b></pre>",
    "<div class='a  b'>",
    "</div>",
    "<!-- c -->",
    "<br>",
  ],
  ...[
    "<textarea>\n\n a  b</textarea>",

    "<script>a  b\n\n</script>",

    "a",
    "b",
    " ",
    "  ",
    "\n",
    "\n\n  ",
    "\t",
    "&amp;",
    "<svg/>",
    "<",
  ],
);

test("whatever a page is made of, its elements, attributes and words stay, and twice is as good as once", () => {
  const seen = (html: string) => {
    const { elements, textNodes } = parseHtml(html);
    return {
      elements: elements.map(({ tagName, attrs }) => [tagName, attrs]),
      text: textNodes
        .map(({ value }) => value)
        .join("")
        .replaceAll(/[ \t\n\f\r]+/g, " "),
    };
  };
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const html = `<!doctype html><body>${pieces.join("")}`;
      const minified = minify(html);
      const [before, after] = [seen(html), seen(minified)];
      expect(after.elements).toEqual(before.elements);
      // A comment that stood between two spaces leaves both of them behind.
      expect(after.text).toBe(before.text);
      expect(minified.length).toBeLessThanOrEqual(html.length);
    }),
    { numRuns: 300 },
  );
});
