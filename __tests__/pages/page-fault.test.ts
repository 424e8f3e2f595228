import { PageError, placeOf } from "../../pages/page-fault";

test("a fault's place is seen from site-content/, and can't disturb a terminal", () => {
  expect(placeOf("a", { file: "index.html", line: 3, message: "" })).toBe("a/index.html:3");
  expect(placeOf("a", { file: "../_partials/b.html", message: "" })).toBe("_partials/b.html");
  expect(placeOf("a", { file: "\u001b[31m.svg", message: "" })).toBe("a/\\u001b[31m.svg");
});

test("an error tells all the faults, a line each", () => {
  const faults = [
    { file: "index.html", line: 1, message: "must be a." },
    { file: "page.json", message: "must be b." },
  ];
  expect(new PageError("x", faults).message).toBe(
    "site-content/x/index.html:1 must be a.\nsite-content/x/page.json must be b.",
  );
});
