import { createHash } from "node:crypto";
import type { Platform } from "../accounts/types";
import { type Environment, PRODUCTION, listenOn } from "./environment";
import { nginxConf } from "./nginx-conf";
import { virtualConf } from "./virtual-conf";

/** The nginx configuration of a platform. */
export interface MasterConfig {
  /** The files by their path below /etc/nginx. */
  readonly files: { readonly "nginx.conf": string; readonly "conf.d/virtual.conf": string };
  /**
   * 12 hexadecimal digits that follow from the files alone: what routes requests, not what the pages say. Part of
   * the golden AMI's name.
   */
  readonly hash: string;
}

/**
 * The master config: every site of every account, so that any sorry server fits behind any load balancer.
 *
 * @param environment what differs on the machine at hand; the hash of another than production's names no image
 */
export function masterConfig(
  platform: Platform,
  environment: Environment = { ...PRODUCTION, listen: listenOn(platform.ports) },
): MasterConfig {
  const files = { "nginx.conf": nginxConf(environment), "conf.d/virtual.conf": virtualConf(platform) };
  const digest = createHash("sha256");
  // JSON tells where one text ends and the next begins.
  digest.update(JSON.stringify(Object.entries(files)));
  return { files, hash: digest.digest("hex").slice(0, 12) };
}
