import { checkPlatform } from "../../accounts/platform";
import { faultsOf } from "../support/faults";
import { CHECKED_FLEET, FLEET, alb, fleetAccount, sitesOfDomains } from "../support/load-balancers";
import { SITE_CONTENT, accountConfig, platformOf } from "../support/platforms";

const faults = (more: object) =>
  faultsOf([fleetAccount(more)]).map((fault) => fault.replace("accounts/corporate: ", ""));
const accountOf = (more: object) => platformOf([fleetAccount(more)]).accounts[0];

describe("a fleet", () => {
  it("gets every default: Graviton, two servers at least, six at most", () => {
    expect(accountOf({})?.fleet).toEqual(CHECKED_FLEET);
  });

  it("keeps every field", () => {
    const fleet = {
      ...FLEET,
      architecture: "amd64",
      image: "sorry-server-amd64-0123456789ab-20261125010203",
      instanceType: "m7i.large",
      minSize: 0,
      maxSize: 20,
      cpuPercent: 30,
      alarmTopicArn: "arn:aws:sns:ap-northeast-1:111111111111:alarms",
    };
    expect(accountOf({ fleet })?.fleet).toEqual(fleet);
  });

  it.each<[string, object, string[]]>([
    [
      "a server alone, in one subnet, with every other fault, all told at once",
      { vpcId: "main", subnetIds: ["subnet-01234567"], minSize: 1, cpuPercent: 95, keyName: "me" },
      [
        '`fleet.vpcId` must be a VPC, such as vpc-0123456789abcdef0, got "main". Name its id.',
        '`fleet.subnetIds` must be two subnets or more, such as subnet-0123456789abcdef0, each once, got ["subnet-01234567"]. Name one a zone, each with a way out to CloudFront.',
        "`fleet.minSize` must be 0, or a whole number from 2 to 100, got 1. Leave it out for 2: a server alone is none while it is replaced.",
        "`fleet.cpuPercent` must be a whole number of percent from 10 to 90, got 95. Leave it out for 50.",
        '`fleet.keyName` must not be there (there is no such field), got "me". The fields are vpcId, subnetIds, architecture, image, instanceType, minSize, maxSize, cpuPercent, alarmTopicArn.',
      ],
    ],
    [
      "another processor's instance type, more servers at least than at most, a topic elsewhere",
      {
        ...FLEET,
        instanceType: "c7i.large",
        minSize: 4,
        maxSize: 3,
        alarmTopicArn: "arn:aws:sns:eu-west-1:111111111111:alarms",
      },
      [
        '`fleet.instanceType` must be of arm64, got "c7i.large". Choose a type such as t4g.small, or another architecture.',
        "`fleet.maxSize` must be 4 or more (minSize), got 3. Raise it.",
        '`fleet.alarmTopicArn` must be a topic in ap-northeast-1, got "arn:aws:sns:eu-west-1:111111111111:alarms". CloudWatch tells topics of its own region only.',
      ],
    ],
  ])("is refused: %s", (_, fleet, messages) => {
    expect(faults({ fleet })).toEqual(messages);
  });

  it("has tags that AWS can show its servers; without one, tags may be called anything that AWS allows", () => {
    const tags = { "cost center": "web", team: "web" };
    expect(faults({ tags })).toEqual([
      '`tags["cost center"]` must have a key of ASCII letters, digits and + - = . , _ : @ where there is a fleet, got "cost center". Rename the tag.',
    ]);
    expect(platformOf([accountConfig({ tags })]).accounts[0]?.tags).toEqual(tags);
  });

  it("runs on a processor that the image is baked for", () => {
    expect(faultsOf({ accounts: [fleetAccount({})], image: { architectures: ["amd64"] } })).toEqual([
      'accounts/corporate: `fleet.architecture` must be one that the image is baked for, got "arm64". Use amd64.',
    ]);
  });
});

describe("a listener", () => {
  it("serves all of the account's sites unless it names some", () => {
    expect(accountOf({ loadBalancers: [alb()] })?.loadBalancers).toEqual([
      {
        type: "application",
        name: "web",
        listeners: [
          {
            port: 443,
            priorities: { first: 1, last: 9_999 },
            sites: [{ name: "domain-a", domains: ["example.com", "*.example.com"] }],
          },
        ],
        targetGroups: [],
        healthCheckPath: "/",
      },
    ]);
  });

  it("gives its sites its target group and its staff, and a site may have its own", () => {
    const own = { original: "own", staff: { pathPrefix: "/admin" } };
    const listener = {
      sites: ["site-0", { name: "site-1", ...own }],
      original: "web",
      staff: { cidrs: ["192.0.2.0/24"] },
    };
    const account = accountOf({ sites: sitesOfDomains(2), loadBalancers: [alb(listener)] });
    expect(account?.loadBalancers[0]).toMatchObject({
      listeners: [
        {
          sites: [
            { name: "site-0", original: "web", staff: { cidrs: ["192.0.2.0/24"] } },
            { name: "site-1", original: "own", staff: { cidrs: [], pathPrefix: "/admin" } },
          ],
        },
      ],
    });
  });
});

