import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** What a TLS server shows: its key, and its certificate with those between it and the root. Both are PEM. */
export interface Credentials {
  readonly key: string;
  readonly cert: string;
}

/** A certificate authority for one run. */
export interface Authority {
  /** The root's certificate, a PEM file: whoever is given it trusts what the authority issued. */
  readonly caFile: string;
  /** Credentials for just these host names; wildcards are allowed. */
  readonly issue: (hostNames: readonly string[]) => Promise<Credentials>;
  /** An authority that this one vouches for. */
  readonly intermediate: (name: string) => Promise<Authority>;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MILLISECONDS = 24 * 3600 * 1000;

interface Issuer {
  readonly certificate: X509Certificate;
  readonly privateKey: webcrypto.CryptoKey;
}

async function certify(
  name: string,
  isAuthority: boolean,
  hostNames: readonly string[],
  issuer?: Issuer,
): Promise<Issuer> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const usage = isAuthority ? KeyUsageFlags.keyCertSign : KeyUsageFlags.digitalSignature;
  const certificate = await X509CertificateGenerator.create({
    subject: [{ CN: [name] }],
    issuer: issuer?.certificate.subjectName ?? [{ CN: [name] }],
    // A clock that is a little behind must not make it a certificate of the future.
    notBefore: new Date(Date.now() - DAY_MILLISECONDS),
    notAfter: new Date(Date.now() + 30 * DAY_MILLISECONDS),
    publicKey: keys.publicKey,
    signingKey: issuer?.privateKey ?? keys.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(isAuthority, undefined, true),
      new KeyUsagesExtension(usage, true),
      ...(hostNames.length === 0
        ? []
        : [new SubjectAlternativeNameExtension(hostNames.map((value) => ({ type: "dns" as const, value })))]),
    ],
  });
  return { certificate, privateKey: keys.privateKey };
}

async function keyPem(key: webcrypto.CryptoKey): Promise<string> {
  const bytes = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", key)).toString("base64");
  return `-----BEGIN PRIVATE KEY-----\n${bytes.replaceAll(/.{64}/g, "$&\n").trimEnd()}\n-----END PRIVATE KEY-----\n`;
}

const pem = (certificate: X509Certificate) => `${certificate.toString("pem").trimEnd()}\n`;

/** @param chain what stands between a certificate of this issuer and the root */
function authorityOf(caFile: string, issuer: Issuer, chain: string): Authority {
  return {
    caFile,
    issue: async (hostNames) => {
      // A common name ends at 64 characters; nobody reads it where there are alternative names.
      const leaf = await certify("sorry-server", false, hostNames, issuer);
      return { key: await keyPem(leaf.privateKey), cert: pem(leaf.certificate) + chain };
    },
    intermediate: async (name) => {
      const below = await certify(name, true, [], issuer);
      return authorityOf(caFile, below, pem(below.certificate) + chain);
    },
  };
}

/** A root authority. Its certificate is written to `folder`/NAME.pem; no private key leaves this process. */
export async function createAuthority(folder: string, name: string): Promise<Authority> {
  const root = await certify(name, true, []);
  const caFile = join(folder, `${name}.pem`);
  writeFileSync(caFile, pem(root.certificate));
  return authorityOf(caFile, root, "");
}
