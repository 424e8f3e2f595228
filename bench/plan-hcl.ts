import type { AccountConfig } from "../accounts/types";
import { shardOf } from "../accounts/shards";

/** How somebody writes many resources of a kind. */
export type Style = "blocks" | "for_each";

/** What a block of a site names: itself, its site, and the other blocks of the site. */
interface Names {
  /** A resource's own name. */
  readonly label: (id: string) => string;
  /** Of the site, within a text. */
  readonly site: string;
  readonly shard: string;
  /** What comes after a resource's address. */
  readonly index: string;
  /** The first line of each block, if any. */
  readonly repeated: string;
}

/**
 * An account of bench/accounts.ts in Terraform's own language, as it is written by hand: the resources of
 * sorry-server, argument for argument, each a block of its own or all of a kind by `for_each`.
 */
export function handWritten(account: AccountConfig, style: Style): string {
  const { sorryDomain, sites } = account;
  const names = sites.map(({ name }) => name);
  const shards = [...new Set(names.map(shardOf))].sort();
  const blocks =
    style === "blocks"
      ? [
          ...shards.map((shard) => accessControl(sorryDomain, shard)),
          ...names.map((name) =>
            siteBlocks(sorryDomain, {
              ...{ label: (id) => `${id}_${name}`, site: name, shard: `shard_${shardOf(name)}` },
              ...{ index: "", repeated: "" },
            }),
          ),
        ]
      : [
          `locals {\n  sites = {\n${names.map((name) => `    "${name}" = "${shardOf(name)}"`).join("\n")}\n  }\n}\n`,
          accessControl(sorryDomain),
          siteBlocks(sorryDomain, {
            ...{ label: (id) => id, site: "${each.key}", shard: "shard[each.value]" },
            ...{ index: "[each.key]", repeated: "for_each = local.sites" },
          }),
        ];
  return [sharedBlocks(account), ...blocks].join("\n");
}

const accessControl = (sorryDomain: string, shard?: string) => `
resource "aws_cloudfront_origin_access_control" "${shard === undefined ? "shard" : `shard_${shard}`}" {
  ${shard === undefined ? "for_each = toset(values(local.sites))" : ""}
  name                              = "\${aws_s3_bucket.pages.bucket}-${shard ?? "${each.key}"}"
  description                       = "Pages of ${sorryDomain}"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}
`;

const object = (
  { label, site, repeated }: Names,
  alias: string,
  one: { id: string; file: string; type: string; metadata?: string; lifecycle?: string },
) => `
resource "aws_s3_object" "${label(one.id)}" {
  ${repeated}
  bucket        = aws_s3_bucket.pages.bucket
  key           = "${site}/_sorry/${one.file}"
  source        = "${one.file}"
  etag          = filemd5("${one.file}")
  content_type  = "${one.type}"
  cache_control = "max-age=10"
  metadata      = { "sorry-site" = "${alias}"${one.metadata ?? ""} }
  depends_on    = [aws_s3_bucket_versioning.pages]
  override_provider {
    default_tags { tags = {} }
  }
  ${one.lifecycle ?? ""}
}
`;

