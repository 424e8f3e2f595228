import type { Reply, Service } from "./service";

interface Statement {
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

interface Policy {
  readonly Statement: readonly Statement[] | Statement;
}

/** The policy's own text, in what moto is given; moto keeps every member of a policy. */
const AS_GIVEN = "AsGiven";

const OVER_TLS = "aws:SecureTransport";

/**
 * The statement as it counts for requests over TLS: without its condition on TLS where that holds, undefined where it
 * does not.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-securetransport
 */
function overTls(statement: Statement): Statement | undefined {
  const { Bool: bool, ...others } = statement.Condition ?? {};
  const wanted = bool?.[OVER_TLS];
  if (bool === undefined || wanted === undefined) return statement;
  if (![wanted].flat().includes("true")) return undefined;
  const rest = Object.fromEntries(Object.entries(bool).filter(([key]) => key !== OVER_TLS));
  return {
    ...statement,
    Condition: { ...others, ...(Object.keys(rest).length === 0 ? {} : { Bool: rest }) },
  };
}

function asMotoSeesIt(policy: Policy, text: string): string {
  const statements = [policy.Statement].flat().flatMap((statement) => overTls(statement) ?? []);
  return JSON.stringify({ ...policy, Statement: statements, [AS_GIVEN]: text });
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList */
const MALFORMED: Reply = {
  status: 400,
  headers: { "Content-Type": "application/xml" },
  body: `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>MalformedPolicy</Code><Message>Policies must be valid JSON and the first byte must be '{'</Message></Error>`,
};

function parsePolicy(text: string): Policy | undefined {
  try {
    return JSON.parse(text) as Policy;
  } catch {
    return undefined;
  }
}

/**
 * Bucket policies as if every request came over TLS. moto leaves conditions out, so that a policy which denies all
 * that does not come over TLS denies every upload. It is given the policy without what TLS makes moot, together with
 * the policy's own text, and whoever reads the policy gets that text back, byte for byte.
 */
export const bucketPolicies: Service = async ({ method, query, body }, askMoto) => {
  if (!query.has("policy")) return undefined;
  if (method === "PUT") {
    const text = (await body()).toString();
    const policy = parsePolicy(text);
    return policy === undefined ? MALFORMED : askMoto(asMotoSeesIt(policy, text));
  }
  if (method !== "GET") return undefined;
  const reply = await askMoto();
  if (reply.status !== 200) return reply;
  const kept = JSON.parse(String(reply.body)) as Readonly<Record<string, string | undefined>>;
  return { ...reply, body: kept[AS_GIVEN] ?? reply.body };
};
