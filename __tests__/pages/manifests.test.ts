import { importMapFaults, manifestFaults } from "../../pages/manifests";
import { htmlPage, pageFolders } from "../support/pages";

const { build, faultsOf } = pageFolders();
const page = htmlPage("", '<link rel="manifest" href="m.webmanifest">');

test("a manifest's pictures are named by their whole paths, which are rewritten", () => {
  const { assets, document } = build({
    "index.html": page,
    "m.webmanifest":
      '{ "start_url": "./", "icons": [{ "src": "/_sorry/icon.png" }, { "src": "data:image/png;base64,AA" }] }',
    "icon.png": "x",
  });
  expect(assets.map(({ source }) => source)).toEqual(["icon.png", "m.webmanifest"]);
  expect(String(assets[1]?.bytes)).toMatch(/"src": "\/_sorry\/icon-[0-9a-f]{10}\.png"/);
  expect(String(document.bytes)).toContain("img-src 'self'; manifest-src 'self'");
});

test("a picture that a manifest names otherwise is told with its line", () => {
  expect(
    faultsOf({
      "index.html": page,
      "m.webmanifest": '{\n"icons": [{ "src": "icon.png" },\n{ "src": "https://example.com/a.png" }] }',
      "icon.png": "x",
    }),
  ).toEqual([
    'm.webmanifest:2 must name a file of the page\'s folder by its whole path, got "icon.png". Write /_sorry/icon.png.',
    "m.webmanifest:3 must load nothing from elsewhere, which the page's policy stops, got \"https://example.com/a.png\". Put a copy into the page's folder, and write /_sorry/FILE.",
  ]);
});

test("a manifest and an import map are JSON", () => {
  for (const faults of [manifestFaults, importMapFaults]) {
    expect(faults("")).toEqual([{ message: "must be JSON. Mend it.", offset: 0 }]);
  }
});

test("every file of an import map is checked", () => {
  expect(importMapFaults('{ "imports": { "a": "/_sorry/a.js", "b": "./b.js" } }')).toEqual([
    { message: expect.stringContaining("Write /_sorry/b.js.") as string, offset: 41 },
  ]);
});
