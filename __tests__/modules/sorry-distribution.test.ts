import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformVariable, Token } from "cdktf";
import { SorryDistribution, type SorryDistributionProps, type SorryStatus } from "../../modules";
import {
  HAND_GIVEN,
  type TheirStack,
  reference,
  sitePage,
  synthesized,
  theirStack,
} from "../support/synthesized";

const DISTRIBUTION = "aws_cloudfront_distribution";

const siteIn = ({ stack }: TheirStack, props: Partial<SorryDistributionProps> = {}) =>
  new SorryDistribution(stack, "site", {
    shared: HAND_GIVEN,
    siteName: "domain-a",
    page: sitePage("maintenance"),
    ...props,
  });

function siteStack(props: Partial<SorryDistributionProps> = {}) {
  const theirs = theirStack();
  siteIn(theirs, props);
  return synthesized(theirs.stack);
}

describe("the distribution", () => {
  const stack = siteStack();
  const { body } = stack.one(DISTRIBUTION);

  it("answers for the site's alias alone, over HTTP/2 and HTTP/3, IPv4 and IPv6", () => {
    expect(body).toMatchObject({
      enabled: true,
      aliases: ["domain-a.sorry.example.com"],
      comment: "domain-a.sorry.example.com",
      http_version: "http2and3",
      is_ipv6_enabled: true,
      restrictions: { geo_restriction: { restriction_type: "none" } },
    });
  });

  it("shows the given certificate, from TLS 1.2 on", () => {
    expect(body["viewer_certificate"]).toEqual({
      acm_certificate_arn: HAND_GIVEN.certificateArn,
      minimum_protocol_version: "TLSv1.2_2021",
      ssl_support_method: "sni-only",
    });
  });

  it("reads the site's own folder of the bucket, by its shard's origin access control", () => {
    expect(body["origin"]).toEqual([
      {
        origin_id: "pages",
        domain_name: HAND_GIVEN.bucketRegionalDomainName,
        origin_path: "/domain-a",
        origin_access_control_id: "control-of-domain-a",
      },
    ]);
  });

  it("takes GET and HEAD over HTTPS alone, compresses, and never redirects", () => {
    expect(body["default_cache_behavior"]).toEqual({
      target_origin_id: "pages",
      allowed_methods: ["GET", "HEAD"],
      cached_methods: ["GET", "HEAD"],
      // CachingOptimized, of AWS itself.
      cache_policy_id: "658327ea-f89d-4fab-a63d-7e88639e58f6",
      compress: true,
      viewer_protocol_policy: "https-only",
    });
    expect(body).not.toHaveProperty("ordered_cache_behavior");
  });

  it("has no default root object, which would be answered with 200", () => {
    expect(body).not.toHaveProperty("default_root_object");
  });

  it("is known to Terraform as soon as it exists, so that a killed deploy leaves none behind", () => {
    expect(body["wait_for_deployment"]).toBe(false);
  });

  it("comes after its page", () => {
    const page = stack.one("aws_s3_object", "key", "domain-a/_sorry/index.html");
    expect(body["depends_on"]).toEqual([page.address]);
  });
});

describe("the errors of S3", () => {
  const errorsOf = (props: Partial<SorryDistributionProps>) =>
    siteStack(props).one(DISTRIBUTION).body["custom_error_response"];

  it.each<[string, Partial<SorryDistributionProps>, { status: number; seconds: number }]>([
    ["503 for 10 seconds by default", {}, { status: 503, seconds: 10 }],
    ["another status", { status: 404 }, { status: 404, seconds: 10 }],
    ["another time", { cacheSeconds: 1 }, { status: 503, seconds: 1 }],
    ["the longest time", { status: 500, cacheSeconds: 86_400 }, { status: 500, seconds: 86_400 }],
  ])("become the page, both of them: %s", (_, props, { status, seconds }) => {
    expect(errorsOf(props)).toEqual(
      [403, 404].map((error_code) => ({
        error_code,
        response_code: status,
        response_page_path: "/_sorry/index.html",
        error_caching_min_ttl: seconds,
      })),
    );
  });
});

