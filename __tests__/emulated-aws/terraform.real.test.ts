import { join } from "node:path";
import { useEmulatedAws } from "../support/aws/use-emulated-aws";
import { writeFiles } from "../support/files";
import { temporaryFolder } from "../support/temporary-folder";
import { TerraformStack } from "../support/terraform-stack";

jest.setTimeout(300_000);

const used = useEmulatedAws(["111111111111"]);
const folder = temporaryFolder();

/** A distribution of somebody else's making: all that this project's own leave out. */
const hcl = (comment: string, tags: string) => `
  terraform {
    required_providers {
      aws = { source = "hashicorp/aws", version = "5.100.0" }
    }
  }
  provider "aws" { region = "eu-west-1" }
  data "aws_cloudfront_cache_policy" "disabled" { name = "Managed-CachingDisabled" }
  resource "aws_cloudfront_distribution" "theirs" {
    enabled             = true
    comment             = "${comment}"
    default_root_object = "index.html"
    wait_for_deployment = false
    tags                = { ${tags} }
    origin {
      origin_id   = "web"
      domain_name = "www.example.com"
      custom_origin_config {
        http_port              = 80
        https_port             = 443
        origin_protocol_policy = "https-only"
        origin_ssl_protocols   = ["TLSv1.2"]
      }
      custom_header {
        name  = "X-Secret"
        value = "a & b"
      }
    }
    default_cache_behavior {
      target_origin_id       = "web"
      allowed_methods        = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
      cached_methods         = ["GET", "HEAD", "OPTIONS"]
      viewer_protocol_policy = "redirect-to-https"
      forwarded_values {
        query_string = true
        headers      = ["Host"]
        cookies { forward = "none" }
      }
    }
    ordered_cache_behavior {
      path_pattern           = "/api/*"
      target_origin_id       = "web"
      allowed_methods        = ["GET", "HEAD"]
      cached_methods         = ["GET", "HEAD"]
      viewer_protocol_policy = "https-only"
      cache_policy_id        = data.aws_cloudfront_cache_policy.disabled.id
    }
    restrictions {
      geo_restriction {
        restriction_type = "whitelist"
        locations        = ["JP", "DE"]
      }
    }
    viewer_certificate { cloudfront_default_certificate = true }
  }
`;

describe("Terraform, with a distribution that is not this project's,", () => {
  const credentials = () => used.session("111111111111").environment;
  let stack: TerraformStack;
  const write = (comment: string, tags: string) => writeFiles(folder, { "main.tf": hcl(comment, tags) });
  const done = { status: 0, complaints: [] };

  beforeAll(async () => {
    write("first", 'team = "web"');
    stack = new TerraformStack(folder, join(folder, "terraform"));
    await stack.init();
  });

  it("creates it, and finds it as it was given", async () => {
    expect(await stack.apply(credentials())).toMatchObject(done);
    expect(await stack.plan(credentials())).toEqual({ ...done, changes: [] });
  });

  it("changes it and its tags in place, and finds it as it was given", async () => {
    write("second", 'team = "web", stage = "test"');
    const run = await stack.apply(credentials());
    expect(run).toEqual({
      ...done,
      changes: [{ address: "aws_cloudfront_distribution.theirs", action: "update" }],
    });
    expect(await stack.plan(credentials())).toEqual({ ...done, changes: [] });
  });
});