describe("load balancers are refused:", () => {
  test.each<[string, object, string[]]>([
    [
      "one of no kind, and what is no object",
      { loadBalancers: [{ type: "gateway", name: "web" }, "web"] },
      [
        '`loadBalancers[0].type` must be one of application, network, classic, got "gateway". Write "type": "application" for an ALB.',
        '`loadBalancers[1]` must be an object, got "web". Write { "type": "application", "name": "web", … }.',
      ],
    ],
    [
      "sites that the account has not, or twice",
      { loadBalancers: [alb({ sites: ["domain-b", "domain-a", "domain-a"] })] },
      [
        '`loadBalancers[0].listeners[0].sites[0]` must be a site of the account, got "domain-b". Did you mean domain-a?',
        '`loadBalancers[0].listeners[0].sites[2]` must stand in the list once, got "domain-a". Take one of them out.',
      ],
    ],
    [
      "staff from everywhere, in a network that is none, by a wildcard, with no target group",
      {
        loadBalancers: [
          alb({
            staff: {
              cidrs: ["0.0.0.0/0", "192.0.2.1/24", "::1/999"],
              header: { name: "Host", value: "*" },
            },
          }),
          alb({ staff: {} }, { name: "empty" }),
          alb({ staff: { pathPrefix: "/admin" } }, { name: "nowhere" }),
        ],
      },
      [
        '`loadBalancers[0].listeners[0].staff.cidrs[0]` must be narrower than everybody, got "0.0.0.0/0". Name the network of your staff.',
        '`loadBalancers[0].listeners[0].staff.cidrs[1]` must be a network, such as 192.0.2.0/24 or 2001:db8::/32, got "192.0.2.1/24". Write 192.0.2.0/24.',
        '`loadBalancers[0].listeners[0].staff.cidrs[2]` must be a network, such as 192.0.2.0/24 or 2001:db8::/32, got "::1/999". One address alone is /32, or /128.',
        '`loadBalancers[0].listeners[0].staff.header.name` must be a header\'s name: 1 to 40 letters, digits and hyphens, not Host, got "Host". As in X-Staff.',
        '`loadBalancers[0].listeners[0].staff.header.value` must be 1 to 128 letters, digits, spaces and _ . : ; , = + / @ -, got "*". A load balancer would take * and ? for wildcards.',
        '`loadBalancers[1].listeners[0].staff` must say who is staff, got nothing of it. Write { "cidrs": ["192.0.2.0/24"] }.',
        "`loadBalancers[2].listeners[0]` must name the target group of site `domain-a` for its staff, got nothing. Name it, as original.",
      ],
    ],
    [
      "rules and target groups at once, nothing at all, a port and a name twice",
      {
        loadBalancers: [
          alb({}, { targetGroups: [{ name: "web" }] }),
          { type: "application", name: "idle" },
          { type: "application", name: "web", listeners: [{ port: 80 }, { port: 80 }] },
        ],
      },
      [
        "`loadBalancers[0].targetGroups` must be switched by its listeners' rules or by its target groups, got both. Take one of them out.",
        '`loadBalancers[1]` must have listeners, or target groups, got neither. Write "listeners": [{ "port": 443 }].',
        '`loadBalancers[2].name` must name each load balancer once, got "web". Take one of them out.',
        "`loadBalancers[2].listeners[1].port` must name each port once, got 80. Take one of them out.",
      ],
    ],
    [
      "150 sites on one listener",
      { sites: sitesOfDomains(150), loadBalancers: [alb({}, { otherRules: 10 })] },
      [
        "`loadBalancers[0]` must need at most 100 rules (AWS's quota for a load balancer), got 160 (port 443: 150 for 150 sites; 10 others). Name only the sites that it serves in `sites`, have AWS raise the quota and say so in `ruleQuota`, or switch it as a whole with `targetGroups`.",
      ],
    ],
    [
      "too few priorities for the rules",
      { sites: sitesOfDomains(20), loadBalancers: [alb({ priorities: { first: 10, last: 19 } })] },
      [
        '`loadBalancers[0].listeners[0].priorities` must hold 20 sorry rules in their second half, which has 5, got {"first":10,"last":19}. Widen them.',
      ],
    ],
    [
      "a domain that is longer than a condition may be",
      {
        sites: [{ name: "long", domains: [`${"l".repeat(60)}.${"l".repeat(60)}.example.com`] }],
        loadBalancers: [alb()],
      },
      [
        `\`loadBalancers[0].listeners[0]\` must have domains of at most 128 characters (an ALB's limit), site \`long\` has one of 133, got "${"l".repeat(60)}.${"l".repeat(18)}…. Name a wildcard above it, or switch a target group.`,
      ],
    ],
    [
      "a Network Load Balancer before sites that redirect",
      { loadBalancers: [{ type: "network", name: "tcp", targetGroups: [{ name: "web" }] }] },
      [
        '`loadBalancers[0]` must serve sites with httpsRedirect "off" (a Network Load Balancer sends no X-Forwarded-Proto, so the redirect would never end); site `domain-a` has another, got "permanent". Set it for the site, or take the site off this load balancer.',
      ],
    ],
  ])("%s", (_, more, messages) => {
    expect(faults(more)).toEqual(messages);
  });

  test("without a fleet", () => {
    expect(faultsOf([accountConfig({ loadBalancers: [alb()] })])).toEqual([
      "accounts/corporate: `fleet` must be there, as `loadBalancers` is, got nothing. Name its vpcId and subnetIds.",
    ]);
  });

  test("but not 150 sites where AWS allows more rules", () => {
    const more = { sites: sitesOfDomains(150), loadBalancers: [alb({}, { ruleQuota: 200 })] };
    expect(faults(more)).toEqual([]);
  });
});

