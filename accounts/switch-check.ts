import { expected } from "./fault";
import { DEFAULT_MAX_SIZE, type Fleet, INSTANCE_TYPES } from "./fleet";
import type { fleetFields } from "./fleet-fields";
import { wildcardsAbove } from "./host-name";
import { ruleCounts } from "./listener-rules";
import { type ListenerSite, type SwitchState, sitesBehind, sorryPercent, wholesOf } from "./load-balancer";
import { type LoadBalancerDraft, type NamedSites, findSite } from "./load-balancer-check";
import type { Report } from "./read-fields";
import type { z } from "zod";

/** What can only be seen of an account's fleet, load balancers and switch together. */

type Switches = Readonly<Record<string, SwitchState>>;

/** The processor of an instance type: Graviton has a g after its generation, as in t4g. */
const processorOf = (instanceType: string) =>
  /^(?:a1|[a-z]+\d+g[a-z]*)\./.test(instanceType) ? "arm64" : "amd64";

/** The fleet with its defaults. */
export function readFleet(
  written: z.output<typeof fleetFields>,
  account: { readonly id?: string; readonly region?: string },
  report: Report,
): Fleet {
  const { architecture, alarmTopicArn, ...rest } = written;
  const instanceType = written.instanceType ?? INSTANCE_TYPES[architecture];
  const maxSize = written.maxSize ?? Math.max(DEFAULT_MAX_SIZE, written.minSize);
  if (processorOf(instanceType) !== architecture) {
    const fix = `Choose a type such as ${INSTANCE_TYPES[architecture]}, or another architecture.`;
    report(expected(`must be of ${architecture}`, instanceType, fix), "fleet.instanceType");
  }
  const ofImage = /^sorry-server-([^-]+)-/.exec(rest.image)?.[1];
  if (ofImage !== undefined && ofImage !== architecture) {
    const fix = "Name another image, or another architecture.";
    report(expected(`must be an image for ${architecture}`, rest.image, fix), "fleet.image");
  }
  if (maxSize < written.minSize) {
    report(expected(`must be ${written.minSize} or more (minSize)`, maxSize, "Raise it."), "fleet.maxSize");
  }
  const topicRegion = alarmTopicArn?.split(":")[3];
  if (topicRegion !== undefined && account.region !== undefined && topicRegion !== account.region) {
    const fix = "CloudWatch tells topics of its own region only.";
    report(expected(`must be a topic in ${account.region}`, alarmTopicArn, fix), "fleet.alarmTopicArn");
  }
  return { ...rest, architecture, instanceType, maxSize, ...(alarmTopicArn && { alarmTopicArn }) };
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html#host-conditions */
const LONGEST_HOST_CONDITION = 128;

/** A site that takes another's domains by a wildcard. */
interface Overlap<Site> {
  readonly wide: Site;
  readonly narrow: Site;
  /** One of the wide site's. */
  readonly wildcard: string;
}

/**
 * A site whose domain stands within a wildcard of another that is on is taken with it on their listener: the pairs that are
 * not in one state, each once.
 *
 * @param percentOf how much of a site's requests goes to sorry servers; undefined where it has no one state
 */
export function overlapsOf<Site extends Pick<ListenerSite, "domains">>(
  sites: readonly Site[],
  percentOf: (site: Site) => number | undefined,
): Overlap<Site>[] {
  const owners = new Map(
    sites
      .filter((site) => (percentOf(site) ?? 0) > 0)
      .flatMap((site) => site.domains.map((domain) => [domain, site] as const)),
  );
  const taken = new Map(sites.map((site) => [site, new Map<Site, string>()]));
  for (const narrow of sites) {
    for (const wildcard of narrow.domains.flatMap(wildcardsAbove)) {
      const wide = owners.get(wildcard);
      if (wide !== undefined && percentOf(wide) !== percentOf(narrow)) taken.get(wide)?.set(narrow, wildcard);
    }
  }
  return [...taken].flatMap(([wide, others]) =>
    [...others].map(([narrow, wildcard]) => ({ wide, narrow, wildcard })),
  );
}

function checkOverlaps(sites: readonly ListenerSite[], states: Switches, report: Report): void {
  const percentOf = ({ name }: ListenerSite) => sorryPercent(states[name]);
  for (const { wide, narrow, wildcard } of overlapsOf(sites, percentOf)) {
    const rule = `must be as site \`${narrow.name}\` is, which stands behind the same listener and within ${wildcard}`;
    const fix = `Switch both, or name \`${wide.name}\`'s domains one by one.`;
    report(expected(rule, states[wide.name], fix), `switch.${wide.name}`);
  }
}

function checkListenerSite(site: ListenerSite, state: SwitchState | undefined, report: Report): void {
  const fix = "Name it, as original.";
  const { original, staff, domains, name } = site;
  if (original === undefined && staff !== undefined) {
    report(expected(`must name the target group of site \`${name}\` for its staff`, original, fix));
  }
  const percent = sorryPercent(state);
  if (original === undefined && percent > 0 && percent < 100) {
    report(expected(`must name the target group that serves the rest of site \`${name}\``, original, fix));
  }
  for (const domain of domains.filter(({ length }) => length > LONGEST_HOST_CONDITION)) {
    const rule = `must have domains of at most ${LONGEST_HOST_CONDITION} characters (an ALB's limit), site \`${name}\` has one of ${domain.length}`;
    report(expected(rule, domain, "Name a wildcard above it, or switch a target group."));
  }
}

function checkRules(draft: Extract<LoadBalancerDraft, { type: "application" }>, report: Report): void {
  const counts = draft.listeners.map((listener) => {
    const kinds = ruleCounts(listener);
    return { listener, kinds, total: kinds.reduce((sum, { needed }) => sum + needed, 0) };
  });
  const total = draft.otherRules + counts.reduce((sum, count) => sum + count.total, 0);
  if (total > draft.ruleQuota) {
    const parts = counts.map(
      ({ listener: { port, sites }, total: rules }) => `port ${port}: ${rules} for ${sites.length} sites`,
    );
    const others = draft.otherRules === 0 ? [] : [`${draft.otherRules} others`];
    report(
      `must need at most ${draft.ruleQuota} rules (AWS's quota for a load balancer), got ${total} (${[...parts, ...others].join("; ")}). Name only the sites that it serves in \`sites\`, have AWS raise the quota and say so in \`ruleQuota\`, or switch it as a whole with \`targetGroups\`.`,
    );
  }
  for (const [i, { kinds, listener }] of counts.entries()) {
    for (const { kind, needed, room } of kinds.filter((one) => one.needed > one.room)) {
      const rule = `must hold ${needed} ${kind} rules in their ${kind === "staff" ? "first" : "second"} half, which has ${room}`;
      report(expected(rule, listener.priorities, "Widen them."), `listeners[${i}].priorities`);
    }
  }
}

/** A name once; the second is reported. */
function checkTwins(
  names: readonly (string | number)[],
  rule: string,
  report: (index: number, message: string) => void,
) {
  const seen = new Set<string | number>();
  for (const [i, name] of names.entries()) {
    if (seen.has(name)) report(i, expected(rule, name, "Take one of them out."));
    seen.add(name);
  }
}

function checkWhole(draft: LoadBalancerDraft, sites: NamedSites, states: Switches, report: Report): void {
  for (const { name, sites: names } of wholesOf(draft)) {
    const found = [...new Set(names.map((site) => states[site] ?? "off"))];
    const [state, other] = found;
    if (other !== undefined) {
      const rule = `must switch all sites of ${name} alike (it has no rules: all or nothing)`;
      report(expected(rule, found, `Its sites are ${names.join(", ")}.`));
    } else if (state !== undefined && state !== "on" && state !== "off") {
      report(expected(`must switch ${name} on or off (it has no rules, so no shares)`, state, 'Write "on".'));
    }
  }
  if (draft.type !== "network") return;
  for (const name of sitesBehind(draft)) {
    const redirect = sites.get(name)?.site?.httpsRedirect ?? "off";
    if (redirect === "off") continue;
    const rule = `must serve sites with httpsRedirect "off" (a Network Load Balancer sends no X-Forwarded-Proto, so the redirect would never end); site \`${name}\` has another`;
    report(expected(rule, redirect, "Set it for the site, or take the site off this load balancer."));
  }
}

/** Checks an account's load balancers and its switch against its sites, its fleet and each other. */
export function checkSwitch(
  account: {
    readonly hasFleet: boolean;
    readonly sites: NamedSites;
    readonly loadBalancers: readonly { readonly draft: LoadBalancerDraft; readonly report: Report }[];
    readonly switch: Switches;
  },
  report: Report,
): void {
  const { sites, loadBalancers, switch: states } = account;
  if (loadBalancers.length > 0 && !account.hasFleet) {
    report(
      expected("must be there, as `loadBalancers` is", undefined, "Name its vpcId and subnetIds."),
      "fleet",
    );
  }
  const namespace = ({ type, name }: LoadBalancerDraft) => `${type === "classic" ? "classic " : ""}${name}`;
  checkTwins(
    loadBalancers.map(({ draft }) => namespace(draft)),
    "must name each load balancer once",
    (i, message) => loadBalancers[i]?.report(message, "name"),
  );
  for (const { draft, report: own } of loadBalancers) {
    if (draft.type === "application") {
      checkTwins(
        draft.listeners.map(({ port }) => port),
        "must name each port once",
        (i, message) => {
          own(message, `listeners[${i}].port`);
        },
      );
      checkRules(draft, own);
      for (const [i, listener] of draft.listeners.entries()) {
        checkOverlaps(listener.sites, states, report);
        for (const site of listener.sites) {
          checkListenerSite(site, states[site.name], (message) => {
            own(message, `listeners[${i}]`);
          });
        }
      }
    }
    checkWhole(draft, sites, states, own);
  }
  const behind = new Set(loadBalancers.flatMap(({ draft }) => sitesBehind(draft)));
  for (const [name, state] of Object.entries(states)) {
    const at: Report = (message) => {
      report(message, `switch.${name}`);
    };
    if (findSite(name, sites, at) !== undefined && state !== "off" && !behind.has(name)) {
      at(
        expected(
          "must be of a site behind one of `loadBalancers`",
          state,
          "Name it there, or switch it off.",
        ),
      );
    }
  }
}
