import { readFileSync } from "node:fs";
import { join } from "node:path";
import { engines } from "../package.json";
import { ROOT } from "./support/platforms";

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly engines?: { readonly node?: string } }>>;
}

/** The lowest major version of Node.js that a range such as `>=20.0.0` takes. */
const lowest = (range = "") => Number(/^>=\s*(\d+)/.exec(range)?.[1]);

it("package-lock.json keeps AWS's SDK at versions that run on the Node.js that package.json asks for", () => {
  const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as LockFile;
  const sdk = Object.entries(packages).filter(([path]) => /^node_modules\/@(?:aws-sdk|smithy)\//.test(path));
  expect(sdk.length).toBeGreaterThan(20);
  const wrong = sdk.filter(([, { engines: of }]) => !(lowest(of?.node) <= lowest(engines.node)));
  expect(wrong.map(([path]) => path)).toEqual([]);
});
