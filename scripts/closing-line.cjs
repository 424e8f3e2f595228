/** A jest reporter that closes a run with one line for machines: `12 passed, 0 failed`. */
module.exports = class ClosingLine {
  onRunComplete(_contexts, results) {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests, numTodoTests } =
      results;
    const skipped = numPendingTests + numTodoTests;
    const counts = [`${numPassedTests} passed`, `${numFailedTests + numRuntimeErrorTestSuites} failed`];
    if (skipped > 0) counts.push(`${skipped} skipped`);
    process.stdout.write(`\n${counts.join(", ")}\n`);
    this.skipped = skipped;
  }

  /** A skipped test is a fault: the run fails. */
  getLastError() {
    return this.skipped > 0 ? new Error(`${this.skipped} tests were skipped.`) : undefined;
  }
};
