import { TerraformVariable } from "cdktf";
import { SorryShared, type SorrySharedProps } from "../../modules";
import { type TheirStack, synthesized, theirStack } from "../support/synthesized";

const MINIMAL = { accountId: "111111111111", sorryDomain: "sorry.example.com" };

const sharedIn = ({ stack, usEast1Provider }: TheirStack, props: Partial<SorrySharedProps> = {}) =>
  new SorryShared(stack, "shared", { ...MINIMAL, usEast1Provider, ...props });

describe("bad props", () => {
  it.each<[string, Partial<SorrySharedProps>, string]>([
    [
      "an account id that lost its zeros",
      { accountId: "1111" },
      'theirs/shared: `accountId` must be a string of 12 digits, got "1111". Put the id between quotes.',
    ],
    [
      "a sorry domain of one label",
      { sorryDomain: "sorry" },
      'theirs/shared: `sorryDomain` must be a full host name, got "sorry". Write it with its parent domain, as in example.com.',
    ],
    [
      "a sorry domain too long for its wildcard certificate",
      { sorryDomain: `${"a".repeat(51)}.example.com` },
      `theirs/shared: \`sorryDomain\` must be at most 62 characters long (ACM's limit for a wildcard), is 63, got "${"a".repeat(51)}.example.com". Choose a shorter subdomain.`,
    ],
    [
      "a sorry domain that AWS would store in other letters",
      { sorryDomain: "Sorry.Example.com" },
      'theirs/shared: `sorryDomain` must be in lower case and A-labels, got "Sorry.Example.com". Write "sorry.example.com".',
    ],
    [
      "a sorry domain in U-labels",
      { sorryDomain: "sorry.新聞.example" },
      'theirs/shared: `sorryDomain` must be in lower case and A-labels, got "sorry.新聞.example". Write "sorry.xn--efvv70d.example".',
    ],
    [
      "a zone that is no host name",
      { zoneName: "Z0123/ABC" },
      'theirs/shared: `zoneName` must be a host name (letters, digits, hyphens and dots), got "Z0123/ABC". Take out "/"; a scheme, a port or a path is no part of a domain.',
    ],
    [
      "a bucket's name with dots",
      { bucketName: "sorry.example.com" },
      'theirs/shared: `bucketName` must be 3 to 60 lower-case letters, digits and inner hyphens, without the beginnings and ends that S3 reserves, got "sorry.example.com". Leave it out for a name from the sorry domain and the account id.',
    ],
    [
      "several faults at once",
      { accountId: "1", bucketName: "B" },
      [
        'theirs/shared: `accountId` must be a string of 12 digits, got "1". Put the id between quotes.',
        'theirs/shared: `bucketName` must be 3 to 60 lower-case letters, digits and inner hyphens, without the beginnings and ends that S3 reserves, got "B". Leave it out for a name from the sorry domain and the account id.',
      ].join("\n"),
    ],
  ])("%s", (_, props, message) => {
    const theirs = theirStack();
    expect(() => sharedIn(theirs, props)).toThrow(new Error(message));
    expect(theirs.stack.node.findChild("shared").node.children).toEqual([]);
  });
});

describe("tokens", () => {
  const tokens = () => {
    const theirs = theirStack();
    const variable = (id: string) => new TerraformVariable(theirs.stack, id, {}).stringValue;
    return { theirs, accountId: variable("account"), sorryDomain: variable("domain"), variable };
  };

  it("are left to Terraform", () => {
    const { theirs, accountId, sorryDomain, variable } = tokens();
    const [zoneName, bucketName] = [variable("zone"), variable("bucket")];
    sharedIn(theirs, { accountId, sorryDomain, zoneName, bucketName });
    const stack = synthesized(theirs.stack);
    expect(stack.one("aws_acm_certificate").body["domain_name"]).toBe("*.${var.domain}");
    expect(stack.oneData("aws_route53_zone").body["name"]).toBe("${var.zone}");
    expect(stack.one("aws_s3_bucket").body["bucket"]).toBe("${var.bucket}");
    expect(stack.one("aws_s3_bucket_policy").body["policy"]).toContain(
      "arn:aws:cloudfront::${var.account}:distribution/*",
    );
  });

  it.each(["accountId", "sorryDomain"] as const)("make no bucket's name: a %s", (field) => {
    const { theirs, ...props } = tokens();
    expect(() => sharedIn(theirs, { [field]: props[field] })).toThrow(
      new Error(
        "theirs/shared: `bucketName` must be given where `sorryDomain` or `accountId` is a token, got nothing. Choose a name.",
      ),
    );
    expect(theirs.stack.node.findChild("shared").node.children).toEqual([]);
  });

  it("make no shard: a site's name decides for good which origin access control its distribution uses", () => {
    const { theirs, variable } = tokens();
    const shared = sharedIn(theirs);
    expect(() => shared.originAccessControlId(variable("site"))).toThrow(
      new Error(
        "theirs/shared: a site's name must be known when the stack is synthesized, got a token. Write it out: its shard follows from it.",
      ),
    );
  });
});