describe("the alias in DNS", () => {
  it.each(["A", "AAAA"])("has an %s record, an alias of the distribution", (type) => {
    const stack = siteStack();
    expect(stack.all("aws_route53_record")).toHaveLength(2);
    expect(stack.one("aws_route53_record", "type", type).body).toEqual({
      zone_id: "Z0123456789",
      name: "domain-a.sorry.example.com",
      type,
      // What a killed deploy left is no obstacle to the next.
      allow_overwrite: true,
      alias: {
        name: reference(stack.one(DISTRIBUTION), "domain_name"),
        zone_id: reference(stack.one(DISTRIBUTION), "hosted_zone_id"),
        evaluate_target_health: false,
      },
    });
  });

  it("is written by the zone's provider where there is one", () => {
    const theirs = theirStack();
    const zoneProvider = new AwsProvider(theirs.stack, "aws-dns", { region: "eu-west-1", alias: "dns" });
    siteIn(theirs, { shared: { ...HAND_GIVEN, zoneProvider } });
    const records = synthesized(theirs.stack).all("aws_route53_record");
    expect(records.map(({ body }) => body["provider"])).toEqual(["aws.dns", "aws.dns"]);
  });
});

describe("bad props", () => {
  it.each<[string, Partial<SorryDistributionProps>, string]>([
    [
      "a site's name with dots",
      { siteName: "www.example" },
      'theirs/site: `siteName` must be a DNS label: 1 to 63 lower-case letters, digits and inner hyphens, got "www.example". Take out the dots: the wildcard certificate covers one label below the sorry domain.',
    ],
    [
      "a site's name that would leave its folder",
      { siteName: "../domain-b" },
      'theirs/site: `siteName` must be a DNS label: 1 to 63 lower-case letters, digits and inner hyphens, got "../domain-b". Take out the dots: the wildcard certificate covers one label below the sorry domain.',
    ],
    [
      "a status that is a success",
      { status: 200 as SorryStatus },
      "theirs/site: `status` must be one of 400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504, got 200. Use 503 for maintenance, 404 for a site that is gone.",
    ],
    [
      "a Retry-After that is neither a duration nor an instant",
      { retryAfter: "soon" },
      'theirs/site: `retryAfter` must be a duration (2h, 30m, 1d12h) or an instant with a time zone (2026-12-01T06:00:00+09:00), got "soon". Leave it out if nobody knows when the site will be back.',
    ],
    [
      "an error that nobody keeps",
      { cacheSeconds: 0 },
      "theirs/site: `cacheSeconds` must be a whole number of seconds from 1 to 86400, got 0. Leave it out for 10.",
    ],
    [
      "an error kept for too long",
      { cacheSeconds: 86_401 },
      "theirs/site: `cacheSeconds` must be a whole number of seconds from 1 to 86400, got 86401. Leave it out for 10.",
    ],
    [
      "several faults at once",
      { siteName: "A", cacheSeconds: 0.5 },
      [
        'theirs/site: `siteName` must be a DNS label: 1 to 63 lower-case letters, digits and inner hyphens, got "A". It begins the site\'s alias, as in domain-a.',
        "theirs/site: `cacheSeconds` must be a whole number of seconds from 1 to 86400, got 0.5. Leave it out for 10.",
      ].join("\n"),
    ],
  ])("%s", (_, props, message) => {
    const theirs = theirStack();
    expect(() => siteIn(theirs, props)).toThrow(new Error(message));
    expect(theirs.stack.node.findChild("site").node.children).toEqual([]);
  });
});

it("leaves tokens to Terraform, wherever they end up", () => {
  const theirs = theirStack();
  const variable = (id: string) => new TerraformVariable(theirs.stack, id, {});
  siteIn(theirs, {
    siteName: variable("name").stringValue,
    status: Token.asNumber(variable("status").value) as SorryStatus,
    retryAfter: variable("retry").stringValue,
    cacheSeconds: Token.asNumber(variable("seconds").value),
    // Theirs is told the site's name, and may know what to do with a token.
    shared: { ...HAND_GIVEN, originAccessControlId: () => "E1" },
  });
  const stack = synthesized(theirs.stack);
  expect(stack.one(DISTRIBUTION).body).toMatchObject({
    aliases: ["${var.name}.sorry.example.com"],
    origin: [{ origin_path: "/${var.name}" }],
    custom_error_response: [403, 404].map((error_code) => ({
      error_code,
      response_code: "${var.status}",
      error_caching_min_ttl: "${var.seconds}",
    })),
  });
  expect(stack.one("aws_s3_object", "key", "${var.name}/_sorry/index.html").body).toMatchObject({
    cache_control: "max-age=${var.seconds}",
    metadata: { "sorry-site": "${var.name}.sorry.example.com", "sorry-retry-after": "${var.retry}" },
  });
});
