import { S3Object } from "@cdktf/provider-aws/lib/s3-object";
import { SHARDS } from "../../accounts/shards";
import { SITE_METADATA, HSTS_METADATA, JSON_METADATA, RETRY_AFTER_METADATA } from "../../pages/marker";
import { PAGE_FILE, SORRY_FOLDER, typeOf } from "../../pages/page";
import { builtFile } from "../../pages/built-page";
import { SorryDistribution } from "../sorry-distribution";
import { type PlainModule, childOf, expression, plainModule } from "./plain-module";
import type { Type } from "./types";
import { CACHE_SECONDS, HSTS_SECONDS, RETRY_AFTER, SITE_NAME, STATUS, noneOf, unlessNull } from "./rules";
import { shardOf } from "./sorry-shared";

/** Endings of what a page may show; Terraform has no table of its own. */
const ENDINGS = [
  ...["css", "js", "json", "map", "mjs", "pdf", "txt", "webmanifest", "xml"],
  ...["avif", "gif", "ico", "jpeg", "jpg", "png", "svg", "webp"],
  ...["mp3", "mp4", "otf", "ttf", "webm", "woff", "woff2"],
];

const FOLDER = "var.page_folder";
/** A page's forms, which `sorry build-page` puts beside it. */
const FORM = "^index-[0-9]{3}[.](?:json|txt)$";
const isForm = (file: string) => `can(regex("${FORM}", ${file}))`;
const isHidden = (file: string) => `can(regex("(?:^|/)[.]", ${file}))`;

const LOCALS = {
  alias: "${var.site_name}.${var.shared.sorry_domain}",
  files: `\${[for file in fileset(${FOLDER}, "**") : file if !${isHidden("file")}]}`,
  forms: `\${toset([for file in local.files : file if ${isForm("file")} && (var.json || !endswith(file, ".json"))])}`,
  assets: `\${toset([for file in local.files : file if file != "${PAGE_FILE}" && !${isForm("file")}])}`,
  content_types: Object.fromEntries(ENDINGS.map((ending) => [ending, typeOf(`a.${ending}`)])),
};

const ASSET_TYPE =
  '${lookup(local.content_types, lower(element(reverse(split(".", each.key)), 0)), "application/octet-stream")}';
const FORM_TYPE = `\${endswith(each.key, ".json") ? "application/json" : local.content_types.txt}`;

const SHARED_TYPE: Type = {
  attributes: {
    sorry_domain: { type: "string", description: "The subdomain for aliases, such as sorry.example.com." },
    certificate_arn: {
      type: "string",
      description: "The wildcard certificate of the sorry domain, in us-east-1, once it is valid.",
    },
    bucket_name: { type: "string", description: "The bucket of pages, which CloudFront may read." },
    bucket_regional_domain_name: { type: "string", description: "The bucket's host name, with its region." },
    zone_id: { type: "string", description: "The Route 53 zone that the alias is written into." },
    origin_access_control_ids: {
      type: "map(string)",
      description: `The origin access controls that the sites share, by shard: the first 8 hexadecimal digits of the SHA-256 of the site's name, modulo ${SHARDS}, in two digits.`,
    },
  },
};

/** As cdktf writes an object: nothing where the variable is null. */
const METADATA = `\${{ for name, value in {
  "${SITE_METADATA}" = local.alias
  "${RETRY_AFTER_METADATA}" = var.retry_after
  "${HSTS_METADATA}" = var.hsts_seconds == null ? null : "max-age=\${var.hsts_seconds}"
  "${JSON_METADATA}" = var.json ? null : "off"
} : name => value if value != null }}`;