describe("a switch", () => {
  it.each(["on", "off", "10%"])("may be %s", (state) => {
    const more = { loadBalancers: [alb({ original: "web" })], switch: { "domain-a": state } };
    expect(accountOf(more)?.switch).toEqual({ "domain-a": state });
  });

  test.each<[string, object, string[]]>([
    [
      "in a state that is none",
      { loadBalancers: [alb()], switch: { "domain-a": "100%" } },
      [
        '`switch["domain-a"]` must be "on", "off", or a share from "1%" to "99%", got "100%". Write "off" for the web site.',
      ],
    ],
    [
      "of a site that is none, or behind nothing",
      { switch: { "domain-z": "on", "domain-a": "on" } },
      [
        '`switch.domain-z` must be a site of the account, got "domain-z". Did you mean domain-a?',
        '`switch.domain-a` must be of a site behind one of `loadBalancers`, got "on". Name it there, or switch it off.',
      ],
    ],
    [
      "by a share where nobody said who serves the rest",
      { loadBalancers: [alb()], switch: { "domain-a": "10%" } },
      [
        "`loadBalancers[0].listeners[0]` must name the target group that serves the rest of site `domain-a`, got nothing. Name it, as original.",
      ],
    ],
    [
      "by halves, or by a share, where there are no rules",
      {
        sites: sitesOfDomains(2),
        loadBalancers: [
          { type: "classic", name: "both" },
          { type: "classic", name: "one", sites: ["site-1"] },
        ],
        switch: { "site-1": "50%" },
      },
      [
        '`loadBalancers[0]` must switch all sites of both alike (it has no rules: all or nothing), got ["off","50%"]. Its sites are site-0, site-1.',
        '`loadBalancers[1]` must switch one on or off (it has no rules, so no shares), got "50%". Write "on".',
      ],
    ],
    [
      "of a wildcard alone, where another site stands within it",
      {
        sites: [
          { name: "all", domains: ["*.example.com"] },
          { name: "shop", domains: ["shop.example.com"] },
        ],
        loadBalancers: [alb()],
        switch: { all: "on" },
      },
      [
        '`switch.all` must be as site `shop` is, which stands behind the same listener and within *.example.com, got "on". Switch both, or name `all`\'s domains one by one.',
      ],
    ],
  ])("is refused: %s", (_, more, messages) => {
    expect(faults(more)).toEqual(messages);
  });

  it("of wildcards is refused for each pair of sites, in the sites' order", () => {
    const sites = [
      { name: "low", domains: ["a.b.example.com", "c.b.example.com"] },
      { name: "all", domains: ["*.example.com"] },
      { name: "middle", domains: ["*.b.example.com"] },
    ];
    const is = (name: string, other: string, wildcard: string) =>
      expect.stringContaining(
        `\`switch.${name}\` must be as site \`${other}\` is, which stands behind the same listener and within ${wildcard}`,
      ) as string;
    const loadBalancers = [alb({ port: 443, original: "web" })];
    expect(faults({ sites, loadBalancers, switch: { all: "on", middle: "10%" } })).toEqual([
      is("all", "low", "*.example.com"),
      is("all", "middle", "*.example.com"),
      is("middle", "low", "*.b.example.com"),
    ]);
  });

  it("of a wildcard may be on without the domain that it stands below", () => {
    const sites = [
      { name: "all", domains: ["*.example.com"] },
      { name: "top", domains: ["example.com"] },
      { name: "like", domains: ["myexample.com"] },
    ];
    expect(faults({ sites, loadBalancers: [alb()], switch: { all: "on" } })).toEqual([]);
  });

  it("of a site within a wildcard may be on alone", () => {
    const sites = [
      { name: "all", domains: ["*.example.com"] },
      { name: "shop", domains: ["shop.example.com"] },
    ];
    expect(faults({ sites, loadBalancers: [alb()], switch: { shop: "on" } })).toEqual([]);
  });
});

test("faults of load balancers, sites and account are told together", () => {
  const { faults: all } = checkPlatform(
    [fleetAccount({ id: "1", loadBalancers: [alb({ port: 0, sites: ["nobody"] })], switch: [] })],
    [SITE_CONTENT],
  );
  expect(all.map(({ field }) => field)).toEqual([
    "id",
    "switch",
    "loadBalancers[0].listeners[0].port",
    "loadBalancers[0].listeners[0].sites[0]",
  ]);
});
