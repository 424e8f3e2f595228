import type { z } from "zod";
import { aliasOf } from "./alias";
import { bucketNameOf } from "./bucket-name";
import { crossChecks, overlapNotes, type SiteDraft } from "./cross-checks";
import { type Fault, expected } from "./fault";
import { unknownField } from "./field";
import type { Fleet } from "./fleet";
import { instanceTags } from "./fleet-fields";
import { isWithin } from "./host-name";
import { checkImports } from "./imports";
import { readImage } from "./image-check";
import { type NamedSites, readLoadBalancers, withoutQuota } from "./load-balancer-check";
import { type FoundPage, type PageRoots, pageFinder } from "./page-folders";
import { readPorts } from "./ports";
import { type Quotas, checkQuotas } from "./quotas";
import { type Report, fieldPath, isObject, readFields } from "./read-fields";
import { accountFields, domain, siteFields } from "./schema";
import { checkSwitch, readFleet } from "./switch-check";
import type { Account, Backend, PageUse, Platform, Site } from "./types";

/** The name as people know it, or the place in the list where there is no sound one. */
const nameOr = (raw: unknown, place: string): string =>
  isObject(raw) && typeof raw["name"] === "string" && /^[\w.-]{1,63}$/.test(raw["name"])
    ? raw["name"]
    : place;

function readPage(
  raw: unknown,
  name: string | undefined,
  findPage: AccountContext["findPage"],
  report: Report,
) {
  const asked = typeof raw === "string" ? raw : undefined;
  const named = asked === undefined && name !== undefined && findPage(name).kind !== "missing";
  const page = asked ?? (named ? name : "maintenance");
  const found = findPage(page);
  if (found.kind === "page") return { page, pageFolder: found.folder };
  report(
    found.kind === "missing"
      ? expected(
          "must be a folder of site-content/, or beside the accounts' file",
          page,
          "Make it, with an index.html.",
        )
      : expected("must hold an index.html", page, "Put one into the folder."),
    "page",
  );
  return undefined;
}

function readSite(raw: unknown, account: AccountContext, place: string, faults: Fault[]): SiteDraft {
  const label = nameOr(raw, place);
  const report: Report = (message, field) =>
    faults.push({ account: account.label, site: label, field, message });
  const draft: SiteDraft = { account: account.label, label, domains: [] };
  if (!isObject(raw)) {
    report(expected("must be an object", raw, 'Write { "name": "domain-a", "domains": ["example.com"] }.'));
    return draft;
  }
  const before = faults.length;
  const fields = readFields(siteFields, raw, report);
  const domains = (fields.domains ?? []).flatMap((text, index) => {
    const result = domain.safeParse(text, { reportInput: true });
    if (result.success) return [{ index, name: result.data }];
    for (const issue of result.error.issues) report(issue.message, `domains[${index}]`);
    return [];
  });
  // A page whose name is no page's name has been reported; only a sound or an absent one is looked up.
  const page =
    raw["page"] === undefined || fields.page !== undefined
      ? readPage(fields.page, fields.name, account.findPage, report)
      : undefined;
  const alias =
    fields.name === undefined || account.sorryDomain === undefined
      ? undefined
      : aliasOf(fields.name, account.sorryDomain);
  const { name, status, httpsRedirect, cacheSeconds, window, timeZone, hstsSeconds, json } = fields;
  const retryAfter = fields.retryAfter ?? window?.end;
  const site: Site | undefined =
    name && alias && page && status && httpsRedirect && cacheSeconds && json !== undefined
      ? {
          name,
          account: account.label,
          alias,
          domains: domains.map((d) => d.name),
          ...page,
          status,
          httpsRedirect,
          ...(retryAfter === undefined ? {} : { retryAfter }),
          ...(window === undefined ? {} : { window }),
          ...(timeZone === undefined ? {} : { timeZone }),
          cacheSeconds,
          ...(hstsSeconds === undefined ? {} : { hstsSeconds }),
          json,
        }
      : undefined;
  const isSound = site !== undefined && faults.length === before;
  const pageUse = isSound ? site : page && { account: account.label, name: label, ...page };
  return { ...draft, name, alias, domains, pageUse, site };
}

interface AccountContext {
  readonly label: string;
  readonly sorryDomain: string | undefined;
  readonly findPage: (name: string) => FoundPage;
}

/** What could be read of an account; `account` only where nothing in it was at fault. */
export interface AccountDraft {
  readonly label: string;
  readonly id?: string;
  readonly region?: string;
  readonly sorryDomain?: string;
  readonly zone?: Account["zone"];
  readonly bucket?: string;
  readonly backend?: Backend;
  readonly quotas?: Quotas;
  readonly fleet?: Fleet;
  readonly sites: readonly SiteDraft[];
  readonly account?: Account;
}

function readBackend(written: z.output<typeof accountFields>["backend"], name: string): Backend {
  if (written === undefined) return { type: "local" };
  if (written.type === "terraform-cloud") {
    return { ...written, workspace: written.workspace ?? `sorry-server-${name}` };
  }
  if (written.type === "s3") return { ...written, key: written.key ?? `sorry-server/${name}.tfstate` };
  return written;
}

