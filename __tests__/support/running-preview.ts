import { type Preview, type PreviewOptions, startPreview } from "../../preview/preview";
import { freePort } from "../../preview/free-port";
import { type Answer, type Question, ask } from "./http";

/** A preview of a test's own, there from its first test on; what it says is kept. */
export class PreviewUnderTest {
  readonly said: string[] = [];
  private running: Preview | undefined;

  get preview(): Preview {
    if (this.running === undefined) throw new Error("The preview exists only while tests run.");
    return this.running;
  }
  get port(): number {
    return this.preview.ports.https;
  }

  async start(options: Partial<PreviewOptions>): Promise<void> {
    this.running = await startPreview({
      port: await freePort(),
      isReloading: false,
      signal: new AbortController().signal,
      say: (line) => this.said.push(line),
      ...options,
    });
  }

  async stop(): Promise<void> {
    await this.running?.close();
  }

  /** Asks as a browser or curl does, for a domain below localhost. */
  async ask(question: Question): Promise<Answer> {
    return ask(this.port, { ...question, host: `${question.host}.localhost:${this.port}` });
  }

  /** Asks the dashboard. */
  async dashboard(question: Partial<Question> = {}): Promise<Answer> {
    return ask(this.port, { host: `localhost:${this.port}`, ...question });
  }

  /** Where every site's page came from, asked just now, by the site's name. */
  async sources(): Promise<Record<string, string>> {
    const { monitor } = this.preview;
    await monitor.refresh();
    const sites = monitor.accounts.flatMap((account) => account.sites);
    return Object.fromEntries(
      sites.map(({ name, alias }) => [name, monitor.answers.get(alias)?.source ?? ""]),
    );
  }
}

/** Call it where a file or a describe begins. */
export function usePreview(options: Partial<PreviewOptions> = {}): PreviewUnderTest {
  jest.setTimeout(90_000);
  const running = new PreviewUnderTest();
  beforeAll(() => running.start(options));
  afterAll(() => running.stop());
  return running;
}