/** `SorryDistribution` as a module: once a site. */
export const sorryDistributionModule = (workFolder: string): PlainModule =>
  plainModule(
    {
      name: "sorry-distribution",
      description:
        "One site: a CloudFront distribution that answers every path with the site's page under the site's status, its alias in DNS, and the page's objects in the bucket.",
      variables: {
        shared: {
          description: "What the sites share: module.NAME.shared of the module sorry-shared.",
          type: SHARED_TYPE,
        },
        site_name: {
          description: "The site's name, a DNS label; its alias is SITE-NAME.SORRY-DOMAIN.",
          rules: [SITE_NAME],
        },
        page_folder: {
          description:
            "The folder of the page as it is served: what npx sorry build-page writes, or an index.html of your own.",
          rules: [
            {
              condition: (value) => `fileexists("\${${value}}/${PAGE_FILE}")`,
              message: `It must hold an ${PAGE_FILE}.`,
            },
            noneOf(
              `[for file in try(fileset(${FOLDER}, "*"), []) : file if ${isForm("file")} && !startswith(file, format("index-%v.", var.status))]`,
              "Its forms must be those of the status: build the page with --status.",
            ),
          ],
        },
        status: {
          description: "The status of every answer but an asset's.",
          type: "number",
          default: 503,
          rules: [STATUS],
        },
        retry_after: {
          description: "The value of Retry-After: seconds, or an HTTP date. None by default.",
          default: null,
          rules: [unlessNull(RETRY_AFTER)],
        },
        cache_seconds: {
          description: "For how many seconds CloudFront keeps the error, and the page.",
          type: "number",
          default: 10,
          rules: [CACHE_SECONDS],
        },
        hsts_seconds: {
          description:
            "For how many seconds browsers are to insist on HTTPS. No Strict-Transport-Security by default.",
          type: "number",
          default: null,
          rules: [unlessNull(HSTS_SECONDS)],
        },
        json: {
          description: "Whether clients that ask for JSON get the page's JSON form.",
          type: "bool",
          default: true,
        },
      },
      providers: ["zone"],
      locals: LOCALS,
      create: ({ stack, variables, providers }) => {
        // The files are known to Terraform alone; of each kind one stands for all.
        const standIn = (path: string) => builtFile(path, "${each.value}", "");
        const site = new SorryDistribution(stack, "this", {
          shared: {
            sorryDomain: expression("${var.shared.sorry_domain}"),
            certificateArn: "${var.shared.certificate_arn}",
            bucketName: "${var.shared.bucket_name}",
            bucketRegionalDomainName: "${var.shared.bucket_regional_domain_name}",
            zoneId: "${var.shared.zone_id}",
            zoneProvider: providers.zone,
            originAccessControlId: () =>
              `\${var.shared.origin_access_control_ids[${shardOf("var.site_name")}]}`,
          },
          siteName: variables.site_name.stringValue,
          page: {
            name: "page",
            document: builtFile(PAGE_FILE, "text/html; charset=utf-8", ""),
            json: standIn("form.json"),
            text: standIn("form.txt"),
            assets: [standIn("asset")],
          },
          status: variables.status.numberValue as 503,
          cacheSeconds: variables.cache_seconds.numberValue,
        });
        const object = (id: string) => childOf(site, S3Object, id);
        site.node.tryRemoveChild("form-json");
        const [assets, forms, page] = [object("asset-asset"), object("form-text"), object("page")];
        assets.overrideLogicalId("assets");
        forms.overrideLogicalId("forms");
        for (const [objects, set, type] of [
          [assets, "local.assets", ASSET_TYPE],
          [forms, "local.forms", FORM_TYPE],
        ] as const) {
          objects.addOverride("for_each", `\${${set}}`);
          objects.addOverride("key", `\${var.site_name}/${SORRY_FOLDER}/\${each.key}`);
          objects.addOverride("source", `\${${FOLDER}}/\${each.key}`);
          objects.addOverride("etag", `\${filemd5("\${${FOLDER}}/\${each.key}")}`);
          objects.addOverride("content_type", type);
        }
        page.addOverride("source", `\${${FOLDER}}/${PAGE_FILE}`);
        page.addOverride("etag", `\${filemd5("\${${FOLDER}}/${PAGE_FILE}")}`);
        page.addOverride("metadata", METADATA);
        return {
          alias: { description: "The host name to ask for the page.", value: site.alias },
          distribution_id: { description: "The distribution's id.", value: site.distributionId },
          domain_name: { description: "CloudFront's own name for the distribution.", value: site.domainName },
        };
      },
    },
    workFolder,
  );
