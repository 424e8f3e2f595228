import { type AnyNode, type Expression, type Program, parse } from "acorn";
import { full } from "acorn-walk";
import { show } from "../accounts/fault";
import { remembered } from "./remembered";
import { wholePathFault } from "./resolve";

/** How browsers read a script: a file is what the element that loads it says. */
export type ScriptKind = "script" | "module" | "file";

/** Something wrong with a script, and where in its text. */
export interface ScriptFault {
  readonly message: string;
  readonly offset: number;
}

/** The kind of a `<script>` of that type; undefined for one that browsers don't run. */
export function scriptKind(type = ""): ScriptKind | undefined {
  const name = type.trim().toLowerCase();
  if (name === "module") return "module";
  return name === "" || /^(?:text|application)\/(?:x-)?(?:java|ecma|j|live)script[\d.]*$/.test(name)
    ? "script"
    : undefined;
}

/** acorn's error. */
interface NoScript {
  readonly message: string;
  readonly pos: number;
}

function parsed(text: string, kind: ScriptKind): Program | NoScript {
  const errors: NoScript[] = [];
  for (const sourceType of kind === "file" ? (["script", "module"] as const) : [kind]) {
    try {
      return parse(text, { ecmaVersion: "latest", sourceType });
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      errors.push(error as unknown as NoScript);
    }
  }
  // As what it got further as.
  const [furthest = { message: "", pos: 0 }] = errors.sort((a, b) => b.pos - a.pos);
  return furthest;
}

/** A text in a script, as far as it stands there. */
interface Written {
  readonly text: string;
  readonly isWhole: boolean;
}

function written(node: AnyNode | undefined): Written | undefined {
  if (node?.type === "Literal") {
    return typeof node.value === "string" ? { text: node.value, isWhole: true } : undefined;
  }
  if (node?.type === "TemplateLiteral") {
    return { text: node.quasis[0]?.value.cooked ?? "", isWhole: node.quasis.length === 1 };
  }
  const left = node?.type === "BinaryExpression" && node.operator === "+" ? written(node.left) : undefined;
  return left && { ...left, isWhole: false };
}

/** `a` of `a`, `window.a` and `b.a`; `of` is undefined for a global one, and `b` for the last. */
function nameOf(node: AnyNode): { readonly name: string; readonly of?: string } | undefined {
  if (node.type === "Identifier") return { name: node.name };
  if (node.type !== "MemberExpression" || node.property.type !== "Identifier" || node.computed) {
    return undefined;
  }
  const { name } = node.property;
  const of = nameOf(node.object)?.name ?? "";
  return ["window", "self", "globalThis"].includes(of) ? { name } : { name, of };
}

const REQUESTS = new Set(["fetch", "EventSource", "WebSocket"]);
const FILES = new Set(["Worker", "SharedWorker", "importScripts"]);
const SCHEME = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i;

/** Whether a URL depends on the path that a user asked for. */
const isRelative = ({ text, isWhole }: Written) =>
  /^\.{1,2}\//.test(text) || (isWhole && text !== "" && !/^[/?#\\]/.test(text) && !SCHEME.test(text));

const depends = (got: string) =>
  `must not depend on the path that the user asked for, got ${show(got)}. Write its path from the root.`;

/** What is wrong with a URL that a script asks for. */
function requestFault(url: Written | undefined, got: string): string | undefined {
  if (url === undefined) return undefined;
  if (isRelative(url)) return depends(got);
  if (!SCHEME.test(url.text)) return undefined;
  const fix = "Put a copy into the page's folder, or ask the site itself.";
  return `must load nothing from elsewhere, which the page's policy stops, got ${show(got)}. ${fix}`;
}

/** What is wrong with a URL that a script leads the user to. */
function leadFault(url: Written | undefined, got: string): string | undefined {
  if (url === undefined) return undefined;
  if (isRelative(url)) return depends(got);
  if (!/^\s*javascript:/i.test(url.text)) return undefined;
  return `must have no script in a link, which the page's policy stops, got ${show(got)}. Call a function.`;
}

/** What is wrong with the name of a file that a script loads. */
const fileFault = (file: Written | undefined, got: string): string | undefined =>
  file === undefined || !(file.isWhole || SCHEME.test(file.text) || isRelative(file))
    ? undefined
    : wholePathFault(file.text, got);

/** What is wrong with one of its calls. */
function callFault(callee: AnyNode, args: readonly AnyNode[], got: string): string | undefined {
  const { name, of } = nameOf(callee) ?? {};
  if (name === undefined) return undefined;
  const [first, second] = args.map(written);
  if (of === undefined) {
    const isCode = name === "eval" || name === "Function";
    if (isCode || (/^set(?:Timeout|Interval)$/.test(name) && first !== undefined)) {
      const fix = "Write the code itself, in a function.";
      return `must not make code of a text, which the page's policy stops, got ${show(got)}. ${fix}`;
    }
    if (REQUESTS.has(name)) return requestFault(first, got);
    if (FILES.has(name)) return fileFault(first, got);
    return name === "open" ? leadFault(first, got) : undefined;
  }
  if (name === "sendBeacon") return requestFault(first, got);
  // An XMLHttpRequest's, whatever it is called.
  if (name === "open" && /^[A-Z]+$/.test(first?.text ?? "")) return requestFault(second, got);
  return of === "location" && /^(?:assign|replace)$/.test(name) ? leadFault(first, got) : undefined;
}

function leadsUser(target: AnyNode): boolean {
  const { name, of } = nameOf(target) ?? {};
  return (
    (name === "location" && (of === undefined || of === "document")) || (name === "href" && of === "location")
  );
}

/** What is wrong with a node of a script, its children apart. */
function nodeFault(node: AnyNode, got: string, hasPackages: boolean): string | undefined {
  switch (node.type) {
    case "CallExpression":
    case "NewExpression":
      return callFault(node.callee, node.arguments, got);
    case "AssignmentExpression":
      return leadsUser(node.left) ? leadFault(written(node.right), got) : undefined;
    case "ImportDeclaration":
    case "ImportExpression":
    case "ExportAllDeclaration":
    case "ExportNamedDeclaration": {
      const source: Expression | null | undefined = node.source;
      const file = written(source ?? undefined);
      const isPackage =
        file !== undefined && !isRelative({ ...file, isWhole: false }) && !/^\/|:/.test(file.text);
      return isPackage && hasPackages ? undefined : fileFault(file, got);
    }
    default:
      return undefined;
  }
}

/**
 * What is wrong with a script: code that nobody can read as JavaScript, what the page's policy stops, and what depends on
 * the path that the user asked for.
 *
 * @param packages `packages` where an import map names some
 */
export const scriptFaults: (
  text: string,
  kind: ScriptKind,
  packages: "packages" | "none",
) => readonly ScriptFault[] = remembered((text = "", kind = "", packages = ""): readonly ScriptFault[] => {
  const script = parsed(text, kind as ScriptKind);
  if (!("type" in script)) {
    const what = script.message.replace(/ \(\d+:\d+\)$/, "");
    return [{ message: `must be JavaScript (${what}). Mend it.`, offset: script.pos }];
  }
  const faults: ScriptFault[] = [];
  full(script, (node) => {
    const got = text.slice(node.start, node.end);
    const message = nodeFault(node, got, packages === "packages");
    if (message !== undefined) faults.push({ message, offset: node.start });
  });
  return faults.sort((a, b) => a.offset - b.offset);
});
