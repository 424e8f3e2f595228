import { join } from "node:path";
import { sorryDistributionModule } from "../../modules/plain/sorry-distribution";
import { sorryFleetModule } from "../../modules/plain/sorry-fleet";
import { sorrySharedModule } from "../../modules/plain/sorry-shared";
import { PLAIN_MODULES } from "../support/bad-values";
import { BareModule, type Case, expectFaults } from "../support/bare-module";
import { writeFiles } from "../support/files";
import { temporaryFolder } from "../support/temporary-folder";

jest.setTimeout(120_000);

// A module's variables and locals need neither a provider nor AWS; the preconditions stand in a resource of Terraform's.

const work = temporaryFolder();
const POOL = { namespace: "AWS/ELB", dimensions: { LoadBalancerName: "web" } };
const FLEET = PLAIN_MODULES["sorry-fleet"].right;

describe("the module of what sites share", () => {
  let bare: BareModule;
  beforeAll(() => {
    bare = new BareModule(sorrySharedModule(work), join(work, "shared"));
  });

  it.each<Case>([
    ["nothing where all is right", {}, []],
    [
      "each field",
      {
        site_names: ["Domain", null, "domain-a"],
        account_id: "1",
        sorry_domain: "example.com",
      },
      [
        "Each must be a DNS label: 1 to 63 lower-case letters, digits and inner hyphens. At fault: Domain, null.",
        "It must be the 12 digits of an AWS account's id.",
        "It must be a subdomain that holds nothing but aliases",
      ],
    ],
    [
      "a zone's name",
      { zone_name: "example" },
      ["It must be a zone's name", "It must be the sorry domain or a parent of it."],
    ],
    ["names that S3 keeps for itself", { bucket_name: "pages-s3alias" }, ["that S3 reserves: xn--"]],
    ["lengths", { sorry_domain: `${"s".repeat(60)}.example.com` }, ["It must be at most 62 characters long"]],
  ])("tells %s", async (_, variables, messages) => {
    await expectFaults(bare, { ...PLAIN_MODULES["sorry-shared"].right, ...variables }, messages);
  });
});

describe("the module of a site's distribution", () => {
  let bare: BareModule;
  beforeAll(() => {
    bare = new BareModule(sorryDistributionModule(work), join(work, "distribution"));
  });

  it.each<Case>([
    ["nothing where all is right", {}, []],
    [
      "each field",
      { site_name: "domain.a", status: 200, retry_after: "2h\r\nX: y" },
      [
        "It must be a DNS label",
        "It must be one of 400, 403, 404",
        "It must be a number of seconds, such as 7200",
      ],
    ],
    ["a folder without a page", { page_folder: "/no/pages" }, ["It must hold an index.html."]],
    [
      "an HTTP date whose weekday is another",
      { retry_after: "Tue, 30 Nov 2026 21:00:00 GMT" },
      ["an HTTP date that there is"],
    ],
    [
      "a page that was built for another status",
      {
        page_folder: writeFiles(join(work, "page"), {
          "index.html": "",
          "index-404.json": "{}",
          "index-503.json": "{}",
          "index-404.txt": "",
          "index-a.json": "an asset",
        }),
      },
      [
        "Its forms must be those of the status: build the page with --status. At fault: index-404.json, index-404.txt.",
      ],
    ],
  ])("tells %s", async (_, variables, messages) => {
    await expectFaults(bare, { ...PLAIN_MODULES["sorry-distribution"].right, ...variables }, messages);
  });
});