function siteBlocks(sorryDomain: string, names: Names): string {
  const { label, site, shard, index, repeated } = names;
  const alias = `${site}.${sorryDomain}`;
  const distribution = `aws_cloudfront_distribution.${label("site")}${index}`;
  const error = (code: number) => `
  custom_error_response {
    error_code            = ${code}
    response_code         = 503
    response_page_path    = "/_sorry/index.html"
    error_caching_min_ttl = 10
  }`;
  const record = (type: string) => `
resource "aws_route53_record" "${label(type.toLowerCase())}" {
  ${repeated}
  zone_id         = data.aws_route53_zone.zone.zone_id
  name            = "${alias}"
  type            = "${type}"
  allow_overwrite = true
  alias {
    name                   = ${distribution}.domain_name
    zone_id                = ${distribution}.hosted_zone_id
    evaluate_target_health = false
  }
}
`;
  const form = (id: string, type: string) =>
    object(names, alias, {
      ...{ id, file: `index-503.${id}`, type },
      lifecycle: "lifecycle {\n    create_before_destroy = true\n  }",
    });
  return [
    object(names, alias, {
      ...{ id: "page", file: "index.html", type: "text/html; charset=utf-8" },
      metadata: ', "sorry-retry-after" = "7200"',
    }),
    form("json", "application/json"),
    form("txt", "text/plain; charset=utf-8"),
    `
resource "aws_cloudfront_distribution" "${label("site")}" {
  ${repeated}
  enabled             = true
  comment             = "${alias}"
  aliases             = ["${alias}"]
  http_version        = "http2and3"
  is_ipv6_enabled     = true
  wait_for_deployment = false
  origin {
    origin_id                = "pages"
    domain_name              = aws_s3_bucket.pages.bucket_regional_domain_name
    origin_path              = "/${site}"
    origin_access_control_id = aws_cloudfront_origin_access_control.${shard}.id
  }
  default_cache_behavior {
    target_origin_id       = "pages"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    cache_policy_id        = "658327ea-f89d-4fab-a63d-7e88639e58f6"
    compress               = true
    viewer_protocol_policy = "https-only"
  }
${error(403)}
${error(404)}
  restrictions {
    geo_restriction { restriction_type = "none" }
  }
  viewer_certificate {
    acm_certificate_arn      = aws_acm_certificate_validation.certificate.certificate_arn
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
  depends_on = [aws_s3_object.${label("page")}, aws_s3_bucket_policy.pages]
}
`,
    record("A"),
    record("AAAA"),
  ].join("");
}

function sharedBlocks({ id, region, sorryDomain }: AccountConfig): string {
  const bucket = `pages-${sorryDomain.replaceAll(".", "-")}-${id}`;
  const option = "tolist(aws_acm_certificate.certificate.domain_validation_options)[0]";
  return `
provider "aws" {
  region              = "${region}"
  allowed_account_ids = ["${id}"]
}

provider "aws" {
  alias               = "us-east-1"
  region              = "us-east-1"
  allowed_account_ids = ["${id}"]
}

data "aws_route53_zone" "zone" {
  name         = "${sorryDomain}"
  private_zone = false
}

resource "aws_acm_certificate" "certificate" {
  provider          = aws.us-east-1
  domain_name       = "*.${sorryDomain}"
  validation_method = "DNS"
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "certificate" {
  zone_id         = data.aws_route53_zone.zone.zone_id
  name            = ${option}.resource_record_name
  type            = ${option}.resource_record_type
  records         = [${option}.resource_record_value]
  ttl             = 60
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "certificate" {
  provider                = aws.us-east-1
  certificate_arn         = aws_acm_certificate.certificate.arn
  validation_record_fqdns = [aws_route53_record.certificate.fqdn]
}

resource "aws_s3_bucket" "pages" {
  bucket        = "${bucket}"
  force_destroy = true
}

resource "aws_s3_bucket_ownership_controls" "pages" {
  bucket = aws_s3_bucket.pages.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_versioning" "pages" {
  bucket = aws_s3_bucket.pages.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "pages" {
  bucket = aws_s3_bucket.pages.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_public_access_block" "pages" {
  bucket                  = aws_s3_bucket.pages.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "pages" {
  bucket = aws_s3_bucket.pages.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "CloudFrontReads"
        Effect    = "Allow"
        Principal = { Service = "cloudfront.amazonaws.com" }
        Action    = "s3:GetObject"
        Resource  = "arn:aws:s3:::${bucket}/*"
        Condition = { ArnLike = { "AWS:SourceArn" = "arn:aws:cloudfront::${id}:distribution/*" } }
      },
      {
        Sid       = "CloudFrontLearnsWhatIsMissing"
        Effect    = "Allow"
        Principal = { Service = "cloudfront.amazonaws.com" }
        Action    = "s3:ListBucket"
        Resource  = "arn:aws:s3:::${bucket}"
        Condition = { ArnLike = { "AWS:SourceArn" = "arn:aws:cloudfront::${id}:distribution/*" } }
      },
      {
        Sid       = "OnlyOverTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = ["arn:aws:s3:::${bucket}", "arn:aws:s3:::${bucket}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
  depends_on = [aws_s3_bucket_public_access_block.pages]
}
`;
}
