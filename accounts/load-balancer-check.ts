import type { SiteDraft } from "./cross-checks";
import { closest } from "./closest";
import { expected } from "./fault";
import type {
  ApplicationLoadBalancer,
  ListenerSite,
  LoadBalancer,
  NetworkLoadBalancer,
  Priorities,
  Staff,
  WholeTargetGroup,
} from "./load-balancer";
import {
  LOAD_BALANCER_TYPES,
  type WrittenTargetGroup,
  listenerFields,
  loadBalancerFields,
  unknownType,
} from "./load-balancer-fields";
import { type Report, isObject, readFields } from "./read-fields";

/** A listener as far as it could be read: with the sites that the account has. */
interface ListenerDraft {
  readonly port: number;
  readonly sites: readonly ListenerSite[];
  readonly priorities: Priorities;
}

export type LoadBalancerDraft =
  | (Omit<ApplicationLoadBalancer, "listeners"> & {
      readonly listeners: readonly ListenerDraft[];
      readonly ruleQuota: number;
      readonly otherRules: number;
    })
  | NetworkLoadBalancer
  | Extract<LoadBalancer, { type: "classic" }>;

const at = (report: Report, place: string): Report => {
  return (message, field) => {
    report(message, field === undefined ? place : `${place}${field.startsWith("[") ? "" : "."}${field}`);
  };
};

/** An account's sites by name, those whose name is at fault left out. */
export type NamedSites = ReadonlyMap<string, SiteDraft>;

/** The site by its name, if the account has it. */
export function findSite(name: string, sites: NamedSites, report: Report): SiteDraft | undefined {
  const found = sites.get(name);
  if (found !== undefined) return found;
  const names = [...sites.keys()];
  const near = closest(name, names);
  const fix =
    near !== undefined
      ? `Did you mean ${near}?`
      : names.length === 0
        ? "The account has none."
        : `Its sites are ${names.slice(0, 5).join(", ")}${names.length > 5 ? ", …" : ""}.`;
  report(expected("must be a site of the account", name, fix));
  return undefined;
}

/** Names of sites, each known and named once. */
function siteNames(written: readonly string[] | undefined, sites: NamedSites, report: Report): string[] {
  const names = written ?? [...sites.keys()];
  const seen = new Set<string>();
  return names.filter((name, i) => {
    const place = at(report, `sites[${i}]`);
    if (seen.has(name)) {
      place(expected("must stand in the list once", name, "Take one of them out."));
      return false;
    }
    seen.add(name);
    return findSite(name, sites, place) !== undefined;
  });
}

const complete = ({ cidrs, header, pathPrefix }: Staff): Staff => ({
  cidrs,
  ...(header === undefined ? {} : { header }),
  ...(pathPrefix === undefined ? {} : { pathPrefix }),
});

function readListener(raw: unknown, sites: NamedSites, report: Report): ListenerDraft | undefined {
  if (!isObject(raw)) {
    report(expected("must be an object", raw, 'Write { "port": 443 }.'));
    return undefined;
  }
  const written = readFields(listenerFields, raw, report);
  const { port, priorities } = written;
  const named = written.sites?.map((site) => (typeof site === "string" ? { name: site } : site));
  const names = siteNames(
    named?.map(({ name }) => name),
    sites,
    report,
  );
  if (port === undefined || priorities === undefined) return undefined;
  const ownFields = new Map(named?.map((site) => [site.name, site]));
  return {
    port,
    priorities,
    sites: names.map((name): ListenerSite => {
      const own = ownFields.get(name);
      const original = own?.original ?? written.original;
      const staff = own?.staff ?? written.staff;
      return {
        name,
        domains: sites.get(name)?.domains.map((domain) => domain.name) ?? [],
        ...(original === undefined ? {} : { original }),
        ...(staff === undefined ? {} : { staff: complete(staff) }),
      };
    }),
  };
}

const readTargetGroups = (
  written: readonly WrittenTargetGroup[],
  sites: NamedSites,
  report: Report,
): WholeTargetGroup[] =>
  written.map(({ name, sites: names }, i) => ({
    name,
    sites: siteNames(names, sites, at(report, `targetGroups[${i}]`)),
  }));

/** By rules or as a whole: one of the two, and not both. */
function checkWays(listeners: readonly unknown[], targetGroups: readonly unknown[], report: Report): void {
  if (listeners.length === 0 && targetGroups.length === 0) {
    report('must have listeners, or target groups, got neither. Write "listeners": [{ "port": 443 }].');
  } else if (listeners.length > 0 && targetGroups.length > 0) {
    const rule = "must be switched by its listeners' rules or by its target groups";
    report(`${rule}, got both. Take one of them out.`, "targetGroups");
  }
}

/** Reads one of an account's `loadBalancers`; undefined where it is at fault by itself. */
export function readLoadBalancer(
  raw: unknown,
  sites: NamedSites,
  report: Report,
): LoadBalancerDraft | undefined {
  if (!isObject(raw)) {
    report(expected("must be an object", raw, 'Write { "type": "application", "name": "web", … }.'));
    return undefined;
  }
  const type = LOAD_BALANCER_TYPES.find((known) => known === raw["type"]);
  switch (type) {
    case undefined:
      report(unknownType(raw["type"]), "type");
      return undefined;
    case "application": {
      const fields = readFields(loadBalancerFields.application, raw, report);
      const { name, listeners, targetGroups, ruleQuota, otherRules, healthCheckPath } = fields;
      const draft = {
        listeners: (listeners ?? []).flatMap(
          (listener, i) => readListener(listener, sites, at(report, `listeners[${i}]`)) ?? [],
        ),
        targetGroups: readTargetGroups(targetGroups ?? [], sites, report),
      };
      checkWays(listeners ?? [], targetGroups ?? [], report);
      if (!name || !ruleQuota || otherRules === undefined || !healthCheckPath) return undefined;
      return { type, name, ...draft, ruleQuota, otherRules, healthCheckPath };
    }
    case "network": {
      const { name, targetGroups, clients } = readFields(loadBalancerFields.network, raw, report);
      const whole = readTargetGroups(targetGroups ?? [], sites, report);
      return name && clients ? { type, name, targetGroups: whole, clients } : undefined;
    }
    case "classic": {
      const fields = readFields(loadBalancerFields.classic, raw, report);
      const names = siteNames(fields.sites, sites, report);
      return fields.name === undefined ? undefined : { type, name: fields.name, sites: names };
    }
  }
}

/** An account's `loadBalancers`, each with its place for messages. */
export function readLoadBalancers(
  raw: readonly unknown[],
  sites: NamedSites,
  report: Report,
): { readonly draft: LoadBalancerDraft; readonly report: Report }[] {
  return raw.flatMap((one, i) => {
    const own = at(report, `loadBalancers[${i}]`);
    const draft = readLoadBalancer(one, sites, own);
    return draft === undefined ? [] : [{ draft, report: own }];
  });
}

/** The same, without what only the checks need. */
export function withoutQuota(draft: LoadBalancerDraft): LoadBalancer {
  if (draft.type !== "application") return draft;
  const { type, name, listeners, targetGroups, healthCheckPath } = draft;
  return { type, name, listeners, targetGroups, healthCheckPath };
}
