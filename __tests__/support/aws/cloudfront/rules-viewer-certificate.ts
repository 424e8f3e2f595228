import { CloudFrontError } from "./errors";
import type { RuleContext } from "./rules";
import { type Element, textAt, textsAt } from "./xml";

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html */
const SECURITY_POLICIES = [
  ...["TLSv1", "TLSv1_2016", "TLSv1.1_2016", "TLSv1.2_2018", "TLSv1.2_2019", "TLSv1.2_2021"],
  ...["TLSv1.2_2025", "TLSv1.3_2025"],
];

const aliasesOf = (config: Element) =>
  textsAt(config, "Aliases", "Items", "CNAME").map((alias) => alias.toLowerCase());

/** A wildcard stands for one label. @see https://docs.aws.amazon.com/acm/latest/userguide/acm-certificate-characteristics.html */
const covers = (name: string, alias: string) =>
  name === alias || (name.startsWith("*.") && name.slice(1) === alias.replace(/^[^.]+/, ""));

/**
 * An alias belongs to one distribution of all accounts.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html#alternate-domain-names-restrictions
 */
function checkAliasesAreFree(config: Element, { state, id }: RuleContext): void {
  const aliases = aliasesOf(config);
  const others = [...state.distributions.values()].filter((other) => other.id !== id);
  if (others.some((other) => aliasesOf(other.config).some((alias) => aliases.includes(alias)))) {
    throw new CloudFrontError(
      "CNAMEAlreadyExists",
      "One or more of the CNAMEs you provided are already associated with a different resource.",
    );
  }
}

/** The names of the certificate, which must be the account's own, in us-east-1 and issued. */
async function certificateNames(arn: string, context: RuleContext): Promise<readonly string[]> {
  const { caller, findCertificate } = context;
  const isOwn = arn.startsWith(`arn:aws:acm:us-east-1:${caller.accountId}:certificate/`);
  const certificate = isOwn ? await findCertificate(caller, arn) : undefined;
  if (certificate?.isIssued !== true) {
    throw new CloudFrontError(
      "InvalidViewerCertificate",
      "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid certificate chain.",
    );
  }
  return certificate.names;
}

/**
 * Aliases, and the certificate that covers them.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html#alternate-domain-names-requirements
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
 */
export async function checkViewerCertificate(config: Element, context: RuleContext): Promise<void> {
  checkAliasesAreFree(config, context);
  const arn = textAt(config, "ViewerCertificate", "ACMCertificateArn");
  const names = arn === "" ? [] : await certificateNames(arn, context);
  for (const alias of aliasesOf(config)) {
    if (arn === "") {
      throw new CloudFrontError(
        "InvalidViewerCertificate",
        "To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a trusted certificate that validates your authorization to use the domain name.",
      );
    }
    if (!names.some((name) => covers(name, alias))) {
      throw new CloudFrontError(
        "InvalidViewerCertificate",
        "The certificate that is attached to your distribution doesn't cover the alternate domain name (CNAME) that you're trying to add.",
      );
    }
  }
  if (arn !== "") checkSecurityPolicy(config);
}

/** @see https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ViewerCertificate.html */
function checkSecurityPolicy(config: Element): void {
  if (textAt(config, "ViewerCertificate", "SSLSupportMethod") === "") {
    throw new CloudFrontError(
      "InvalidViewerCertificate",
      "If you specify an ACM certificate ARN, you must also specify a value for SSLSupportMethod.",
    );
  }
  const policy = textAt(config, "ViewerCertificate", "MinimumProtocolVersion");
  if (!SECURITY_POLICIES.includes(policy)) {
    throw new CloudFrontError(
      "InvalidMinimumProtocolVersion",
      `The minimum protocol version specified is not valid: ${policy}.`,
    );
  }
}
