import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Platform } from "../../accounts/types";
import { writeFolder } from "../../cli/write-files";
import type { Environment } from "../../nginx/environment";
import { masterConfig } from "../../nginx/master-config";
import { type Outcome, command } from "./command";

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
export type TestEnvironment = Pick<Environment, "listen" | "resolver" | "edgePort" | "caFile">;

/** Writes the platform's master config into `folder`/etc, for a run whose files all stay in `folder`. */
export function writeMasterConfig(folder: string, platform: Platform, environment: TestEnvironment): void {
  // The workers give up root's rights, and must still reach their folders.
  chmodSync(folder, 0o755);
  for (const name of ["run", "log", "temp"]) mkdirSync(join(folder, name), { recursive: true });
  const folders = {
    runFolder: join(folder, "run"),
    logFolder: join(folder, "log"),
    tempFolder: join(folder, "temp"),
  };
  writeFolder(join(folder, "etc"), masterConfig(platform, { ...environment, ...folders }).files);
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

/** A running nginx; its port of loopback, and how to end it. */
export interface Nginx {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

const START_MILLISECONDS = 15_000;
const STOP_MILLISECONDS = 5_000;

/** Starts nginx in the foreground with the platform's master config, all of its files below `folder`. */
export async function startNginx(
  folder: string,
  platform: Platform,
  environment: Omit<TestEnvironment, "listen">,
): Promise<Nginx> {
  const port = await freePort();
  writeMasterConfig(folder, platform, { ...environment, listen: [`127.0.0.1:${port}`] });
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
  return { port, stop };
}
