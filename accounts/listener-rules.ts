import { createHash } from "node:crypto";
import {
  type Listener,
  type ListenerSite,
  type Staff,
  type SwitchState,
  sorryPercent,
} from "./load-balancer";

/**
 * The rules of a listener, from plain data: which there are, in which order, and what each says when its site is on,
 * off, or in between. Terraform makes them, `sorry` changes them; both ask here.
 *
 * A rule is always there. Off, its host is one that no user asks for; so neither its priority nor its target group
 * changes when its site is switched, and no other site's rule is touched.
 */

/** How many values the conditions of one rule may have together. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html */
export const VALUES_PER_RULE = 5;

/** `.invalid` is never in DNS. @see https://www.rfc-editor.org/rfc/rfc6761#section-6.4 */
export const PARKED_HOST = "parked.sorry-server.invalid";

/** The tag of a rule that is the sorry servers' own; its value is the rule's key. */
export const RULE_TAG = "sorry-server:rule";

/** AWS's limit for a target group's name. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html */
export const LONGEST_GROUP_NAME = 32;

/** The name of the target group of sorry servers behind a load balancer, which serves that one alone. */
export function sorryTargetGroupName(loadBalancer: string): string {
  const name = `sorry-${loadBalancer}`;
  if (name.length <= LONGEST_GROUP_NAME) return name;
  const digest = createHash("sha256").update(loadBalancer).digest("hex").slice(0, 8);
  return `${name.slice(0, LONGEST_GROUP_NAME - digest.length - 1).replace(/-+$/, "")}-${digest}`;
}

/** What a rule asks of a request; all of a rule's conditions must hold, of each any value. */
export type Condition =
  | { readonly field: "host-header" | "path-pattern" | "source-ip"; readonly values: readonly string[] }
  | { readonly field: "http-header"; readonly name: string; readonly values: readonly string[] };

/** Where a rule's requests go. */
export interface Forward {
  /** The load balancer's own group of sorry servers, or the one that serves the web site. */
  readonly to: "sorry" | "original";
  readonly weight: number;
}

/** A rule as its site's state makes it. */
export interface RuleState {
  readonly conditions: readonly Condition[];
  readonly forwards: readonly Forward[];
}

/** What a rule asks for in place of its hosts while its site is off. */
export const PARKED: Condition = { field: "host-header", values: [PARKED_HOST] };

/** The name of the site that a rule of this key belongs to. */
export const siteOfRule = (key: string): string => key.replace(/\/.*/s, "");

/** Whether a rule of this key lets staff by. */
export const isOfStaff = (key: string): boolean => /^[^/]*\/staff-/.test(key);

/** One of the rules that a site has on a listener. */
export interface ListenerRule {
  /** `SITE/sorry/0`, `SITE/staff-cidrs/0`: unique on its listener, and it never changes. */
  readonly key: string;
  readonly site: string;
  readonly kind: "sorry" | "staff";
  readonly priority: number;
  /** The name of the target group that serves the web site. */
  readonly original?: string;
  /** What it asks for when its site is on. */
  readonly conditions: readonly Condition[];
}

type Draft = Omit<ListenerRule, "priority">;

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );
}

/** Every pair of a host and another value in some rule, in as few rules as there can be. */
function pairs(hosts: readonly string[], others: readonly string[]): [string[], string[]][] {
  const splits = [1, 2, 3, 4].map((size) =>
    chunks(hosts, size).flatMap((some) =>
      chunks(others, VALUES_PER_RULE - size).map((rest): [string[], string[]] => [some, rest]),
    ),
  );
  return splits.reduce((best, split) => (split.length < best.length ? split : best));
}

/** The ways to be staff, each by its name and with the condition that tells it. */
function waysOf({ cidrs, header, pathPrefix }: Staff): [string, Condition][] {
  return [
    ...(cidrs.length === 0
      ? []
      : [["staff-cidrs", { field: "source-ip", values: cidrs }] satisfies [string, Condition]]),
    ...(header === undefined
      ? []
      : [
          ["staff-header", { field: "http-header", name: header.name, values: [header.value] }] satisfies [
            string,
            Condition,
          ],
        ]),
    ...(pathPrefix === undefined
      ? []
      : [
          ["staff-path", { field: "path-pattern", values: [pathPrefix, `${pathPrefix}/*`] }] satisfies [
            string,
            Condition,
          ],
        ]),
  ];
}

