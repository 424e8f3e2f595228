import { readFileSync } from "node:fs";
import ts from "typescript";

const GROUPS = ["describe"];
const TESTS = ["it", "test"];

/** `it`, of `it(…)`, `it.each(…)(…)` and `it.each<T>(…)(…)`; undefined for what is called otherwise. */
function calledName(expression: ts.Expression): string | undefined {
  if (ts.isIdentifier(expression)) return expression.text;
  if (ts.isPropertyAccessExpression(expression) || ts.isCallExpression(expression)) {
    return calledName(expression.expression);
  }
  return undefined;
}

/** The call of which a title is the first argument; `it.each(…)` alone has none. */
const titleOf = ({ arguments: [title] }: ts.CallExpression): string | undefined =>
  title !== undefined && ts.isStringLiteralLike(title) ? title.text : undefined;

/**
 * The names of all the tests in a file, as its source has them: the titles of their groups and their own, with ` › `
 * between, and jest's `%s` where a table fills something in. A title that is no plain text is left out.
 */
export function testNames(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest);
  const names: string[] = [];
  const visit = (node: ts.Node, groups: readonly string[]): void => {
    const called = ts.isCallExpression(node) ? calledName(node.expression) : undefined;
    const title = ts.isCallExpression(node) ? titleOf(node) : undefined;
    if (called !== undefined && title !== undefined && TESTS.includes(called)) {
      names.push([...groups, title].join(" › "));
      return;
    }
    const inner =
      called !== undefined && title !== undefined && GROUPS.includes(called) ? [...groups, title] : groups;
    ts.forEachChild(node, (child) => {
      visit(child, inner);
    });
  };
  visit(source, []);
  return names;
}
