import { once } from "node:events";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";

const STS = "https://sts.amazonaws.com/doc/2011-06-15/";
const ROLE_CREDENTIALS =
  "<AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>" +
  "<SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>";
const IDENTITY =
  "<Arn>arn:aws:iam::111111111111:user/u</Arn><UserId>u</UserId><Account>111111111111</Account>";

const ORGANIZATION = { id: "org-1", type: "entitlement-sets", attributes: { "state-storage": true } };
const WORKSPACE = { id: "ws-1", type: "workspaces", attributes: { "execution-mode": "local" } };

/** What Terraform's `init` asks of AWS and of Terraform Cloud, as far as it needs an answer; no state exists yet. */
function answer(url: URL, body: string, response: ServerResponse): void {
  const xml = (text: string) => response.setHeader("content-type", "text/xml").end(text);
  const sts = (action: string, result: string) =>
    xml(`<${action}Response xmlns="${STS}"><${action}Result>${result}</${action}Result></${action}Response>`);
  const json = (data?: object) =>
    response
      .setHeader("content-type", "application/vnd.api+json")
      .setHeader("tfp-api-version", "2.5")
      .end(JSON.stringify({ data }));
  if (body.includes("Action=AssumeRole")) sts("AssumeRole", `<Credentials>${ROLE_CREDENTIALS}</Credentials>`);
  else if (body.includes("Action=GetCallerIdentity")) sts("GetCallerIdentity", IDENTITY);
  else if (url.searchParams.has("list-type")) xml("<ListBucketResult/>");
  else if (url.pathname === "/api/v2/ping") json();
  else if (url.pathname.endsWith("/entitlement-set")) json(ORGANIZATION);
  else if (/^\/api\/v2\/organizations\/[^/]+\/workspaces\/[^/]+$/.test(url.pathname)) json(WORKSPACE);
  else response.writeHead(404).end();
}

async function read(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += String(chunk);
  return body;
}

/** AWS (S3 and STS) and Terraform Cloud in one, on loopback, as an HTTP proxy too; it keeps what it was asked. */
export class StateServer {
  /** `GET http://states.s3.test/?list-type=2`, and the body where there is one. */
  readonly questions: string[] = [];
  private readonly server = createServer((request, response) => {
    void read(request).then((body) => {
      // A proxy is asked for a whole URL.
      const url = new URL(request.url ?? "/", `http://${request.headers.host ?? ""}`);
      this.questions.push([request.method, url.href, body].join(" ").trim());
      answer(url, body, response);
    });
  });

  async start(): Promise<void> {
    await once(this.server.listen(0, "127.0.0.1"), "listening");
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await once(this.server.close(), "close");
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
}
