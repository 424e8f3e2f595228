import type { Platform } from "../../accounts/types";
import { bakedFiles } from "../../nginx/baked";
import type { Environment } from "../../nginx/environment";
import { masterConfig } from "../../nginx/master-config";
import type { Pages } from "../../pages/platform-pages";
import { type ServerFiles, nginxArguments } from "../../preview/nginx";
import { type Outcome, command } from "./command";
import { genericPage } from "./pages";

/** A platform's master config and baked copies, for whatever environment. */
export const serverFiles =
  (platform: Platform, pages: Pages = new Map()) =>
  (environment: Environment): ServerFiles => {
    const config = masterConfig(platform, environment);
    return { config: config.files, data: bakedFiles(platform, pages, genericPage(), config) };
  };

/** Only for a test that is not run by root: nginx then says that it can't become www-data. */
const WITHOUT_ROOT = 'the "user" directive makes sense only if';

/** `nginx -t` on what `writeServer` wrote; `complaints` are its warnings and errors. */
export async function checkConfig(
  folder: string,
): Promise<Outcome & { readonly complaints: readonly string[] }> {
  const outcome = await command("nginx", [...nginxArguments(folder), "-t"], { timeoutMilliseconds: 60_000 });
  const complaints = outcome.stderr
    .split("\n")
    .filter((line) => /\[(?:warn|error|crit|alert|emerg)\]/.test(line) && !line.includes(WITHOUT_ROOT));
  return { ...outcome, complaints };
}
