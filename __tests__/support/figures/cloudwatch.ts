import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import type { ClientConfig } from "../aws/emulated-aws";
import { METRICS } from "../../../accounts/metrics";
import { isSigned } from "./signature";
import { listen } from "../listen";

export interface CloudWatch {
  readonly url: string;
  /** What is done before each request is handed on; what it throws is CloudWatch's own failure. */
  before: () => void;
  readonly close: () => Promise<void>;
}

/** Stands before the emulated AWS: refuses, as AWS would, what is not signed with the account's secret. */
export async function startCloudWatch({ endpoint, credentials }: ClientConfig): Promise<CloudWatch> {
  const hooks: Pick<CloudWatch, "before"> = { before: () => undefined };
  const server = createServer((request, response) => {
    const answer = async () => {
      const body = await text(request);
      if (!isSigned(request.headers, body, credentials.secretAccessKey)) {
        response.writeHead(403).end("<Code>SignatureDoesNotMatch</Code>\n");
        return;
      }
      hooks.before();
      const reply = await fetch(endpoint, {
        method: "POST",
        headers: {
          Authorization: request.headers.authorization ?? "",
          "Content-Type": "application/x-www-form-urlencoded",
        },
        body,
      });
      response.writeHead(reply.status).end(await reply.text());
    };
    answer().catch((error: unknown) => {
      response.writeHead(500).end(`<Code>InternalFailure</Code>\n<Message>${String(error)}</Message>`);
    });
  });
  const { url, close } = await listen(server);
  return Object.assign(hooks, { url, close });
}

/** Asks the emulated AWS, in the language that CloudWatch itself understands. */
export async function askCloudWatch(
  { endpoint, region, credentials }: ClientConfig,
  action: string,
  fields: Readonly<Record<string, string>>,
): Promise<string> {
  const scope = `${credentials.accessKeyId}/20261125/${region}/monitoring/aws4_request`;
  const reply = await fetch(endpoint, {
    method: "POST",
    headers: { Authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0` },
    body: new URLSearchParams({ Action: action, Version: "2010-08-01", ...fields }),
  });
  const answer = await reply.text();
  if (!reply.ok) throw new Error(answer);
  return answer;
}

/** The values of a figure of an auto scaling group, minute by minute. */
export async function valuesOf(config: ClientConfig, figure: string, group: string): Promise<number[]> {
  const answer = await askCloudWatch(config, "GetMetricStatistics", {
    Namespace: METRICS.namespace,
    MetricName: figure,
    "Dimensions.member.1.Name": METRICS.dimension,
    "Dimensions.member.1.Value": group,
    StartTime: new Date(Date.now() - 86_400_000).toISOString(),
    EndTime: new Date(Date.now() + 86_400_000).toISOString(),
    Period: "60",
    "Statistics.member.1": "Sum",
  });
  const points = answer.matchAll(/<member>(.*?)<\/member>/gs);
  return [...points]
    .map(([, point = ""]) => ({
      time: /<Timestamp>([^<]+)/.exec(point)?.[1] ?? "",
      sum: Number(/<Sum>([^<]+)/.exec(point)?.[1]),
    }))
    .sort((a, b) => (a.time < b.time ? -1 : 1))
    .map(({ sum }) => sum);
}
