import { join } from "node:path";
import fc from "fast-check";
import {
  type Condition,
  listenerRules,
  ruleState,
  sorryTargetGroupName,
} from "../../accounts/listener-rules";
import type { Listener, ListenerSite, Staff, SwitchState } from "../../accounts/load-balancer";
import { loadBalancerSwitchModule } from "../../modules/plain/load-balancer-switch";
import { BareModule } from "../support/bare-module";
import { temporaryFolder } from "../support/temporary-folder";

jest.setTimeout(120_000);

// What Terraform makes of the module is held against what the construct and `sorry` make of the same listeners.

interface PlainListener {
  readonly priorities?: Listener["priorities"];
  readonly original?: string;
  readonly staff?: object;
  readonly sites?: Readonly<Record<string, object>>;
}

interface Variables {
  readonly name?: string;
  readonly rule_quota?: number;
  readonly sites: Readonly<Record<string, { readonly domains: readonly string[]; readonly state?: string }>>;
  readonly listeners: Readonly<Record<string, PlainListener>>;
}

interface PlainRule {
  readonly hosts: readonly string[];
  readonly cidrs: readonly string[];
  readonly headers: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly paths: readonly string[];
  readonly original: string | null;
  readonly forwards: readonly object[];
}

const work = temporaryFolder();
let bare: BareModule;
const valueOf = <T>(expression: string, variables: Variables) =>
  bare.valueOf<T>(expression, { name: "web", vpc_id: "vpc-0123456789abcdef0", ...variables });

beforeAll(() => {
  bare = new BareModule(loadBalancerSwitchModule(work), join(work, "switch"));
});

const conditionsOf = ({ hosts, cidrs, headers, paths }: PlainRule): Condition[] => [
  { field: "host-header", values: hosts },
  ...(cidrs.length === 0 ? [] : [{ field: "source-ip", values: cidrs } as const]),
  ...headers.map(({ name, values }) => ({ field: "http-header", name, values }) as const),
  ...(paths.length === 0 ? [] : [{ field: "path-pattern", values: paths } as const]),
];

/** All rules of the module, each by its port and key. */
async function plainRules(variables: Variables): Promise<Record<string, unknown>> {
  const { rules, priorities } = await valueOf<{
    rules: Record<string, PlainRule>;
    priorities: Record<string, number>;
  }>("{ rules = local.rules, priorities = local.priorities }", variables);
  return Object.fromEntries(
    Object.entries(rules).map(([id, rule]) => [
      id,
      {
        priority: priorities[id],
        original: rule.original,
        conditions: conditionsOf(rule),
        forwards: rule.forwards,
      },
    ]),
  );
}

/** The same of the construct and of `sorry`. */
const ownRules = (listeners: readonly Listener[], states: Readonly<Record<string, SwitchState>>) =>
  Object.fromEntries(
    listeners.flatMap((listener) =>
      listenerRules(listener).map((rule) => [
        `${listener.port}/${rule.key}`,
        {
          priority: rule.priority,
          original: rule.original ?? null,
          ...ruleState(rule, states[rule.site] ?? "off"),
        },
      ]),
    ),
  );

const count = (least: number, most: number) => fc.integer({ min: least, max: most });

const anySites = fc.array(fc.tuple(count(1, 12), fc.constantFrom("on", "off", "10%", "99%")), {
  minLength: 20,
  maxLength: 20,
});

const anyStaff = fc.record({
  cidrs: count(0, 7).map((size) => Array.from({ length: size }, (_, i) => `10.0.${i}.0/24`)),
  header: fc.option(fc.constant({ name: "X-Staff", value: "yes" }), { nil: undefined }),
  pathPrefix: fc.option(fc.constant("/admin"), { nil: undefined }),
});

const anyListener = fc.record({
  names: fc.option(fc.uniqueArray(count(0, 19), { minLength: 1 }), { nil: undefined }),
  // From blocks that the rules just fit into, so that most give way, to ones where hardly any does.
  room: fc.constantFrom(0, 1, 20, 5_000),
  first: count(1, 1_000),
  staff: fc.option(anyStaff, { nil: undefined }),
});

/** Nobody is staff where nothing tells who. */
const plainStaff = (staff: Staff | undefined) =>
  staff && (staff.cidrs.length > 0 || staff.header !== undefined || staff.pathPrefix !== undefined)
    ? { cidrs: staff.cidrs, header: staff.header, path_prefix: staff.pathPrefix }
    : undefined;

it("the module's rules are the construct's: keys, priorities, conditions and forwards, whatever the listeners", async () => {
  const [drawn = []] = fc.sample(anySites, { seed: 8, numRuns: 1 });
  const sites = drawn.map(([domains, state], s) => ({
    name: `site-${s}`,
    domains: Array.from({ length: domains }, (_, d) => `d${d}.site-${s}.example.com`),
    state: state,
  }));
  const listeners = fc
    .sample(anyListener, { seed: 8, numRuns: 25 })
    .map(({ names, room, first, staff }, i) => {
      const own: ListenerSite[] = (names ?? [...sites.keys()]).map((n) => {
        const { name = "", domains = [] } = sites[n] ?? {};
        return {
          name,
          domains,
          original: names === undefined || n % 2 === 0 ? "web" : "other",
          ...(staff && { staff }),
        };
      });
      const wide = { port: 1 + i, sites: own, priorities: { first: 1, last: 50_000 } };
      const most = Math.max(...["staff", "sorry"].map((kind) => kindOf(wide, kind)));
      return {
        names,
        staff,
        listener: { ...wide, priorities: { first, last: first + 2 * (most + room) + 1 } },
      };
    });
  const variables: Variables = {
    sites: Object.fromEntries(sites.map(({ name, ...site }) => [name, site])),
    listeners: Object.fromEntries(
      listeners.map(({ listener: { port, priorities, sites: own }, names, staff }) => [
        String(port),
        {
          priorities,
          original: "web",
          // Of the listener where all sites are meant, else of each site.
          ...(names === undefined
            ? { staff: plainStaff(staff) }
            : {
                sites: Object.fromEntries(
                  own.map(({ name, original }) => [name, { original, staff: plainStaff(staff) }]),
                ),
              }),
        },
      ]),
    ),
  };
  const states = Object.fromEntries(sites.map(({ name, state }) => [name, state]));
  const expected = ownRules(
    listeners.map(({ listener }) => listener),
    states,
  );
  expect(Object.keys(expected).length).toBeGreaterThan(1_000);
  expect(await plainRules(variables)).toEqual(expected);
});

it("has a priority for each of more rules than Terraform's range can count", async () => {
  const sites = Array.from({ length: 1_100 }, (_, s) => ({
    name: `site-${s}`,
    domains: [`site-${s}.example.com`],
  }));
  const priorities = { first: 1, last: 2_400 };
  const variables: Variables = {
    sites: Object.fromEntries(sites.map(({ name, domains }) => [name, { domains }])),
    listeners: { 443: { priorities } },
    rule_quota: 3_000,
  };
  expect(await plainRules(variables)).toEqual(ownRules([{ port: 443, sites, priorities }], {}));
});

const kindOf = (listener: Listener, kind: string) =>
  listenerRules(listener).filter((rule) => rule.kind === kind).length;

it.each(["web", "a-load-balancer-with-a-long-name", "a-load-balancer-a------long-name"])(
  "the target group of %s is named as the construct names it",
  async (name) => {
    const variables = { name, sites: {}, listeners: {} };
    expect(await valueOf("local.target_group_name", variables)).toBe(sorryTargetGroupName(name));
  },
);
