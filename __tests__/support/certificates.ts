import { readFileSync } from "node:fs";
import { join } from "node:path";
import { command } from "./command";

/** What a TLS server shows: its key, and its certificate with those between it and the root. */
export interface Credentials {
  readonly key: string;
  readonly cert: string;
}

/** A certificate authority of a test's own. */
export interface Authority {
  /** The root's certificate, a PEM file: whoever is given it trusts what the authority issued. */
  readonly caFile: string;
  /** Credentials for just these host names; wildcards are allowed. */
  readonly issue: (hostNames: readonly string[]) => Promise<Credentials>;
  /** An authority that this one vouches for. */
  readonly intermediate: (name: string) => Promise<Authority>;
}

interface Issuer {
  readonly keyFile: string;
  readonly certificateFile: string;
  /** What stands between a certificate of its and the root. */
  readonly chain: string;
}

/** Makes a key and a certificate in `folder`; signed by itself where there is no issuer. */
async function certify(folder: string, name: string, extensions: readonly string[], issuer?: Issuer) {
  const [keyFile, certificateFile] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
  const args = [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
    ...["-keyout", keyFile, "-out", certificateFile, "-subj", `/CN=${name}`],
    ...extensions.flatMap((extension) => ["-addext", extension]),
    ...(issuer === undefined ? [] : ["-CA", issuer.certificateFile, "-CAkey", issuer.keyFile]),
  ];
  const { status, stderr } = await command("openssl", args, { timeoutMilliseconds: 30_000 });
  if (status !== 0) throw new Error(`openssl ${args.join(" ")}\n${stderr}`);
  return { keyFile, certificateFile };
}

function authorityOf(folder: string, name: string, caFile: string, issuer: Issuer): Authority {
  let issued = 0;
  return {
    caFile,
    issue: async (hostNames) => {
      issued += 1;
      const names = hostNames.map((hostName) => `DNS:${hostName}`).join(",");
      const extensions = ["basicConstraints=critical,CA:FALSE", `subjectAltName=${names}`];
      const leaf = await certify(folder, `${name}-${issued}`, extensions, issuer);
      const cert = readFileSync(leaf.certificateFile, "utf8") + issuer.chain;
      return { key: readFileSync(leaf.keyFile, "utf8"), cert };
    },
    intermediate: async (below) => {
      const files = await certify(folder, below, ["basicConstraints=critical,CA:TRUE"], issuer);
      const chain = readFileSync(files.certificateFile, "utf8") + issuer.chain;
      return authorityOf(folder, below, caFile, { ...files, chain });
    },
  };
}

/** A root authority; its files, and those of all that it vouches for, stand in `folder`. */
export async function createAuthority(folder: string, name: string): Promise<Authority> {
  const files = await certify(folder, name, ["basicConstraints=critical,CA:TRUE"]);
  return authorityOf(folder, name, files.certificateFile, { ...files, chain: "" });
}
