import { checkImports, importable } from "../../accounts/imports";
import type { Account } from "../../accounts/types";
import { type BucketWish, decideBucket } from "./decide-bucket";
import { decideCertificate } from "./decide-certificate";
import { decideSites } from "./decide-sites";
import { type Decision, merged } from "./decision";
import type { Found } from "./found";

/** All that is decided about an account. */
export interface Takeover extends Omit<Decision, "imports"> {
  readonly imports: Readonly<Record<string, string>>;
  /** The name of the bucket of pages. */
  readonly bucket: string;
  /** What the stack makes anew: paths, without the pages' objects. */
  readonly made: readonly string[];
  /** Whether accounts/ says all of it already. */
  readonly isSaid: boolean;
}

/** What the account's stack takes over of what exists. */
export function takeoverOf(account: Account, found: Found, wish: BucketWish): Takeover {
  const ofBucket = decideBucket(account, found, wish);
  const { imports: entries, ...rest } = merged([
    decideSites(account, found),
    decideCertificate(account, found),
    ofBucket,
  ]);
  const then = { ...account, bucket: ofBucket.bucket };
  const paths = [...importable(then).keys()];
  const known = new Map(entries);
  const imports = Object.fromEntries(
    paths.flatMap((path) => {
      const id = known.get(path);
      return id === undefined ? [] : [[path, id]];
    }),
  );
  const obstacles = [...rest.obstacles];
  checkImports(imports, then, (message, field = "") => obstacles.push(`${field} ${message}`));
  const said = Object.entries(account.imports);
  return {
    ...rest,
    obstacles,
    imports,
    bucket: ofBucket.bucket,
    made: paths.filter((path) => !(path in imports)),
    isSaid:
      ofBucket.bucket === account.bucket &&
      said.length === Object.keys(imports).length &&
      said.every(([path, id]) => imports[path] === id),
  };
}
