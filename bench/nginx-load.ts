import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { CORES, type Running } from "./nginx-process";

/** What one server did under load. */
export interface Figures {
  readonly requestsPerSecond: number;
  readonly p50Microseconds: number;
  readonly p99Microseconds: number;
  /** The worker's user and system time for one request. */
  readonly cpuMicroseconds: number;
}

const CONNECTIONS = 64;

/** wrk prints rounded figures; its script gets the exact ones. */
const REPORT = `
function done(summary, latency)
  io.write(string.format(
    '\\n{"requests":%d,"microseconds":%d,"bad":%d,"failed":%d,"p50":%d,"p99":%d}\\n',
    summary.requests, summary.duration, summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
`;

/** Asks for one host after the other. */
const inTurn = (hosts: readonly string[]) => `
local requests, next = {}, 0
function init()
  for host in ([[${hosts.join(" ")}]]):gmatch("%S+") do
    requests[#requests + 1] = wrk.format("GET", "/", { Host = host })
  end
end
function request()
  next = next % #requests + 1
  return requests[next]
end
`;

export interface Load {
  readonly seconds: number;
  /** The hosts to ask for, in turn. */
  readonly hosts: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the answers are to have statuses from 400 on: all of them, or none. */
  readonly errors: boolean;
}

interface Report {
  readonly requests: number;
  readonly microseconds: number;
  readonly bad: number;
  readonly failed: number;
  readonly p50: number;
  readonly p99: number;
}

/**
 * Keeps a server busy.
 *
 * @param folder for wrk's script
 * @throws an Error unless every request was answered, with the status that it should have
 */
export async function putUnderLoad(server: Running, folder: string, load: Load): Promise<Figures> {
  const { seconds, hosts, headers = {}, errors } = load;
  const script = join(folder, "load.lua");
  // One request, always the same, is what wrk sends fastest.
  const only = hosts.length === 1 ? hosts[0] : undefined;
  writeFileSync(script, REPORT + (only === undefined ? inTurn(hosts) : ""));
  const all = { ...(only === undefined ? {} : { Host: only }), ...headers };
  const args = [
    ...["-c", CORES.load, "wrk", "-t1", `-c${CONNECTIONS}`, `-d${seconds}s`, "--timeout", "10s", "--latency"],
    ...["-s", script, ...Object.entries(all).flatMap(([name, value]) => ["-H", `${name}: ${value}`])],
    `http://127.0.0.1:${server.port}/`,
  ];
  const before = server.cpuSeconds();
  const { stdout } = await promisify(execFile)("taskset", args, { timeout: (seconds + 30) * 1000 });
  const cpuSeconds = server.cpuSeconds() - before;
  const line = stdout.split("\n").findLast((text) => text.startsWith("{"));
  if (line === undefined) throw new Error(`wrk gave no report:\n${stdout}`);
  const report = JSON.parse(line) as Report;
  if (report.requests === 0 || report.failed > 0 || report.bad !== (errors ? report.requests : 0)) {
    throw new Error(`Not every request was answered as it should be: ${line}`);
  }
  return {
    requestsPerSecond: report.requests / (report.microseconds / 1e6),
    p50Microseconds: report.p50,
    p99Microseconds: report.p99,
    cpuMicroseconds: (cpuSeconds * 1e6) / report.requests,
  };
}
