import { markLines, unmarkLines } from "../../pages/line-marks";

test("a text without its marks is the text, and each character knows its line", () => {
  const text = "a\n{{ b }}c\n{% raw %}{{ d\n}}{% endraw %}\n{% if\ne %}f";
  const { text: unmarked, placeAt } = unmarkLines(markLines(text, "index.html"));
  expect(unmarked).toBe(text);
  for (const [what, line] of [
    ["a", 1],
    ["c\n", 2],
    ["d\n", 3],
    ["}}{% endraw", 4],
    ["f", 6],
  ] as const) {
    const at = what === "f" ? text.lastIndexOf("f") : text.indexOf(what);
    expect(placeAt(at)).toMatchObject({ file: "index.html", line });
  }
});

test("parts of several files say which", () => {
  const marked = `${markLines("a\nb", "index.html")}${markLines("c", "../_partials/d.html")}`;
  const { text, placeAt } = unmarkLines(marked);
  expect(text).toBe("a\nbc");
  expect(placeAt(3)).toMatchObject({ file: "../_partials/d.html", line: 1 });
});
