/** Aborted by the first of the signals that ask a program to end. */
export function untilStopped(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // Not "once": npm hands on the Ctrl-C that its child has had from the terminal already, and the second one would
    // end this process in the middle of its clearing up.
    process.on(signal, () => {
      controller.abort();
    });
  }
  return controller.signal;
}
