import { join } from "node:path";
import type { PlainModule } from "../../modules/plain/plain-module";
import { loadBalancerSwitchModule } from "../../modules/plain/load-balancer-switch";
import { sorryDistributionModule } from "../../modules/plain/sorry-distribution";
import { sorryFleetModule } from "../../modules/plain/sorry-fleet";
import { sorrySharedModule } from "../../modules/plain/sorry-shared";
import { FLEET, alb, fleetAccount } from "./load-balancers";
import { SITE_CONTENT, SMALLEST, accountConfig } from "./platforms";

/** What is refused in accounts/ and by the plain modules alike: one table, which both are held against. */

const SHARED_RESOURCES = {
  ...Object.fromEntries(
    ["sorry_domain", "certificate_arn", "bucket_name", "bucket_regional_domain_name", "zone_id"].map(
      (name) => [name, name],
    ),
  ),
  origin_access_control_ids: {},
};

/** Each plain module, and variables of which it refuses none. */
export const PLAIN_MODULES = {
  "sorry-shared": {
    make: sorrySharedModule,
    right: { account_id: "111111111111", sorry_domain: "sorry.example.com", site_names: ["domain-a"] },
  },
  "sorry-distribution": {
    make: sorryDistributionModule,
    right: { site_name: "domain-a", page_folder: join(SITE_CONTENT, "closed"), shared: SHARED_RESOURCES },
  },
  "sorry-fleet": {
    make: sorryFleetModule,
    right: {
      name: "corporate",
      region: "ap-northeast-1",
      vpc_id: "vpc-0123456789abcdef0",
      subnet_ids: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
      image_account_id: "111111111111",
      config_hash: "0123456789ab",
      load_balancers: [],
    },
  },
  "load-balancer-switch": {
    make: loadBalancerSwitchModule,
    right: { name: "web", vpc_id: "vpc-0123456789abcdef0", sites: {}, listeners: { 443: {} } },
  },
} satisfies Record<string, { make: (workFolder: string) => PlainModule; right: object }>;

/** A value as a module's variables have it, and as an account does. */
interface Value {
  readonly module: keyof typeof PLAIN_MODULES;
  readonly title: string;
  readonly variables: object;
  readonly account: object;
}

/** The same values of a variable and of a field. */
const rows = <T>(
  module: Value["module"],
  variable: string,
  account: (value: T) => object,
  values: readonly T[],
): Value[] =>
  values.map((value) => {
    const title = `${module}: ${variable} = ${JSON.stringify(value).slice(0, 80)}`;
    return { module, title, variables: { [variable]: value }, account: account(value) };
  });

/** Those that are written in another way on the two sides. */
const pairs = (
  module: Value["module"],
  list: readonly (readonly [title: string, variables: object, account: object])[],
): Value[] =>
  list.map(([title, variables, account]) => ({ module, title: `${module}: ${title}`, variables, account }));

const ofFleet = (field: string) => (value: unknown) => fleetAccount({ fleet: { ...FLEET, [field]: value } });
const ofTags = (tags: object) => fleetAccount({ tags });
const ofSite = (field: string) => (value: unknown) => accountConfig({}, { [field]: value });
const inZone = (zone: string) => accountConfig({ zone });
const named = (sorryDomain: string) => accountConfig({ sorryDomain });
const [SUBNET, OTHER] = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"];
const LONG_DOMAIN = `${"a.".repeat(63)}com`;

const tags = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`tag-${i}`, "web"]));

const domain = (value: string) =>
  [
    `domain ${value}`,
    { sites: { "domain-a": { domains: [value] } } },
    accountConfig({}, { domains: [value] }),
  ] as const;

const listener = (title: string, plain: object, own: object) =>
  [
    title,
    { sites: { "domain-a": { domains: ["example.com"] } }, listeners: { 443: plain } },
    fleetAccount({ loadBalancers: [alb(own)] }),
  ] as const;

const pageTime = (plain: string, own: string) =>
  [`retry_after = ${plain}`, { retry_after: plain }, accountConfig({}, { retryAfter: own })] as const;

