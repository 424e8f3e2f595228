/** The parts of css-tree that @types/css-tree does not name; the whole of it takes three times as long to load. */
declare module "css-tree/tokenizer" {
  export const tokenTypes: Readonly<Record<string, number>>;
  export function tokenize(source: string, onToken: (type: number, start: number, end: number) => void): void;
}

declare module "css-tree/utils" {
  interface Coder {
    decode(text: string): string;
    encode(text: string): string;
  }
  export const string: Coder;
  export const url: Coder;
}
