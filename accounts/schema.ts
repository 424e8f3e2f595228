import { z } from "zod";
import { closest } from "./closest";
import { expected } from "./fault";
import { matching, must, noneOf, oneOf, parsedBy, strict } from "./field";
import { fleetFields } from "./fleet-fields";
import { isLabel, isSubdomain, parseDomain, parseHostName } from "./host-name";
import { switches } from "./load-balancer-fields";
import { AWS_QUOTAS, quotas } from "./quotas";
import { REGIONS } from "./regions";
import { parseRetryAfter } from "./retry-after";
import { timeWindow, timeZone } from "./time";
import { HTTPS_REDIRECTS, SORRY_STATUSES } from "./types";

/**
 * The zod schema of each field. Their messages are whole: the rule, the value received and the fix.
 * No accepted string holds a character that nginx, HCL, Terraform's JSON, YAML or a shell treats specially.
 */

const region = z.enum(REGIONS, {
  error: ({ input }) => {
    const near = typeof input === "string" ? closest(input, REGIONS) : undefined;
    const fix = near === undefined ? "Use a code such as eu-west-1." : `Did you mean ${near}?`;
    return expected("must be a region of AWS's commercial partition", input, fix);
  },
});

const roleArn = matching(
  /^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/,
  "be the ARN of an IAM role",
  "Write arn:aws:iam::ACCOUNT-ID:role/NAME.",
);

/**
 * The common name of the wildcard certificate, `*.` and the sorry domain, may have 64 characters.
 * @see https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html
 */
export const LONGEST_SORRY_DOMAIN = 62;

const sorryDomain = parsedBy((text) => {
  const parsed = parseHostName(text);
  if ("rule" in parsed) return parsed;
  if (!isSubdomain(parsed.value)) {
    return {
      // Every name below it is the stack's to write.
      rule: "must be a subdomain that holds nothing but aliases",
      fix: `Choose one, as in sorry.${parsed.value}.`,
    };
  }
  if (parsed.value.length <= LONGEST_SORRY_DOMAIN) return parsed;
  return {
    rule: `must be at most ${LONGEST_SORRY_DOMAIN} characters long (ACM's limit for a wildcard), is ${parsed.value.length}`,
    fix: "Choose a shorter subdomain.",
  };
}, "Name the subdomain for aliases, as in sorry.example.com.");

const zoneName = parsedBy(parseHostName, "Name the Route 53 zone, as in example.com.");

/** `constructs` keeps a scope's children in a plain object, which has this name already. */
const isTaken = (name: string) => name === "constructor";
const TAKEN = { rule: "must not be a name of JavaScript's own", fix: "Choose another name." };

const accountName = matching(
  /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
  "be 1 to 40 lower-case letters, digits and inner hyphens, a letter first",
  "It names the stack, as in corporate.",
).refine((name) => !isTaken(name), { error: ({ input }) => expected(TAKEN.rule, input, TAKEN.fix) });

const siteName = parsedBy((text) => {
  if (isTaken(text)) return TAKEN;
  if (isLabel(text)) return { value: text };
  const rule = "must be a DNS label: 1 to 63 lower-case letters, digits and inner hyphens";
  if (text.includes(".")) {
    return {
      rule,
      fix: "Take out the dots: the wildcard certificate covers one label below the sorry domain.",
    };
  }
  return { rule, fix: "It begins the site's alias, as in domain-a." };
}, "It begins the site's alias, as in domain-a.");

export const pageName = matching(
  /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
  "be the name of a folder: letters, digits, hyphens and underscores",
  "Name a folder of site-content/.",
);

const LONGEST_CACHE_SECONDS = 86_400;
const cacheSecondsRule = must(
  `be a whole number of seconds from 1 to ${LONGEST_CACHE_SECONDS}`,
  "Leave it out for 10.",
);

export const sorryStatus = z.literal(
  [...SORRY_STATUSES],
  must(`be one of ${SORRY_STATUSES.join(", ")}`, "Use 503 for maintenance, 404 for a site that is gone."),
);
export const cacheSeconds = z
  .int(cacheSecondsRule)
  .min(1, cacheSecondsRule)
  .max(LONGEST_CACHE_SECONDS, cacheSecondsRule);
const LONGEST_HSTS_SECONDS = 63_072_000;
const hstsRule = must(
  `be a whole number of seconds from 0 to ${LONGEST_HSTS_SECONDS}`,
  "Leave it out for no Strict-Transport-Security.",
);
export const hstsSeconds = z.int(hstsRule).min(0, hstsRule).max(LONGEST_HSTS_SECONDS, hstsRule);
export const json = z.boolean(must("be true or false", "Leave it out for true."));
export const retryAfter = parsedBy(parseRetryAfter, "Write a string, as in 2h.");
/**
 * Short enough for the names made from it, and without dots, which a bucket's own TLS certificate does not cover.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export const bucketName = matching(
  /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(?:-s3alias|--ol-s3|--x-s3|--table-s3)$)[a-z0-9][a-z0-9-]{1,58}[a-z0-9]$/,
  "be 3 to 60 lower-case letters, digits and inner hyphens, without the beginnings and ends that S3 reserves",
  "Leave it out for a name from the sorry domain and the account id.",
);
export { siteName, sorryDomain, zoneName };
export const accountId = matching(/^\d{12}$/, "be a string of 12 digits", "Put the id between quotes.");

/**
 * What AWS allows in a tag of every service.
 * @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
 */
