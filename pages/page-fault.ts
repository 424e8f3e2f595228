import { posix } from "node:path";
import { printable } from "../accounts/fault";

/** Something wrong with a page: a sentence of rule and fix, and its place. */
export interface PageFault {
  /** Below the page's folder, with `/`; a shared partial is `../_partials/NAME.html`. */
  readonly file: string;
  /** From 1. @default the file as a whole */
  readonly line?: number;
  readonly message: string;
  /** Whether it is a matter of one site's facts. @default false: it is one for every site */
  readonly ofSite?: boolean;
}

/** `maintenance/index.html:12`: where a fault is, seen from site-content/. */
export function placeOf(page: string, { file, line }: PageFault): string {
  return `${printable(posix.join(page, file))}${line === undefined ? "" : `:${line}`}`;
}

/** Thrown with all the faults of one page. */
export class PageError extends Error {
  constructor(
    readonly page: string,
    readonly faults: readonly PageFault[],
  ) {
    super(faults.map((fault) => `site-content/${placeOf(page, fault)} ${fault.message}`).join("\n"));
    this.name = "PageError";
  }
}

/** Takes a fault of a page; `file` is index.html unless it says otherwise. */
export type ReportFault = (message: string, line?: number, file?: string) => void;