describe("the module of the fleet", () => {
  let bare: BareModule;
  beforeAll(() => {
    bare = new BareModule(sorryFleetModule(work), join(work, "fleet"));
  });

  it.each<Case>([
    ["nothing where all is right", {}, []],
    [
      "each field",
      {
        name: "Corporate",
        region: "tokyo",
        vpc_id: "main",
        subnet_ids: ["subnet-0123456789abcdef0"],
        image_account_id: "1",
        config_hash: "0123",
        load_balancers: [{ security_group_ids: ["web"], clients: ["192.0.2.1/24", "192.0.2.0/24"] }],
        architecture: "x86",
        min_size: 1,
        cpu_percent: 5,
        ports: [8080, 0],
        tags: { team: "web", "cost center": "web" },
      },
      [
        "It must be 1 to 40 lower-case letters",
        "It must be a region of AWS's commercial partition",
        "It must be the id of a VPC",
        "It must hold two subnets or more: one a zone",
        "It must be the 12 digits of an AWS account's id.",
        "12 hexadecimal digits, as npm run synth prints it.",
        "The security_group_ids must be ids such as sg-0123456789abcdef0. At fault: web.",
        "one address alone is /32, or /128. At fault: 192.0.2.1/24.",
        "It must be one of arm64, amd64.",
        "It must be 0, or a whole number from 2 to 100",
        "It must be a whole number of percent from 10 to 90.",
        "It must hold port 80 and nine others at most, each once.",
        "Each must be a port from 1 to 65535. At fault: 0.",
        "as servers are shown their tags. At fault: cost center.",
      ],
    ],
    [
      "nothing where what may be left out is null",
      {
        load_balancers: [
          ...[{ security_group_ids: null, clients: null, target_group_arns: null, watched: null }],
          { is_switched_on: null },
        ],
      },
      [],
    ],
    [
      "null within lists",
      {
        subnet_ids: ["subnet-0123456789abcdef0", null],
        ports: [80, null],
        load_balancers: [
          null,
          { security_group_ids: [null], clients: [null], watched: { web: null } },
          { watched: { legacy: { namespace: null, dimensions: null } } },
        ],
      },
      [
        "Each must be the id of a subnet, such as subnet-0123456789abcdef0. At fault: null.",
        "Each must be a port from 1 to 65535. At fault: null.",
        "Each load balancer must be an object, not null; the first is 0. At fault: 0.",
        "The security_group_ids must be ids such as sg-0123456789abcdef0. At fault: null.",
        "one address alone is /32, or /128. At fault: null.",
        "What is watched must have a namespace and dimensions. At fault: web, legacy.",
      ],
    ],
    [
      "what stands there twice, over all load balancers",
      {
        subnet_ids: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1", "subnet-0123456789abcdef0"],
        load_balancers: [
          { target_group_arns: { web: "arn:a", other: "arn:b" }, watched: { web: POOL, own: POOL } },
          { target_group_arns: { web: "arn:c", another: "arn:b" }, watched: { web: POOL } },
          { target_group_arns: { nothing: null, none: null } },
        ],
      },
      [
        "It must hold each subnet once.",
        "Each key of target_group_arns must stand there once, over all load balancers: one would take another's place. At fault: web.",
        "Each ARN in target_group_arns must stand there once, over all load balancers. At fault: arn:b.",
        "Each key of watched must stand there once, over all load balancers: one would take another's place. At fault: web.",
      ],
    ],
    [
      "fields that don't fit together",
      {
        image: "sorry-server-amd64-0123456789ab-1",
        instance_type: "c7i.large",
        min_size: 4,
        max_size: 3,
        alarm_topic_arn: "arn:aws:sns:eu-west-1:111111111111:alarms",
      },
      [
        "It must be an image for the architecture.",
        "It must be of the architecture",
        "min_size or more; null is 6, or min_size where that is more.",
        "It must be a topic of the region",
      ],
    ],
  ])("tells %s", async (_, variables, messages) => {
    await expectFaults(bare, { ...FLEET, ...variables }, messages);
  });

  it("has a server or two while a site is switched on, one that may be empty too", async () => {
    const sizes = (is_switched_on: boolean, more: object) =>
      bare.valueOf<number[]>("[local.min_size, local.max_size]", {
        ...FLEET,
        load_balancers: [{ security_group_ids: [], is_switched_on }],
        ...more,
      });
    expect(await sizes(false, { min_size: 0 })).toEqual([0, 6]);
    expect(await sizes(true, { min_size: 0 })).toEqual([2, 6]);
    expect(await sizes(true, { min_size: 9 })).toEqual([9, 9]);
  });

  it("lets each load balancer's security groups and networks in, once, on each port", async () => {
    const from = await bare.valueOf<string[]>("keys(merge(local.from_load_balancers, local.from_clients))", {
      ...FLEET,
      ports: [80, 8080],
      load_balancers: [
        { security_group_ids: ["sg-00000001"], clients: ["2001:db8::/32"] },
        { security_group_ids: ["sg-00000001", "sg-00000002"] },
      ],
    });
    expect(from).toEqual(
      ["2001:db8::/32", "sg-00000001", "sg-00000002"].flatMap((one) => [
        `${one} port 80`,
        `${one} port 8080`,
      ]),
    );
  });
});
