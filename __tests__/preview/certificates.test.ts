import { X509Certificate } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { createAuthority } from "../../preview/certificates";
import { temporaryFolder } from "../support/temporary-folder";

const folder = temporaryFolder();
const certificatesOf = (pem: string) =>
  pem.split(/(?<=-----END CERTIFICATE-----\n)/).map((text) => new X509Certificate(text));

test("what it issues is for the names alone, and signed by the root", async () => {
  const authority = await createAuthority(folder, "root");
  const root = new X509Certificate(readFileSync(authority.caFile));
  const [leaf, ...chain] = certificatesOf(
    (await authority.issue(["*.sorry.example.com", "b.example.com"])).cert,
  );
  expect(chain).toEqual([]);
  expect([root.ca, leaf?.ca]).toEqual([true, false]);
  expect(leaf?.checkIssued(root)).toBe(true);
  expect(leaf?.verify(root.publicKey)).toBe(true);
  expect(leaf?.subjectAltName).toBe("DNS:*.sorry.example.com, DNS:b.example.com");
});

test("an intermediate authority comes with what it issues", async () => {
  const authority = await createAuthority(folder, "top");
  const below = await (await authority.intermediate("one")).intermediate("two");
  const [leaf, two, one] = certificatesOf((await below.issue(["a.example.com"])).cert);
  const root = new X509Certificate(readFileSync(authority.caFile));
  expect(leaf?.verify(two?.publicKey ?? root.publicKey)).toBe(true);
  expect(two?.verify(one?.publicKey ?? root.publicKey)).toBe(true);
  expect(one?.verify(root.publicKey)).toBe(true);
  expect([two?.ca, one?.ca]).toEqual([true, true]);
});

test("a certificate holds from yesterday on, for a clock that is behind", async () => {
  const authority = await createAuthority(folder, "dated");
  const [leaf] = certificatesOf((await authority.issue(["a.example.com"])).cert);
  expect(Date.parse(leaf?.validFrom ?? "")).toBeLessThan(Date.now() - 23 * 3600 * 1000);
});

test("no private key is written to a file", () => {
  expect(readdirSync(folder).sort()).toEqual(["dated.pem", "root.pem", "top.pem"]);
  for (const name of readdirSync(folder)) {
    expect(readFileSync(`${folder}/${name}`, "utf8")).not.toContain("PRIVATE");
  }
});
