import { createColors, isColorSupported } from "picocolors";

/** Colours on a terminal only; picocolors would also colour a CI's log. */
const colorsFor = ({ isTTY }: { readonly isTTY?: boolean }) =>
  createColors(isColorSupported && (isTTY === true || "FORCE_COLOR" in process.env));

/** For standard output. */
export const pc = colorsFor(process.stdout);
/** For standard error. */
export const pcError = colorsFor(process.stderr);

/** The columns of `rows` padded to one width each; the first row is the head. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row, i) => {
      const line = row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd();
      return `  ${i === 0 ? pc.dim(line) : line}`;
    })
    .join("\n");
}
