/** Says on the terminal what a long test is doing, and how long it took. */
export class Stages {
  private readonly begun = performance.now();

  constructor(private readonly name: string) {}

  async run<T>(stage: string, work: () => Promise<T>): Promise<T> {
    const begun = performance.now();
    this.say(`${stage} ...`);
    try {
      return await work();
    } finally {
      this.say(`${stage}: ${seconds(begun)} s`);
    }
  }

  private say(text: string): void {
    // Not console.log: jest holds that back until the file ends.
    process.stderr.write(`${this.name} ${seconds(this.begun).padStart(6)} s  ${text}\n`);
  }
}

const seconds = (begun: number) => ((performance.now() - begun) / 1_000).toFixed(1);
