import type { z } from "zod";
import { aliasOf } from "./alias";
import { crossChecks, overlapNotes, type SiteDraft } from "./cross-checks";
import { type Fault, expected, show } from "./fault";
import { isWithin } from "./host-name";
import { type PageRoots, findPage } from "./page-folders";
import { accountFields, domain, siteFields, unknownField } from "./schema";
import type { Account, Backend, PageUse, Platform, Site } from "./types";

type Report = (message: string, field?: string) => void;

/** `backend.organization`, `domains[1]`, `tags["cost center"]`. */
function fieldPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    const name = String(key);
    if (!/^\w+$/.test(name)) return `${text}[${show(name)}]`;
    return text === "" ? name : `${text}.${name}`;
  }, "");
}

/** Of a union's alternatives, the one that was meant: whose own type fits. Of a record's bad key, the key's issues. */
function flatten(issue: z.core.$ZodIssue): { path: readonly PropertyKey[]; message: string }[] {
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const wrongType = (i: z.core.$ZodIssue) => i.code === "invalid_type" && i.path.length === 0;
    const meant = issue.errors.find((branch) => !branch.some(wrongType)) ?? issue.errors.at(-1) ?? [];
    return meant.flatMap(flatten).map((i) => ({ ...i, path: [...issue.path, ...i.path] }));
  }
  if (issue.code === "invalid_key") {
    return issue.issues.map(({ message }) => ({ path: issue.path, message }));
  }
  return [issue];
}

const isObject = (raw: unknown): raw is Record<string, unknown> =>
  typeof raw === "object" && raw !== null && !Array.isArray(raw);

/** Where `__proto__` is a key: JSON can have it, and zod drops it without a word. */
function prototypeKeys(value: unknown, path: readonly PropertyKey[]): (readonly PropertyKey[])[] {
  // The sites and their domains are read one by one, each with its own path.
  if (!isObject(value)) return [];
  return Object.keys(value).flatMap((key) =>
    key === "__proto__" ? [[...path, key]] : prototypeKeys(value[key], [...path, key]),
  );
}

/**
 * Each field by itself, so that one fault hides no other: what is sound is returned, the rest reported.
 */
function readFields<S extends z.ZodRawShape>(
  schema: z.ZodObject<S>,
  raw: Record<string, unknown>,
  report: Report,
): Partial<z.output<z.ZodObject<S>>> {
  const known = Object.keys(schema.shape);
  for (const key of Object.keys(raw).filter((key) => !known.includes(key))) {
    report(unknownField(key, raw[key], known), fieldPath([key]));
  }
  for (const path of Object.keys(schema.shape).flatMap((key) => prototypeKeys(raw[key], [key]))) {
    report(unknownField("__proto__", "an object", []), fieldPath(path));
  }
  const values: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(schema.shape)) {
    const result = (field as unknown as z.ZodType).safeParse(raw[key], { reportInput: true });
    if (result.success) {
      if (result.data !== undefined) values[key] = result.data;
    } else {
      for (const { path, message } of result.error.issues.flatMap(flatten)) {
        report(message, fieldPath([key, ...path]));
      }
    }
  }
  return values as Partial<z.output<z.ZodObject<S>>>;
}

/** The name as people know it, or the place in the list where there is no sound one. */
const nameOr = (raw: unknown, place: string): string =>
  isObject(raw) && typeof raw["name"] === "string" && /^[\w.-]{1,63}$/.test(raw["name"])
    ? raw["name"]
    : place;

function readPage(raw: unknown, name: string | undefined, roots: PageRoots, report: Report) {
  const asked = typeof raw === "string" ? raw : undefined;
  const named = name === undefined ? undefined : findPage(roots, name);
  const page =
    asked ?? (named !== undefined && named.kind !== "missing" && name !== undefined ? name : "maintenance");
  const found = findPage(roots, page);
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
      ? readPage(fields.page, fields.name, account.roots, report)
      : undefined;
  const alias =
    fields.name === undefined || account.sorryDomain === undefined
      ? undefined
      : aliasOf(fields.name, account.sorryDomain);
  const { name, status, httpsRedirect, cacheSeconds, retryAfter, hstsSeconds, json } = fields;
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
          cacheSeconds,
          ...(hstsSeconds === undefined ? {} : { hstsSeconds }),
          json,
        }
      : undefined;
  const pageUse = page && { account: account.label, name: label, ...page };
  return { ...draft, name, alias, domains, pageUse, site };
}

