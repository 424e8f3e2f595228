import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { RECORD } from "../cli/record";
import { type Environment, PRODUCTION } from "../nginx/environment";
import { nginxConf } from "../nginx/nginx-conf";
import type { ServerFiles } from "./nginx";
import { type StackArtifacts, readStack } from "./stack-artifacts";

/** All that a synth wrote and a request meets. */
export interface Artifacts {
  /** By account, in the order of their names. */
  readonly stacks: readonly StackArtifacts[];
  /** The domains of each alias, as in virtual.conf. */
  readonly domains: ReadonlyMap<string, readonly string[]>;
  /** Of the master config; it is part of the golden AMI's name. */
  readonly configHash: string;
  /** A sorry server's files for another environment than production's. */
  readonly serverFiles: (environment: Environment) => ServerFiles;
}

/** The files that a synth wrote below a folder, by path with `/`. */
function filesBelow(folder: string): Record<string, Buffer> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path !== RECORD)
    .map((path) => join(folder, path))
    .filter((path) => statSync(path).isFile());
  return Object.fromEntries(
    paths.map((path) => [relative(folder, path).split(sep).join("/"), readFileSync(path)]),
  );
}

/**
 * The synthesized nginx.conf for another environment. It is printed anew, by the printer that printed it: if that does
 * not print the very bytes that lie there for production, another version wrote them, and they are refused.
 *
 * @param synthesized nginx.conf as the golden AMI gets it
 * @throws Error where they differ
 */
export function nginxConfFor(environment: Environment, synthesized: string): string {
  if (synthesized === nginxConf(PRODUCTION)) return nginxConf(environment);
  throw new Error("The synthesized nginx.conf is not of this version of sorry-server. Run: npm run synth");
}

/** The rows of virtual.conf's table of domains. */
function readDomains(virtualConf: string): Map<string, string[]> {
  const [, table = ""] = /^map \$host \$sorry_alias \{\n([\s\S]*?)^\}$/m.exec(virtualConf) ?? [];
  const domains = new Map<string, string[]>();
  for (const [, domain = "", alias = ""] of table.matchAll(
    /^ {4}([*a-z0-9-]*\.[a-z0-9.-]+) +([a-z0-9.-]+);$/gm,
  )) {
    domains.set(alias, [...(domains.get(alias) ?? []), domain]);
  }
  return domains;
}

/**
 * Reads what `npm run synth` wrote.
 *
 * @param folder cdktf.out, or wherever it was written
 * @throws Error for a folder that is none of a synth's, or that the edge can't follow
 */
export function readArtifacts(folder: string): Artifacts {
  if (!existsSync(join(folder, "nginx", "nginx.conf"))) {
    throw new Error(`${folder} holds nothing that a synth wrote. Run: npm run synth`);
  }
  const config = filesBelow(join(folder, "nginx"));
  const data = filesBelow(join(folder, "sorry-server"));
  const text = (files: Record<string, Buffer>, path: string) => files[path]?.toString() ?? "";
  const stacks = readdirSync(join(folder, "stacks"))
    // Of an account that is gone there may be what Terraform has left.
    .filter((account) => existsSync(join(folder, "stacks", account, "cdk.tf.json")))
    .sort()
    .map((account) => readStack(account, join(folder, "stacks", account)));
  const synthesized = text(config, "nginx.conf");
  nginxConfFor(PRODUCTION, synthesized);
  const { configHash } = JSON.parse(text(data, "release.json")) as { configHash: string };
  return {
    stacks,
    domains: readDomains(text(config, "conf.d/virtual.conf")),
    configHash,
    serverFiles: (environment) => ({
      config: { ...config, "nginx.conf": nginxConfFor(environment, synthesized) },
      data,
    }),
  };
}
