import fc from "fast-check";

/** What means something to nginx, HCL, a shell, YAML, a URL, a terminal, or to IDNA, which maps some of it to ASCII. */
const SPECIAL = [
  ...Array.from(" '\"`\\;{}()[]<>|&!?#$%~*^@,:/=+_-."),
  ...Array.from("\n\r\t\0\x7f\x85\xa0\xad\u200b\u200d\u2028\u202e\ufeff．。；｛＂＄％／＊＿℀⒈ßİſK新"),
  ...["\r\n", "\nEOT\n", "\x1b[2J"],
  ..."${ %{ $${ $host {{ }} *. .. ~^ <<EOT // xn-- xn--a %2e %3b 0x7f.1 127.0.0.1 localhost".split(" "),
  ..."default hostnames include volatile __proto__ constructor".split(" "),
];

const special = fc.constantFrom(...SPECIAL);
const hostileText = fc.oneof(
  special,
  fc.array(special, { minLength: 2, maxLength: 5 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }).map((text) => `${text}.example.com`),
  special.map((text) => `a${text}.example.com`),
  special.map((text) => `*.${text}.example.com`),
);
const notText = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    true,
    false,
    NaN,
    Infinity,
    -0,
    0.5,
    [],
    {},
    [""],
    ["example.com"],
  ),
  fc.integer(),
  fc.dictionary(fc.constantFrom("name", "type", "roleArn", "__proto__"), hostileText, { maxKeys: 2 }),
);

const label = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,10}[a-z0-9])?$/);
const hostName = fc
  .tuple(label, fc.constantFrom("example.com", "example.org", "a.b.example.net"))
  .map((parts) => parts.join("."));
const optional = (fields: Record<string, fc.Arbitrary<unknown>>) => fc.record(fields, { requiredKeys: [] });

const site = (index: string) =>
  fc
    .tuple(
      fc.uniqueArray(
        fc.oneof(
          hostName,
          hostName.map((name) => `*.${name}`),
        ),
        { minLength: 1, maxLength: 3 },
      ),
      optional({
        page: fc.constantFrom("maintenance", "closed"),
        status: fc.constantFrom(404, 503),
        httpsRedirect: fc.constantFrom("permanent", "temporary", "off"),
        hstsSeconds: fc.constantFrom(0, 300, 63_072_000),
        json: fc.boolean(),
        retryAfter: fc.constantFrom("2h", "2026-12-01T06:00:00+09:00"),
        cacheSeconds: fc.integer({ min: 1, max: 86_400 }),
      }),
    )
    .map(([domains, rest]) => ({ name: `site-${index}`, domains, ...rest }));

const account = (index: number) =>
  fc
    .tuple(
      fc.tuple(site(`${index}a`), site(`${index}b`)),
      fc.nat({ max: 2 }),
      optional({
        tags: fc.dictionary(label, label, { maxKeys: 2, noNullPrototype: true }),
        credentials: fc.constant({ roleArn: `arn:aws:iam::11111111111${index}:role/deploy` }),
        backend: fc.constantFrom<object>(
          { type: "local" },
          { type: "s3", bucket: `state-${index}`, region: "eu-west-1" },
        ),
      }),
    )
    .map(([sites, count, rest]) => ({
      name: `account-${index}`,
      id: `11111111111${index}`,
      region: index === 0 ? "eu-west-1" : "us-east-1",
      sorryDomain: `sorry-${index}.example.edu`,
      sites: sites.slice(0, count),
      ...rest,
    }));

type Path = readonly (string | number)[];

/** Where something can be changed: every field and every item, at every depth. */
function placesIn(value: unknown, at: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [at];
  const entries = Array.isArray(value) ? value.map((item, i) => [i, item] as const) : Object.entries(value);
  return [at, ...entries.flatMap(([key, item]) => placesIn(item, [...at, key]))].filter(
    (path) => path.length > 0,
  );
}

function changeAt(value: unknown, [key, ...rest]: Path, change: (old: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  const copy: unknown = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
  const fields = copy as Record<string | number, unknown>;
  fields[key] = changeAt(fields[key], rest, change);
  return copy;
}

/** Something hostile instead of what was there, or within it. */
const change = fc.oneof(
  hostileText.map((text) => () => text),
  notText.map((value) => () => value),
  fc.tuple(hostileText, fc.nat({ max: 30 })).map(([text, position]) => (old: unknown) => {
    const sound = typeof old === "string" ? old : "";
    const cut = Math.min(position, sound.length);
    return `${sound.slice(0, cut)}${text}${sound.slice(cut)}`;
  }),
);

/** What somebody may have written into accounts/: about one in three is sound, in the rest one or two things are hostile. */
export const hostileAccounts: fc.Arbitrary<unknown> = fc
  .tuple(
    fc.oneof(fc.tuple(account(0)), fc.tuple(account(0), account(1))),
    fc.array(fc.tuple(fc.nat(), change), { maxLength: 2 }),
  )
  .map(([accounts, changes]) =>
    changes.reduce<unknown>((written, [place, apply]) => {
      const places = placesIn(written);
      return changeAt(written, places[place % places.length] ?? [], apply);
    }, accounts),
  );