function readAccount(
  raw: unknown,
  index: number,
  findPage: AccountContext["findPage"],
  faults: Fault[],
): AccountDraft {
  const label = nameOr(raw, `[${index}]`);
  const report: Report = (message, field) => faults.push({ account: label, field, message });
  if (!isObject(raw)) {
    report(expected("must be an object", raw, 'Write { "name": "corporate", "id": "111111111111", … }.'));
    return { label, sites: [] };
  }
  const fields = readFields(accountFields, raw, report);
  const { name, id, region, sorryDomain, credentials, tags, quotas } = fields;
  const context = { label, sorryDomain, findPage };
  const sites = (fields.sites ?? []).map((site, i) => readSite(site, context, `sites[${i}]`, faults));
  const backend = name === undefined ? undefined : readBackend(fields.backend, name);
  const zone = typeof fields.zone === "string" ? { name: fields.zone } : fields.zone;
  const ownZone = zone ?? (sorryDomain === undefined ? undefined : { name: sorryDomain });
  const draft: AccountDraft = { label, id, region, sorryDomain, zone: ownZone, backend, quotas, sites };
  if (zone !== undefined && sorryDomain !== undefined && !isWithin(sorryDomain, zone.name)) {
    const fix = `Name the zone that holds the records of ${sorryDomain}.`;
    report(expected("must be the sorry domain or a parent of it", zone.name, fix), "zone");
  }
  if (credentials !== undefined && id !== undefined && !credentials.roleArn.includes(`::${id}:`)) {
    const fix = `Name a role of account ${id}.`;
    report(expected("must be a role of the account itself", credentials.roleArn, fix), "credentials.roleArn");
  }
  const bucket = fields.bucket ?? (sorryDomain && id && bucketNameOf(sorryDomain, id));
  if (id && sorryDomain && bucket && fields.imports) {
    const aliases = sites.flatMap(({ name, alias }) => (name && alias ? [{ name, alias }] : []));
    checkImports(fields.imports, { id, sorryDomain, bucket, sites: aliases }, report);
  }
  const fleet = fields.fleet && readFleet(fields.fleet, { region }, report);
  const named: NamedSites = new Map(sites.flatMap((site) => (site.name ? [[site.name, site]] : [])));
  const loadBalancers = readLoadBalancers(fields.loadBalancers ?? [], named, report);
  const hasFleet = isObject(raw["fleet"]);
  const tagFaults = hasFleet && tags ? (instanceTags.safeParse(tags).error?.issues ?? []) : [];
  for (const { message, path } of tagFaults) report(message, fieldPath(["tags", ...path]));
  checkSwitch({ hasFleet, sites: named, loadBalancers, switch: fields.switch ?? {} }, report);
  const account: Account | undefined =
    name &&
    id &&
    region &&
    sorryDomain &&
    ownZone &&
    backend &&
    tags &&
    quotas &&
    bucket &&
    fields.sites &&
    fields.switch &&
    fields.imports
      ? {
          name,
          id,
          region,
          sorryDomain,
          zone: ownZone,
          bucket,
          sites: sites.flatMap(({ site }) => site ?? []),
          backend,
          ...(credentials === undefined ? {} : { credentials }),
          tags,
          quotas,
          ...(fleet === undefined ? {} : { fleet }),
          loadBalancers: loadBalancers.map((one) => withoutQuota(one.draft)),
          switch: fields.switch,
          imports: fields.imports,
        }
      : undefined;
  return { ...draft, bucket, fleet, account };
}

/** What a check found: the faults, and what could be used all the same. */
export interface CheckedPlatform {
  readonly faults: readonly Fault[];
  /** Only where there is no fault. */
  readonly platform?: Platform;
  /** The sites whose page was found, whatever else is at fault. */
  readonly sites: readonly PageUse[];
}

const PLATFORM_FIELDS = ["accounts", "image", "ports"];

/**
 * Checks what somebody wrote into accounts/, each account by itself and all together.
 *
 * @param raw a {@link PlatformConfig}, as yet unchecked
 * @param roots where the pages' folders are
 */
export function checkPlatform(raw: unknown, roots: PageRoots): CheckedPlatform {
  const faults: Fault[] = [];
  const report: Report = (message, field) => faults.push({ field, message });
  // An object without a list is most likely an account that was to be one in a list.
  const whole = isObject(raw) && "accounts" in raw ? raw : undefined;
  for (const key of Object.keys(whole ?? {}).filter((key) => !PLATFORM_FIELDS.includes(key))) {
    report(unknownField(key, whole?.[key], PLATFORM_FIELDS), fieldPath([key]));
  }
  const list = whole === undefined ? raw : whole["accounts"];
  if (!Array.isArray(list) || list.length === 0) {
    report(expected("must be a list of one account at least", list, "Write [ { … } ]."));
    return { faults, sites: [] };
  }
  const findPage = pageFinder(roots);
  const drafts = list.map((account: unknown, index) => readAccount(account, index, findPage, faults));
  const quotas = checkQuotas(drafts);
  faults.push(...crossChecks(drafts), ...quotas.faults);
  const image = readImage(whole?.["image"], drafts, faults);
  const ports = readPorts(whole?.["ports"], faults);
  for (const { label, fleet } of drafts) {
    if (fleet === undefined || image === undefined || image.architectures.includes(fleet.architecture))
      continue;
    const rule = "must be one that the image is baked for";
    const message = expected(rule, fleet.architecture, `Use ${image.architectures.join(" or ")}.`);
    faults.push({ account: label, field: "fleet.architecture", message });
  }
  const sites = drafts.flatMap((draft) => draft.sites.flatMap(({ pageUse }) => pageUse ?? []));
  if (faults.length > 0 || image === undefined) return { faults, sites };
  const accounts = drafts.flatMap(({ account }) => account ?? []);
  return {
    faults,
    sites,
    platform: {
      accounts,
      image,
      ports,
      notes: [...quotas.notes, ...overlapNotes(accounts)],
    },
  };
}
