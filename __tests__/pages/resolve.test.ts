import { WHOLE_PATHS, resolveReference } from "../../pages/resolve";

const FILES = ["logo.svg", "img/photo.jpg", "css/main.css"];
const resolve = (url: string, from = "index.html") => resolveReference(url, from, FILES);
const file = (path: string, fragment = "") => ({ kind: "file", path, fragment });

test.each([
  ["logo.svg", "index.html", file("logo.svg")],
  ["./img/photo.jpg?v=2", "index.html", file("img/photo.jpg")],
  ["logo.svg#icon", "index.html", file("logo.svg", "#icon")],
  ["../img/photo.jpg", "css/main.css", file("img/photo.jpg")],
  ["/_sorry/img/photo.jpg", "css/main.css", file("img/photo.jpg")],
  ["", "index.html", { kind: "inline" }],
  ["#a", "index.html", { kind: "inline" }],
  ["data:image/png;base64,AA", "index.html", { kind: "data", type: "image/png" }],
  ["data:,", "index.html", { kind: "data", type: "image/" }],
])("%j in %s", (url, from, target) => {
  expect(resolve(url, from)).toEqual(target);
});

const messageOf = (url: string) => {
  const target = resolve(url);
  return target.kind === "fault" ? target.message : target;
};

test.each([
  "https://example.com/a.js",
  "//example.com/a.js",
  "\\\\example.com\\a.js",
  "HTTP://example.com",
  "blob:x",
  "file:///etc/passwd",
])("%s comes from elsewhere", (url) => {
  expect(messageOf(url)).toBe(
    `must load nothing from elsewhere, got ${JSON.stringify(url)}. Put a copy into the page's folder, and name that.`,
  );
});

test.each([
  "../secret.svg",
  "../../etc/passwd",
  "%2e%2e/secret.svg",
  "img/../../secret.svg",
  "/_sorry/../a.svg",
])("%s is no file of the page's folder", (url) => {
  expect(messageOf(url)).toMatch(/^must name a file that is there/);
});

test("a misspelt file has the nearest as its fix", () => {
  expect(messageOf("lgo.svg")).toBe('must name a file that is there, got "lgo.svg". Did you mean logo.svg?');
});

test("a path from the root is not the page's", () => {
  expect(messageOf("/logo.svg")).toMatch(/^must load a file of the page's own folder, .* got "\/logo.svg"\./);
});

test.each(["data:text/html,x", "data:text/javascript,x", "data:text/css,x", "data:application/pdf,x"])(
  "%s could hold anybody's script or style",
  (url) => {
    expect(messageOf(url)).toMatch(/^must hold a picture, a font or a sound/);
  },
);

test("a whole path in a script ends where its name does", () => {
  const paths = ["'/_sorry/a.js';", "`/_sorry/img/b-1.png?x`", "/_sorry/c.css."].join(" ").match(WHOLE_PATHS);
  expect(paths).toEqual(["/_sorry/a.js", "/_sorry/img/b-1.png", "/_sorry/c.css"]);
});