interface AccountContext {
  readonly label: string;
  readonly sorryDomain: string | undefined;
  readonly roots: PageRoots;
}

/** What could be read of an account; `account` only where nothing in it was at fault. */
export interface AccountDraft {
  readonly label: string;
  readonly id?: string;
  readonly sorryDomain?: string;
  readonly backend?: Backend;
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

function readAccount(raw: unknown, index: number, roots: PageRoots, faults: Fault[]): AccountDraft {
  const label = nameOr(raw, `[${index}]`);
  const report: Report = (message, field) => faults.push({ account: label, field, message });
  if (!isObject(raw)) {
    report(expected("must be an object", raw, 'Write { "name": "corporate", "id": "111111111111", … }.'));
    return { label, sites: [] };
  }
  const fields = readFields(accountFields, raw, report);
  const { name, id, region, sorryDomain, credentials, tags } = fields;
  const context = { label, sorryDomain, roots };
  const sites = (fields.sites ?? []).map((site, i) => readSite(site, context, `sites[${i}]`, faults));
  const backend = name === undefined ? undefined : readBackend(fields.backend, name);
  const zone = typeof fields.zone === "string" ? { name: fields.zone } : fields.zone;
  const draft: AccountDraft = { label, id, sorryDomain, backend, sites };
  if (zone !== undefined && sorryDomain !== undefined && !isWithin(sorryDomain, zone.name)) {
    const fix = `Name the zone that holds the records of ${sorryDomain}.`;
    report(expected("must be the sorry domain or a parent of it", zone.name, fix), "zone");
  }
  if (credentials !== undefined && id !== undefined && !credentials.roleArn.includes(`::${id}:`)) {
    const fix = `Name a role of account ${id}.`;
    report(expected("must be a role of the account itself", credentials.roleArn, fix), "credentials.roleArn");
  }
  const account: Account | undefined =
    name && id && region && sorryDomain && backend && tags && fields.sites
      ? {
          name,
          id,
          region,
          sorryDomain,
          zone: zone ?? { name: sorryDomain },
          sites: sites.flatMap(({ site }) => site ?? []),
          backend,
          ...(credentials === undefined ? {} : { credentials }),
          tags,
        }
      : undefined;
  return { ...draft, account };
}

/** What a check found: the faults, and what could be used all the same. */
export interface CheckedPlatform {
  readonly faults: readonly Fault[];
  /** Only where there is no fault. */
  readonly platform?: Platform;
  /** The sites whose page was found, whatever else is at fault. */
  readonly sites: readonly PageUse[];
}

/**
 * Checks what somebody wrote into accounts/, each account by itself and all together.
 *
 * @param raw a list of {@link AccountConfig}, as yet unchecked
 * @param roots where the pages' folders are
 */
export function checkPlatform(raw: unknown, roots: PageRoots): CheckedPlatform {
  if (!Array.isArray(raw) || raw.length === 0) {
    const message = expected("must be a list of one account at least", raw, "Write [ { … } ].");
    return { faults: [{ message }], sites: [] };
  }
  const faults: Fault[] = [];
  const drafts = raw.map((account: unknown, index) => readAccount(account, index, roots, faults));
  faults.push(...crossChecks(drafts));
  const sites = drafts.flatMap((draft) => draft.sites.flatMap(({ pageUse }) => pageUse ?? []));
  if (faults.length > 0) return { faults, sites };
  const accounts = drafts.flatMap(({ account }) => account ?? []);
  return { faults, sites, platform: { accounts, notes: overlapNotes(accounts) } };
}
