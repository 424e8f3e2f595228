import type { Machine } from "./machine";

export interface MachineAnswer {
  readonly status: number;
  /** By name, in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the machine's nginx answers, on port 80, to a request with these headers. */
export async function ask(
  machine: Machine,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<MachineAnswer> {
  const { status, stdout, stderr } = await machine.inNetwork("curl", [
    ...["--silent", "--show-error", "--include", "--max-time", "20"],
    ...Object.entries(headers).flatMap(([name, value]) => ["--header", `${name}: ${value}`]),
    `http://127.0.0.1${path}`,
  ]);
  if (status !== 0) throw new Error(`curl: ${stderr}`);
  const end = stdout.indexOf("\r\n\r\n");
  const [first = "", ...lines] = stdout.slice(0, end).split("\r\n");
  return {
    status: Number(first.split(" ")[1]),
    headers: Object.fromEntries(
      lines.map((line) => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
      }),
    ),
    body: stdout.slice(end + 4),
  };
}

/** As a load balancer sends a user's request over HTTPS. */
export const asUser = (host: string) => ({
  Host: host,
  "X-Forwarded-For": "192.0.2.1",
  "X-Forwarded-Proto": "https",
});
