import type { IncomingHttpHeaders } from "node:http";

/** Who signed a request: the account, and the role or user in it. */
export interface Caller {
  readonly accessKeyId: string;
  /** 12 digits. */
  readonly accountId: string;
  readonly arn: string;
}

/** A signed request to one of AWS's services. */
export interface ServiceRequest {
  readonly caller: Caller;
  /** The region that it was signed for. */
  readonly region: string;
  readonly method: string;
  /** Undecoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Reads it to its end; afterwards moto can get it only with {@link AskMoto}. */
  readonly body: () => Promise<Buffer>;
}

export interface Reply {
  readonly status: number;
  /** @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** @default empty */
  readonly body?: string | Buffer;
}

/** Asks moto the same, with another body if there is one. */
export type AskMoto = (body?: Buffer | string) => Promise<Reply>;

/**
 * What answers a service, or a part of it, itself. Where it returns undefined, and has not read the body, moto
 * answers.
 */
export type Service = (request: ServiceRequest, askMoto: AskMoto) => Promise<Reply | undefined>;
