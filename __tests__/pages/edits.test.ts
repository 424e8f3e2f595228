import { applyEdits } from "../../pages/edits";

test("edits are made wherever they stand in the list, and nothing else changes", () => {
  const edits = [
    { start: 6, end: 7, text: "C" },
    { start: 0, end: 1, text: "" },
    { start: 3, end: 3, text: "+" },
  ];
  expect(applyEdits("abcdefg", edits)).toBe("bc+defC");
  expect(applyEdits("a\r\nb", [])).toBe("a\r\nb");
});

test("two that overlap are an error of the program, not a broken page", () => {
  const edits = [
    { start: 0, end: 3, text: "x" },
    { start: 2, end: 4, text: "y" },
  ];
  expect(() => applyEdits("abcdef", edits)).toThrow("Two edits at 2 of a page overlap.");
});
