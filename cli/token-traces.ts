/**
 * Runs `synthesize` without cdktf's stack traces of tokens: it takes one of every reference between resources, whole and
 * as text, and only its message for a token in a wrong place shows it. Errors keep their own traces.
 */
export function withoutTokenTraces<T>(synthesize: () => T): T {
  const original = Object.getOwnPropertyDescriptor(Error, "captureStackTrace");
  Error.captureStackTrace = () => undefined;
  try {
    return synthesize();
  } finally {
    if (original !== undefined) Object.defineProperty(Error, "captureStackTrace", original);
  }
}
