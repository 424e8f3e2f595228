import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Platform } from "../../accounts/types";
import { writeFolder } from "../../cli/write-files";
import type { Environment } from "../../nginx/environment";
import { bakedFiles } from "../../nginx/baked";
import { masterConfig } from "../../nginx/master-config";
import { readPage } from "../../pages/page";
import type { Pages } from "../../pages/platform-pages";
import { type Outcome, command } from "./command";
import { SITE_CONTENT } from "./platforms";

/** A TCP port of loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** What a test chooses of an {@link Environment}; the folders follow from where the config is written. */
export type TestEnvironment = Pick<
  Environment,
  "listen" | "statusListen" | "resolver" | "edgePort" | "caFile"
>;

/**
 * Writes the platform's master config into `folder`/etc and the baked copies of `pages` into `folder`/data, for a run
 * whose files all stay in `folder`.
 */
export function writeMasterConfig(
  folder: string,
  platform: Platform,
  environment: TestEnvironment,
  pages: Pages = new Map(),
): void {
  // The workers give up root's rights, and must still reach their folders.
  chmodSync(folder, 0o755);
  for (const name of ["run", "log", "temp"]) mkdirSync(join(folder, name), { recursive: true });
  const folders = {
    pidFile: join(folder, "run", "nginx.pid"),
    runFolder: join(folder, "run"),
    dataFolder: join(folder, "data"),
    logFolder: join(folder, "log"),
    tempFolder: join(folder, "temp"),
  };
  const config = masterConfig(platform, { ...environment, ...folders });
  writeFolder(join(folder, "etc"), config.files);
  writeFolder(
    join(folder, "data"),
    bakedFiles(platform, pages, readPage(join(SITE_CONTENT, "generic")), config),
  );
}

const nginxArguments = (folder: string) => [
  ...["-p", folder, "-c", join(folder, "etc", "nginx.conf"), "-e", "stderr"],
];

/** Only for a test that is not run by root: nginx then says that it can't become www-data. */
const WITHOUT_ROOT = 'the "user" directive makes sense only if';

/** `nginx -t` on what {@link writeMasterConfig} wrote; `complaints` are its warnings and errors. */
export async function checkConfig(
  folder: string,
): Promise<Outcome & { readonly complaints: readonly string[] }> {
  const outcome = await command("nginx", [...nginxArguments(folder), "-t"], { timeoutMilliseconds: 60_000 });
  const complaints = outcome.stderr
    .split("\n")
    .filter((line) => /\[(?:warn|error|crit|alert|emerg)\]/.test(line) && !line.includes(WITHOUT_ROOT));
  return { ...outcome, complaints };
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** A running nginx; its ports of loopback, and how to end it. */
export interface Nginx {
  readonly port: number;
  /** Of its own figures. */
  readonly statusPort: number;
  readonly stop: () => Promise<void>;
}

const START_MILLISECONDS = 15_000;
const STOP_MILLISECONDS = 5_000;

/** Starts nginx in the foreground with the platform's master config, all of its files below `folder`. */
export async function startNginx(
  folder: string,
  platform: Platform,
  environment: Omit<TestEnvironment, "listen" | "statusListen">,
  pages?: Pages,
): Promise<Nginx> {
  const port = await freePort();
  const statusPort = await freePort();
  const listen = { listen: [`127.0.0.1:${port}`], statusListen: `127.0.0.1:${statusPort}` };
  writeMasterConfig(folder, platform, { ...environment, ...listen }, pages);
  const child = spawn("nginx", [...nginxArguments(folder), "-g", "daemon off;"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
  const ended = once(child, "exit");
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MILLISECONDS);
    await ended;
    clearTimeout(timer);
  };
  const deadline = Date.now() + START_MILLISECONDS;
  while (!(await isListening(port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`nginx did not start:\n${complaints}`);
    }
    await sleep(20);
  }
  return { port, statusPort, stop };
}