export const BAD_VALUES: readonly Value[] = [
  ...rows("sorry-shared", "account_id", (id) => accountConfig({ id }), ["1", "11111111111a"]),
  ...rows("sorry-shared", "sorry_domain", named, ["com", "example.com", "192.0.2.1", "-a.example.com"]),
  ...rows("sorry-shared", "sorry_domain", named, [`${"s".repeat(60)}.example.com`]),
  ...rows("sorry-shared", "zone_name", inZone, ["com", "example.net", "ple.com", "a.sorry.example.com"]),
  ...rows("sorry-shared", "bucket_name", (bucket) => accountConfig({ bucket }), [
    "a.b",
    "xn--a",
    "a-s3alias",
  ]),
  ...rows("sorry-distribution", "site_name", ofSite("name"), ["Domain", "domain.a", "-a", "a".repeat(64)]),
  ...rows("sorry-distribution", "status", ofSite("status"), [200, 418]),
  ...rows("sorry-distribution", "cache_seconds", ofSite("cacheSeconds"), [0, 1.5, 86_401]),
  ...rows("sorry-distribution", "hsts_seconds", ofSite("hstsSeconds"), [-1, 63_072_001]),
  ...pairs("sorry-distribution", [
    pageTime("0", "0s"),
    pageTime("2h", "2 h"),
    pageTime("Tue, 31 Feb 2026 21:00:00 GMT", "2026-02-31T21:00:00Z"),
    pageTime("Sun, 29 Feb 2026 21:00:00 GMT", "2026-02-29T21:00:00Z"),
    pageTime("Mon, 30 Nov 2026 25:00:00 GMT", "2026-11-30T25:00:00Z"),
    pageTime("Mon, 30 Nov 2026 21:00:61 GMT", "2026-11-30T21:00:61Z"),
    pageTime("Mon, 30 Nov 2026 21:00:00", "2026-11-30T21:00:00"),
  ]),
  ...rows("sorry-fleet", "region", (region) => accountConfig({ region }), [
    "us-gov-west-1",
    "cn-north-1",
    "x",
  ]),
  ...rows("sorry-fleet", "vpc_id", ofFleet("vpcId"), ["main", "vpc-x"]),
  ...rows("sorry-fleet", "subnet_ids", ofFleet("subnetIds"), [
    [SUBNET],
    [SUBNET, SUBNET],
    [SUBNET, OTHER, SUBNET],
    [SUBNET, "subnet-x"],
  ]),
  ...rows("sorry-fleet", "architecture", ofFleet("architecture"), ["x86"]),
  ...rows("sorry-fleet", "image", ofFleet("image"), ["newest", "sorry-server-arm64-1"]),
  ...rows("sorry-fleet", "instance_type", ofFleet("instanceType"), ["small", "c7i.large"]),
  ...rows("sorry-fleet", "min_size", ofFleet("minSize"), [1, -1, 2.5, 101]),
  ...rows("sorry-fleet", "max_size", ofFleet("maxSize"), [1, 2.5, 101]),
  ...rows("sorry-fleet", "cpu_percent", ofFleet("cpuPercent"), [9, 91, 50.5]),
  ...rows("sorry-fleet", "alarm_topic_arn", ofFleet("alarmTopicArn"), [
    "alarms",
    "arn:aws:sns:eu-west-1:111111111111:alarms",
  ]),
  ...rows("sorry-fleet", "tags", ofTags, [
    { "aws:x": "web" },
    { "AWS:x": "web" },
    { "a/b": "web" },
    { "a,b": "web" },
    { "..": "web" },
    { ["a".repeat(129)]: "web" },
    { team: "a;b" },
    { team: "a".repeat(257) },
    tags(41),
  ]),
  ...pairs("load-balancer-switch", [
    ...["192.0.2.1", "*.192.0.2.1", "com", "a.*.com", "a_b.example.com", "example.com."].map(domain),
    [
      "a domain that is too long for an ALB",
      { sites: { "domain-a": { domains: [LONG_DOMAIN] } } },
      fleetAccount({ loadBalancers: [alb()], sites: [{ ...SMALLEST.sites[0], domains: [LONG_DOMAIN] }] }),
    ],
    ["a site without domains", { sites: { "domain-a": {} } }, accountConfig({}, { domains: [] })],
    listener("original by its ARN", { original: "arn:aws:x" }, { original: "arn:aws:x" }),
    listener("staff from anywhere", { staff: { cidrs: ["0.0.0.0/0"] } }, { staff: { cidrs: ["0.0.0.0/0"] } }),
    listener("nobody as staff", { staff: {} }, { staff: {} }),
    listener(
      "no room for priorities",
      { priorities: { first: 5, last: 5 } },
      { priorities: { first: 5, last: 5 } },
    ),
  ]),
];

/** What neither refuses, so that a rule that refuses all is seen. */
export const GOOD_VALUES: readonly Value[] = [
  ...rows("sorry-shared", "sorry_domain", named, ["sorry.example.com", `${"s".repeat(50)}.example.com`]),
  ...rows("sorry-shared", "zone_name", inZone, ["example.com", "sorry.example.com"]),
  ...pairs("sorry-distribution", [
    pageTime("7200", "2h"),
    pageTime("6047395200", "9999w"),
    pageTime("Mon, 30 Nov 2026 21:00:00 GMT", "2026-11-30T21:00:00Z"),
    pageTime("Wed, 29 Feb 2096 00:00:00 GMT", "2096-02-29T00:00:00Z"),
  ]),
  ...rows("sorry-fleet", "region", (region) => accountConfig({ region }), ["us-east-1", "mx-central-1"]),
  ...rows("sorry-fleet", "tags", ofTags, [
    { "team:a+b=c._@-": "新聞 web:/@", ["a".repeat(128)]: "a".repeat(256) },
    { none: "" },
    tags(40),
  ]),
  ...pairs("load-balancer-switch", [domain("192.example.com"), domain("*.a1.example.com")]),
];

/** What accounts/ refuses by the public suffix list, which Terraform does not have. The modules' texts say so. */
export const SUFFIXES: readonly Value[] = [
  ...rows("sorry-shared", "sorry_domain", named, ["sorry.co.uk"]),
  ...pairs("load-balancer-switch", [domain("*.co.uk")]),
];
