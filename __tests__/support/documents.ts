import { readFileSync } from "node:fs";

/** The blocks of code in a Markdown file that are of a language, in order. */
export const codeBlocks = (file: string, language: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map(
    ([, code = ""]) => code,
  );