function draftsOf({ name: site, domains, original, staff }: ListenerSite): Draft[] {
  const common = { site, ...(original === undefined ? {} : { original }) };
  const staffRules = (staff === undefined ? [] : waysOf(staff)).flatMap(([way, condition]) =>
    pairs(domains, condition.values).map(([hosts, values], i): Draft => ({
      ...common,
      key: `${site}/${way}/${i}`,
      kind: "staff",
      conditions: [
        { field: "host-header", values: hosts },
        { ...condition, values },
      ],
    })),
  );
  const sorryRules = chunks(domains, VALUES_PER_RULE).map((values, i): Draft => ({
    ...common,
    key: `${site}/sorry/${i}`,
    kind: "sorry",
    conditions: [{ field: "host-header", values }],
  }));
  return [...staffRules, ...sorryRules];
}

/** Which priorities belong to a kind of rule: staff comes first, in the first half. */
function blockOf({ priorities: { first, last } }: Pick<Listener, "priorities">, kind: Draft["kind"]) {
  const half = Math.floor((last - first + 1) / 2);
  return kind === "staff" ? { first, size: half } : { first: first + half, size: last - first + 1 - half };
}

/**
 * A priority for each key, in the block of `size` that begins with `first`. It follows from the key alone unless two
 * keys come to the same one; then the later in the alphabet gives way to the next, and so does whoever is there. So a
 * site that comes or goes moves another's rule next to never.
 *
 * The plain Terraform module does the same in Terraform's language, which has no loops that remember.
 */
function assignPriorities(keys: readonly string[], first: number, size: number): Map<string, number> {
  const wanted = keys
    .map((key) => ({ key, slot: createHash("sha256").update(key).digest().readUInt32BE(0) % size }))
    .sort((a, b) => a.slot - b.slot || (a.key < b.key ? -1 : 1));
  let free = 0;
  return new Map(
    wanted.map(({ key, slot }, i) => {
      // At the block's end there must be room for those that follow.
      const given = Math.min(Math.max(slot, free), size - wanted.length + i);
      free = given + 1;
      return [key, first + given];
    }),
  );
}

/** How many rules of each kind a listener needs, and how many its priorities hold. */
export function ruleCounts(listener: Listener): { kind: Draft["kind"]; needed: number; room: number }[] {
  const drafts = listener.sites.flatMap(draftsOf);
  return (["staff", "sorry"] as const).map((kind) => ({
    kind,
    needed: drafts.filter((draft) => draft.kind === kind).length,
    room: blockOf(listener, kind).size,
  }));
}

/**
 * All rules of a listener, by priority.
 *
 * @throws where the listener's priorities do not hold them; a checked `Platform` has none such
 */
export function listenerRules(listener: Listener): ListenerRule[] {
  const full = ruleCounts(listener).find(({ needed, room }) => needed > room);
  if (full !== undefined) {
    throw new Error(`Port ${listener.port}: ${full.needed} ${full.kind} rules, and ${full.room} priorities.`);
  }
  const drafts = listener.sites.flatMap(draftsOf);
  return (["staff", "sorry"] as const).flatMap((kind) => {
    const some = drafts.filter((draft) => draft.kind === kind);
    const { first, size } = blockOf(listener, kind);
    const priorities = assignPriorities(
      some.map(({ key }) => key),
      first,
      size,
    );
    return some
      .map((draft) => ({ ...draft, priority: priorities.get(draft.key) ?? first }))
      .sort((a, b) => a.priority - b.priority);
  });
}

/** What a rule says while its site is in a state. */
export function ruleState({ kind, conditions }: ListenerRule, state: SwitchState): RuleState {
  const percent = sorryPercent(state);
  return {
    conditions:
      percent === 0
        ? conditions.map((condition) => (condition.field === "host-header" ? PARKED : condition))
        : conditions,
    forwards:
      kind === "staff"
        ? [{ to: "original", weight: 1 }]
        : percent === 0 || percent === 100
          ? [{ to: "sorry", weight: 1 }]
          : [
              { to: "sorry", weight: percent },
              { to: "original", weight: 100 - percent },
            ],
  };
}
