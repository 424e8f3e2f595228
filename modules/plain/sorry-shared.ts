import { CloudfrontOriginAccessControl } from "@cdktf/provider-aws/lib/cloudfront-origin-access-control";
import { SHARDS } from "../../accounts/shards";
import { LONGEST_BUCKET_NAME } from "../../accounts/bucket-name";
import { SorryShared } from "../sorry-shared";
import { type PlainModule, childOf, expression, plainModule } from "./plain-module";
import { ACCOUNT_ID, BUCKET_NAME, SITE_NAMES, SORRY_DOMAIN, ZONE_NAME, unlessNull } from "./rules";

/** `shardOf` in Terraform's language. */
export const shardOf = (siteName: string): string =>
  `format("%02d", parseint(substr(sha256(${siteName}), 0, 8), 16) % ${SHARDS})`;

const ACCOUNT_ID_LENGTH = 12;
const DIGEST_LENGTH = 8;
/** What a name that is too long keeps of its own. */
const ROOM = LONGEST_BUCKET_NAME - ACCOUNT_ID_LENGTH - DIGEST_LENGTH - 2;

/** `bucketNameOf` in Terraform's language. */
const LOCALS = {
  long_name: 'pages-${replace(var.sorry_domain, ".", "-")}',
  default_bucket_name: `\${length(local.long_name) <= ${LONGEST_BUCKET_NAME - ACCOUNT_ID_LENGTH - 1} ? "\${local.long_name}-\${var.account_id}" : "\${substr(local.long_name, 0, ${ROOM})}-\${substr(sha256(var.sorry_domain), 0, ${DIGEST_LENGTH})}-\${var.account_id}"}`,
  bucket_name: "${coalesce(var.bucket_name, local.default_bucket_name)}",
};

/** `SorryShared` as a module: once an account. */
export const sorrySharedModule = (workFolder: string): PlainModule =>
  plainModule(
    {
      name: "sorry-shared",
      description:
        "What the sites of one sorry domain share: the wildcard certificate and its DNS validation, the private bucket of pages, and the origin access controls by which CloudFront alone reads it.",
      variables: {
        account_id: {
          description: "The 12-digit id of the account; only its distributions may read the bucket.",
          rules: [ACCOUNT_ID],
        },
        sorry_domain: {
          description:
            "The subdomain for aliases, such as sorry.example.com. Not a domain that is registered itself, such as sorry.co.uk: Terraform has no list of public suffixes to tell.",
          rules: SORRY_DOMAIN,
        },
        site_names: {
          description:
            "The names of all sites whose distributions read the bucket: each needs an origin access control, which some share.",
          type: "set(string)",
          rules: [SITE_NAMES],
        },
        zone_name: {
          description:
            "The name of the public Route 53 zone that holds the sorry domain. The sorry domain's own by default.",
          default: null,
          rules: ZONE_NAME.map(unlessNull),
        },
        bucket_name: {
          description: "The bucket's name. Made from the sorry domain and the account's id by default.",
          default: null,
          rules: BUCKET_NAME.map(unlessNull),
        },
      },
      providers: ["us_east_1", "zone"],
      locals: LOCALS,
      create: ({ stack, variables, providers }) => {
        const shared = new SorryShared(stack, "this", {
          accountId: variables.account_id.stringValue,
          sorryDomain: variables.sorry_domain.stringValue,
          zoneName: expression("${coalesce(var.zone_name, var.sorry_domain)}"),
          bucketName: expression("${local.bucket_name}"),
          usEast1Provider: providers.us_east_1,
          zoneProvider: providers.zone,
        });
        // One stands for all: which there are, Terraform alone knows.
        shared.originAccessControlId("any");
        const controls = childOf(shared, CloudfrontOriginAccessControl);
        controls.addOverride("name", "${local.bucket_name}-${each.key}");
        controls.addOverride("for_each", `\${toset([for name in var.site_names : ${shardOf("name")}])}`);
        return {
          shared: {
            description: "All of it, for the sites' modules: shared = module.NAME.shared.",
            value: {
              sorry_domain: shared.sorryDomain,
              certificate_arn: shared.certificateArn,
              bucket_name: shared.bucketName,
              bucket_regional_domain_name: shared.bucketRegionalDomainName,
              zone_id: shared.zoneId,
              origin_access_control_ids:
                "${{ for shard, control in aws_cloudfront_origin_access_control.origin_access_control : shard => control.id }}",
            },
            // A site's objects are versions from the first on, and may be read from the first on.
            dependsOn: [shared.bucketPolicy, shared.bucketVersioning],
          },
          bucket_arn: { description: "The bucket's ARN.", value: shared.bucketArn },
        };
      },
    },
    workFolder,
  );
