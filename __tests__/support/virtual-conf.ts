/** What virtual.conf says, read by rules stricter than nginx's. */
export interface VirtualConf {
  readonly maxSize: number;
  readonly bucketSize: number;
  /** Rows of the table, in their order. */
  readonly domains: readonly (readonly [string, string])[];
  /** Sites whose redirect is not the default one, in their order. */
  readonly redirects: readonly (readonly [string, string])[];
  /** The alias of a Host that is no site's. */
  readonly unknownAlias: string;
}

const HOST_NAME = "[a-z0-9-]+(?:\\.[a-z0-9-]+)+";

/** The whole file, section by section; each line of it must be one of these. */
const LINES = {
  top: /^(?:|#[ -~]*|map_hash_(?:max|bucket)_size \d+;)$/,
  domains: new RegExp(
    `^(?:|    # [a-z0-9-]+/[a-z0-9-]+|    hostnames;|    default ${HOST_NAME};|    (?:\\*\\.)?${HOST_NAME} {2,}${HOST_NAME};)$`,
  ),
  redirects: new RegExp(`^ {4}(?:default permanent;|${HOST_NAME} {2,}(?:temporary|off);)$`),
};

const OPENINGS: Readonly<Record<string, keyof typeof LINES>> = {
  "map $host $sorry_alias {": "domains",
  "map $sorry_alias $sorry_https_redirect {": "redirects",
};

/** @throws Error at the first line that nobody meant to write */
export function readVirtualConf(text: string): VirtualConf {
  if (!text.endsWith("}\n")) throw new Error("virtual.conf does not end with the end of a map.");
  const rows = { top: [] as string[], domains: [] as string[], redirects: [] as string[] };
  let section: keyof typeof LINES = "top";
  for (const line of text.slice(0, -1).split("\n")) {
    const opened = OPENINGS[line];
    if (section === "top" && opened !== undefined) section = opened;
    else if (section !== "top" && line === "}") section = "top";
    else if (LINES[section].test(line)) rows[section].push(line);
    else throw new Error(`In the section ${section} of virtual.conf: ${JSON.stringify(line)}`);
  }
  const size = (name: string) => {
    const found = rows.top.filter((line) => line.startsWith(`map_hash_${name}_size `));
    if (found.length !== 1)
      throw new Error(`map_hash_${name}_size stands in virtual.conf ${found.length} times.`);
    return Number(/\d+/.exec(found[0] ?? "")?.[0]);
  };
  const pairs = (lines: readonly string[]) =>
    lines.flatMap((line): [string, string][] => {
      const [, key, value] = /^ {4}([^ #]+) {2,}([^ ;]+);$/.exec(line) ?? [];
      return key === undefined || value === undefined ? [] : [[key, value]];
    });
  const unknown = rows.domains.flatMap((line) => /^ {4}default ([^;]+);$/.exec(line)?.[1] ?? []);
  if (unknown.length !== 1) throw new Error(`A Host that is no site's has ${unknown.length} aliases.`);
  return {
    maxSize: size("max"),
    bucketSize: size("bucket"),
    domains: pairs(rows.domains),
    redirects: pairs(rows.redirects),
    unknownAlias: unknown[0] ?? "",
  };
}
