import { join } from "node:path";
import { loadBalancerSwitchModule } from "../../modules/plain/load-balancer-switch";
import { PLAIN_MODULES } from "../support/bad-values";
import { BareModule, type Case, expectFaults } from "../support/bare-module";
import { temporaryFolder } from "../support/temporary-folder";

jest.setTimeout(120_000);

// A module's variables and locals need neither a provider nor AWS; the preconditions stand in a resource of Terraform's.

const work = temporaryFolder();
const SWITCH = PLAIN_MODULES["load-balancer-switch"].right;

/** Sites of one domain each, all of them on. */
const sitesOf = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`site-${i}`, { domains: [`s${i}.example.com`], state: "on" }]),
  );

describe("the module of the switch", () => {
  let bare: BareModule;
  beforeAll(() => {
    const guarded = "aws_lb_target_group.target_group";
    bare = new BareModule(loadBalancerSwitchModule(work), join(work, "switch"), guarded);
  });

  it.each<Case>([
    ["nothing where all is right", { sites: sitesOf(3) }, []],
    [
      "sites",
      {
        name: "internal-web",
        sites: {
          "Domain-A": { domains: ["EXAMPLE.com"], state: "maybe" },
          "domain-b": { domains: [] },
          "domain-c": { domains: ["example.net", "*.example.org"] },
          "domain-d": { domains: ["example.net"], state: "100%" },
        },
      },
      [
        "never begins with internal-",
        "Each site's name must be a DNS label: 1 to 63 lower-case letters, digits and inner hyphens. At fault: Domain-A.",
        "Each site must have one domain at least. At fault: domain-b.",
        "(an ALB's limit). At fault: EXAMPLE.com (Domain-A).",
        "Each domain must belong to one site, and stand there once. At fault: example.net (domain-c, domain-d).",
        "Each state must be on, off, or a share from 1% to 99%. At fault: Domain-A = maybe, domain-d = 100%.",
      ],
    ],
    [
      "listeners",
      {
        sites: sitesOf(1),
        listeners: {
          0: { priorities: { first: 5, last: 5 } },
          80: { staff: {}, sites: { "domain-b": {} } },
          443: {
            original: "arn:aws:x",
            staff: { cidrs: ["192.0.2.1/24"], header: { name: "Host", value: "*" }, path_prefix: "/admin/" },
          },
          8443: { staff: { cidrs: ["0.0.0.0/0"] }, priorities: { first: 1.5, last: 60_000 } },
        },
      },
      [
        "Each listener must go by its port, from 1 to 65535. At fault: 0.",
        "first below last. At fault: 0, 8443.",
        "A listener's sites must be among sites. At fault: 80/domain-b.",
        "no ARN. At fault: 443.",
        "staff must say who they are: cidrs, header or path_prefix. At fault: 80.",
        "one address alone is /32, or /128. At fault: 443, 8443.",
        "The header of staff must have a name",
        "The path_prefix of staff must be a path",
      ],
    ],
    [
      "null in sites",
      {
        sites: {
          "domain-a": null,
          "domain-b": { domains: null, state: null },
          "domain-c": { domains: ["example.com", null] },
        },
      },
      [
        "Each site must be an object, { domains = [...] }, not null. At fault: domain-a.",
        "Each site must have one domain at least. At fault: domain-b.",
        "(an ALB's limit). At fault: null (domain-c).",
      ],
    ],
    [
      "null in listeners",
      {
        sites: sitesOf(1),
        listeners: {
          80: null,
          443: { sites: { "site-0": null } },
          8080: { sites: null, original: null, staff: null, priorities: null },
          8443: {
            original: "web",
            priorities: { first: null, last: 5 },
            staff: { cidrs: [null], header: { name: null, value: null }, path_prefix: null },
          },
          8444: { staff: { cidrs: null } },
        },
      },
      [
        "A listener, and each of its sites, must be an object, {} for the defaults, not null. At fault: 80, 443/site-0.",
        "first below last. At fault: 8443.",
        "staff must say who they are: cidrs, header or path_prefix. At fault: 8444.",
        "one address alone is /32, or /128. At fault: 8443.",
        "not Host, and a value of 1 to 128 letters, digits, spaces and _ . : ; , = + / @ - At fault: 8443.",
      ],
    ],
    [
      "staff and shares without the web site's group, and blocks that are too small",
      {
        sites: {
          ...sitesOf(2),
          "domain-a": { domains: ["example.com"], state: "10%" },
          "domain-b": { domains: ["example.net"] },
        },
        listeners: {
          80: { sites: { "domain-a": {} } },
          443: {
            sites: { "domain-b": {}, "site-0": {} },
            staff: { path_prefix: "/admin" },
            priorities: { first: 1, last: 3 },
          },
        },
      },
      [
        "name it, as original. At fault: domain-a (port 80), domain-b (port 443), site-0 (port 443).",
        "widen them. At fault: 443/staff (2 rules, room for 1).",
      ],
    ],
    [
      "more rules than AWS allows",
      { sites: sitesOf(80), other_rules: 21 },
      ["AWS allows load balancer web 100 rules; 80 for the sites and 21 others are more."],
    ],
    [
      "a wildcard that takes another site with it",
      {
        sites: {
          "domain-a": { domains: ["*.example.com"], state: "on" },
          "domain-b": { domains: ["shop.example.com"], state: "off" },
          // Neither is below the wildcard.
          "domain-c": { domains: ["myexample.com"], state: "off" },
          "domain-d": { domains: ["example.com"], state: "off" },
        },
      },
      ["name the domains one by one. At fault: domain-a (port 443) and domain-b."],
    ],
  ])("tells %s", async (_, variables, messages) => {
    await expectFaults(bare, { ...SWITCH, ...variables }, messages);
  });
});
