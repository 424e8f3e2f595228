import { BAKED, type FailingPath, type TimedAnswer } from "../failing-path";
import type { LivePage } from "../failures";

interface Version extends LivePage {
  readonly number: number;
}

/** All pages that sites have had so far, and what users of a kind have seen of them. */
export class PageHistory {
  private readonly versions = new Map<string, Version[]>();
  /** The newest that each kind of users of a site has seen. */
  private readonly seen = new Map<string, number>();

  constructor(
    path: FailingPath,
    readonly names: readonly string[],
  ) {
    for (const name of names) this.versions.set(name, [{ number: 1, ...path.live(name).page }]);
  }

  /** A site's next page, under this status. */
  next(name: string, status: number): LivePage {
    const all = this.versions.get(name) ?? [];
    const number = all.length + 1;
    const body = `<!doctype html><title>live</title><p>${name}, version ${number}.${"<p>Sorry.</p>".repeat(50)}`;
    const page = { status, body, retryAfter: String(100 + number) };
    all.push({ number, ...page });
    return page;
  }

  /**
   * What is wrong with an answer; undefined for the copy in the image, and for a page of the site's that is whole, under
   * its own status and Retry-After, and no older than what users of that kind have seen before.
   */
  faultOf(
    name: string,
    kind: string,
    floor: number,
    { status, headers, body }: TimedAnswer,
  ): string | undefined {
    const retryAfter = headers["retry-after"];
    const seen = `${status}, Retry-After ${retryAfter}, ${body.toString().slice(0, 120)}`;
    const known = [{ number: Infinity, ...BAKED }, ...(this.versions.get(name) ?? [])].find(
      (version) => version.body === body.toString(),
    );
    if (known === undefined) return `no page of the site's: ${seen}`;
    if (known.status !== status || known.retryAfter !== retryAfter) return `another page's status: ${seen}`;
    if (known.number < floor) return `older than version ${floor}: ${seen}`;
    if (known.number !== Infinity)
      this.seen.set(name + kind, Math.max(known.number, this.newest(name, kind)));
    return undefined;
  }

  /** The newest version that users of this kind have seen. */
  newest(name: string, kind: string): number {
    return this.seen.get(name + kind) ?? 0;
  }
}
