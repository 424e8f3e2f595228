import { checkSvg } from "../../pages/svg";
import { htmlPage, pageFolders } from "../support/pages";

const { faultsOf, htmlOf } = pageFolders();
const svg = (content: string, attributes = "") =>
  `<svg xmlns="http://www.w3.org/2000/svg"${attributes}>${content}</svg>`;
const faultsIn = (text: string) => {
  const faults: string[] = [];
  checkSvg(text, (message, line) => faults.push(`${line} ${message}`));
  return faults;
};
const FOREIGN = "must load nothing, as a picture it can't";

test.each([
  [svg("\n<script>a()</script>"), "2 must have no script. Take it out."],
  [svg("", ' onload="a()"'), "1 must have no script, got onload. Take it out."],
  [svg('<a href=" javascript:a()">b</a>'), '1 must have no script, got " javascript:a()". Take it out.'],
  [
    svg('<image href="https://example.com/a.png"/>'),
    `1 ${FOREIGN}, got "https://example.com/a.png". Put it into the SVG itself.`,
  ],
  [
    svg('\n<image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="a.png"/>'),
    `2 ${FOREIGN}, got "a.png". Put it into the SVG itself.`,
  ],
  [svg('<path fill="url(b.svg#c)"/>'), `1 ${FOREIGN}, got "b.svg#c". Put it into the SVG itself.`],
  [
    svg('<path style="fill: url(//example.com/a)"/>'),
    `1 ${FOREIGN}, got "//example.com/a". Put it into the SVG itself.`,
  ],
  [svg("<style>@import 'a.css';</style>"), `1 ${FOREIGN}, got "a.css". Put it into the SVG itself.`],
  [
    svg("<style><![CDATA[a { b: url(c.png) }]]></style>"),
    `1 ${FOREIGN}, got "c.png". Put it into the SVG itself.`,
  ],
  [svg("<style>a { b: c</style>"), "1 must close what it opens, got {. Close it."],
  [
    svg('<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>'),
    "1 must not embed another document, got <iframe>. Take it out.",
  ],
  [
    '<svg viewBox="0 0 1 1"/>',
    '1 must be an SVG, or browsers show nothing, got "<svg>". Write <svg xmlns="http://www.w3.org/2000/svg">.',
  ],
  [svg("\n<g><path></g>"), "2 must be XML, as every SVG (unexpected close tag). Mend it."],
  [
    '<?xml version="1.0" encoding="ISO-8859-1"?>' + svg(""),
    '1 must be in UTF-8, got "ISO-8859-1". Write encoding="UTF-8".',
  ],
])("the SVG %j is refused", (text, fault) => {
  expect(faultsIn(text)).toContain(fault);
});

test.each([
  svg('<defs><linearGradient id="a"/></defs><path fill="url(#a)" style="mask: url(#b)"/><use href="#a"/>'),
  svg('<image href="data:image/png;base64,AA"/><a href="https://example.com/">b</a>'),
  svg("<style>@font-face { src: url(data:font/woff2;base64,AA) }</style><text>url(a.png)</text>"),
  `<?xml version="1.0" encoding="utf-8"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [<!ENTITY ns "http://ns.example/">]>${svg("", ' xmlns:i="&ns;"')}`,
  '<s:svg xmlns:s="http://www.w3.org/2000/svg"/>',
])("nothing is wrong with the SVG %j", (text) => {
  expect(faultsIn(text)).toEqual([]);
});

test("a page is told what is wrong with its SVG", () => {
  const html = htmlPage('<img src="x.svg" alt="">');
  expect(faultsOf({ "index.html": html, "x.svg": "<svg/>" })).toEqual([
    expect.stringMatching(/^x\.svg:1 must be an SVG/),
  ]);
});

test("an SVG in the page loads what its attributes name as any other element does", () => {
  const inPage = (url: string) => htmlPage(`<svg><path fill="url(${url})"/></svg>`);
  expect(faultsOf({ "index.html": inPage("https://example.com/a.svg#b") })).toEqual([
    expect.stringContaining("must load nothing from elsewhere"),
  ]);
  expect(htmlOf({ "index.html": inPage("#b") })).toContain('fill="url(#b)"');
});