const tagText = (shortest: number, longest: number) =>
  new RegExp(`^[\\p{L}\\p{N} +=._:/@-]{${shortest},${longest}}$`, "u");
export const [TAG_KEY, TAG_VALUE] = [tagText(1, 128), tagText(0, 256)];
export const MOST_TAGS = 40;
const TAG_RULE = "letters, digits, spaces and + - = . _ : / @";
const tags = z
  .record(
    z
      .string()
      .regex(TAG_KEY, must(`have a key of 1 to 128 ${TAG_RULE}`, "Rename the tag."))
      .refine(
        (key) => !/^aws:/i.test(key),
        must("have a key that does not begin with aws:", "Rename the tag."),
      ),
    matching(TAG_VALUE, `be a string of at most 256 ${TAG_RULE}`, "Shorten or reword it."),
    must("be an object of tags", 'Write it as { "team": "web" }.'),
  )
  .refine((all) => Object.keys(all).length <= MOST_TAGS, {
    error: ({ input }) =>
      expected(`must be at most ${MOST_TAGS} tags`, Object.keys(input as object).length, "Take some out."),
  });

const zoneElsewhere = strict(
  { name: zoneName, roleArn },
  "a zone's name, or an object of name and roleArn",
  "Leave it out for a zone named as the sorry domain.",
);

const stateKey = matching(
  /^[A-Za-z0-9](?:[A-Za-z0-9._-]|\/(?!\/|$)){0,254}$/,
  "be an object key of letters, digits and . _ - /",
  "Leave it out for sorry-server/NAME.tfstate.",
);

const BACKEND = [
  "an object with a type",
  'Leave it out for a local state file, or write { "type": "s3", … }.',
] as const;

const BACKEND_TYPES = ["local", "terraform-cloud", "s3"] as const;

const backend = z.discriminatedUnion(
  "type",
  [
    strict({ type: z.literal("local") }, ...BACKEND),
    strict(
      {
        type: z.literal("terraform-cloud"),
        hostname: parsedBy(parseHostName, "Leave it out for app.terraform.io.").default("app.terraform.io"),
        organization: matching(
          /^[A-Za-z0-9_-]{3,40}$/,
          "be an organization: 3 to 40 letters, digits, hyphens and underscores",
          "See the organization's page in Terraform Cloud.",
        ),
        workspace: matching(
          /^[A-Za-z0-9_-]{1,90}$/,
          "be a workspace: 1 to 90 letters, digits, hyphens and underscores",
          "Leave it out for sorry-server-NAME.",
        ).optional(),
      },
      ...BACKEND,
    ),
    strict(
      {
        type: z.literal("s3"),
        bucket: matching(
          /^[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]$/,
          "be the name of an S3 bucket",
          "Name a bucket that exists and that Terraform may write to.",
        ),
        region,
        key: stateKey.optional(),
        roleArn: roleArn.optional(),
      },
      ...BACKEND,
    ),
  ],
  {
    error: ({ input }) =>
      typeof input === "object" && input !== null && !Array.isArray(input)
        ? noneOf(BACKEND_TYPES, (input as { readonly type?: unknown }).type, BACKEND[1])
        : expected(`must be ${BACKEND[0]}`, input, BACKEND[1]),
  },
);

const credentials = strict(
  {
    roleArn,
    externalId: matching(
      /^[\w+=,.@:/-]{2,1224}$/,
      "be an external id: 2 to 1224 letters, digits and _ + = , . @ : / -",
      "See the trust policy of the role.",
    ).optional(),
  },
  "an object of roleArn and, where the role asks for one, externalId",
  "Leave it out for the environment's credentials.",
);

/** A site's fields, one schema each; their order is the order of the messages. */
export const siteFields = z.object({
  name: siteName,
  domains: z
    .array(z.unknown(), must("be a list of domains", 'Write it as ["example.com"].'))
    .min(1, must("name one domain at least", "Take the site out if it answers for none.")),
  page: pageName.optional(),
  status: sorryStatus.default(503),
  httpsRedirect: oneOf(HTTPS_REDIRECTS, "Leave it out for permanent.").default("permanent"),
  retryAfter: retryAfter.optional(),
  window: timeWindow.optional(),
  timeZone: timeZone.optional(),
  cacheSeconds: cacheSeconds.default(10),
  hstsSeconds: hstsSeconds.optional(),
  json: json.default(true),
});

/** One of a site's domains. */
export const domain = parsedBy(parseDomain, 'Write it as "example.com".');

/** An account's fields, one schema each. */
export const accountFields = z.object({
  name: accountName,
  id: accountId,
  region,
  sorryDomain,
  zone: z.union([zoneName, zoneElsewhere]).optional(),
  bucket: bucketName.optional(),
  sites: z.array(z.unknown(), must("be a list of sites", "Write [] if there is none yet.")),
  backend: backend.optional(),
  credentials: credentials.optional(),
  tags: tags.default({}),
  quotas: quotas.default(AWS_QUOTAS),
  fleet: fleetFields.optional(),
  loadBalancers: z
    .array(
      z.unknown(),
      must("be a list of load balancers", 'Write [{ "type": "application", "name": "web", … }].'),
    )
    .default([]),
  switch: switches.default({}),
  imports: z
    .record(
      z.string(),
      z.string(must("be an id in AWS", "npx sorry import finds it.")),
      must("be an object of ids by path", "npx sorry import writes it."),
    )
    .default({}),
});
