import { type Node, parseTree } from "jsonc-parser";
import type { ScriptFault } from "./scripts";
import { wholePathFault } from "./resolve";

function* stringsOf(node: Node | undefined, name: string, within = ""): Generator<Node> {
  if (node?.type === "string" && (within === name || name === "")) yield node;
  const [key, value] = node?.type === "property" ? (node.children ?? []) : [];
  if (key !== undefined) yield* stringsOf(value, name, String(key.value));
  else for (const child of node?.children ?? []) yield* stringsOf(child, name, within);
}

function faultsOf(text: string, name: string): ScriptFault[] {
  const root = parseTree(text);
  if (root === undefined) return [{ message: "must be JSON. Mend it.", offset: 0 }];
  return [...stringsOf(root, name)].flatMap(({ value, offset }) => {
    const url = String(value);
    const message = url.startsWith("data:") ? undefined : wholePathFault(url);
    return message === undefined ? [] : [{ message, offset }];
  });
}

/** What is wrong with the pictures of a web app's manifest, whose URLs are its `src`s. */
export const manifestFaults = (text: string): ScriptFault[] => faultsOf(text, "src");

/** What is wrong with the files of an import map. */
export const importMapFaults = (text: string): ScriptFault[] => faultsOf(text, "");
