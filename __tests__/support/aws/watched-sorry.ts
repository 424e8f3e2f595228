import { type Conversation, converse, converseOnTerminal } from "../conversation";
import { ROOT, writeAccounts } from "../platforms";
import { type ChangeWatch, type Fate, watchChanges } from "./change-watch";
import type { SwitchedListener } from "./switched-listener";

/** The command. */
export const SORRY = `${ROOT}/cli/sorry.cjs`;

/** `npx sorry` before an AWS whose answers are watched, and fail where a test says so. Call it where a file begins. */
export class WatchedSorry {
  /** What becomes of a call; every test begins with all well. */
  fateOf: (action: string, changesBefore: number) => Fate | Promise<Fate> = () => undefined;
  private made: ChangeWatch | undefined;

  constructor(private readonly switched: SwitchedListener) {
    beforeAll(async () => {
      const { endpoint } = switched.session.clientConfig("eu-west-1");
      this.made = await watchChanges(endpoint, (action, before) => this.fateOf(action, before));
    });
    afterAll(() => this.made?.close());
    afterEach(() => {
      this.fateOf = () => undefined;
      this.watch.take();
    });
  }

  get watch(): ChangeWatch {
    if (this.made === undefined) throw new Error("AWS is watched only while tests run.");
    return this.made;
  }

  get environment() {
    return {
      ...this.switched.session.environment,
      AWS_ENDPOINT_URL: this.watch.url,
      SORRY_ACCOUNTS: writeAccounts(this.switched.folder, [this.switched.config]),
    };
  }

  readonly run = (...words: string[]): Conversation => converse(SORRY, words, this.environment);
  /** Runs a line of a shell. */
  readonly onTerminal = (line: string): Conversation => converseOnTerminal(line, this.environment);

  /** The state of a site, by the emulated AWS itself. */
  async now(site: string): Promise<string | undefined> {
    return new RegExp(`${site} +(on|off|mixed) `).exec((await this.switched.run(["status"])).stdout)?.[1];
  }
}
