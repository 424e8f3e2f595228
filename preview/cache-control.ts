/** What a Cache-Control header says to a shared cache. */
export interface CacheControl {
  /** s-maxage, else max-age. @default undefined: it says neither */
  readonly seconds: number | undefined;
  /** Whether it is `no-cache`, `no-store` or `private`. */
  readonly isForbidden: boolean;
}

/** @see https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2 */
export function readCacheControl(header: string | undefined): CacheControl {
  const directives = new Map(
    (header ?? "").split(",").map((part): [string, string | undefined] => {
      const [name = "", value] = part.trim().toLowerCase().split("=");
      return [name, value?.replaceAll('"', "")];
    }),
  );
  const secondsOf = (name: string) => {
    const value = directives.get(name);
    return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
  };
  return {
    seconds: secondsOf("s-maxage") ?? secondsOf("max-age"),
    isForbidden: ["no-cache", "no-store", "private"].some((name) => directives.has(name)),
  };
}
