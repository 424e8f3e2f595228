import { rmSync } from "node:fs";
import type { RequestListener } from "node:http";
import { join, resolve } from "node:path";
import { pageRoots } from "../accounts/load";
import { type Artifacts, readArtifacts } from "./artifacts";
import { dashboard } from "./dashboard/dashboard";
import type { DashboardState } from "./dashboard/page";
import { closeAll } from "./close-all";
import { Events } from "./events";
import { type Front, startFront } from "./front";
import { Gallery } from "./gallery/gallery";
import { isEventsHost, liveReload } from "./live-reload";
import { type FrontPorts, Monitor } from "./monitor";
import { requireNginx } from "./nginx";
import { type RequestPath, startRequestPath } from "./request-path";
import { messageOf } from "./message-of";
import { makeRunFolder } from "./run-folder";
import { meantHost } from "./sites";
import { SWITCHES, turnSwitch } from "./switches";
import { ROOT, synthesize } from "./synthesize";
import { watchContent } from "./watch";

export interface PreviewOptions {
  /** Of the dashboard and all domains; the next free one if it is taken. */
  readonly port: number;
  /** @default the repository's own accounts */
  readonly accountsFile?: string;
  /** A synth's output folder, shown as it is. @default accounts and pages are synthesized, into a folder of its own */
  readonly artifactsFolder?: string;
  /** Whether a change of accounts or pages is shown at once. */
  readonly isReloading: boolean;
  /** Ends it, also while it starts. */
  readonly signal: AbortSignal;
  /** Told of what happens, a line each. */
  readonly say: (line: string) => void;
}

/** A running preview. */
export interface Preview {
  readonly path: RequestPath;
  readonly monitor: Monitor;
  readonly ports: FrontPorts;
  /** Stops every part and removes every file. */
  readonly close: () => Promise<void>;
}

/** While somebody looks at the dashboard, it asks again so long after a round. */
const ROUND_MILLISECONDS = 2_000;

/** Names of the dashboard's own. */
const OWN_HOSTS = ["localhost", "127.0.0.1", "[::1]"];

class RunningPreview implements Preview {
  /** Dashboards, and pages that were opened by themselves. */
  private readonly dashboards = new Events();
  private readonly pages = new Events();
  private faults: string | undefined;
  private readonly closers: (() => Promise<void> | void)[] = [];
  private started: { path: RequestPath; monitor: Monitor; ports: FrontPorts } | undefined;
  private syntheses = 0;
  /** Of the last synth that was good. */
  private outputFolder = "";
  /** One change after the other. */
  private changing: Promise<void> = Promise.resolve();
  private isClosing = false;
  private readonly folder = makeRunFolder();

  constructor(private readonly options: PreviewOptions) {
    const remove = () => {
      rmSync(this.folder, { recursive: true, force: true });
    };
    // Whatever ends the process.
    process.once("exit", remove);
    this.closers.push(() => {
      process.removeListener("exit", remove);
      remove();
    });
  }

  private get parts() {
    if (this.started === undefined) throw new Error("The preview has not started yet.");
    return this.started;
  }
  get path(): RequestPath {
    return this.parts.path;
  }
  get monitor(): Monitor {
    return this.parts.monitor;
  }
  get ports(): FrontPorts {
    return this.parts.ports;
  }

  async start(): Promise<void> {
    const { options, closers } = this;
    // Before anybody waits for a synth.
    requireNginx();
    const artifacts = await this.artifacts();
    options.signal.throwIfAborted();
    options.say("Starting nginx, CloudFront's and the load balancer's stand-ins …");
    const path = await startRequestPath(this.folder, artifacts);
    closers.push(path.close);

    const https = await startFront(options.port, this.handler(path));
    closers.push(https.close);
    const http = await this.startPlainHttp(https, path);
    closers.push(http.close);
    const ports = { https: https.port, http: http.port };
    const monitor = new Monitor(path, ports);
    this.started = { path, monitor, ports };
    closers.push(() => {
      this.dashboards.close();
      this.pages.close();
    });
    if (this.isWatching) {
      const onChange = () => {
        if (!this.isClosing) void this.change(() => this.synthesizeAgain());
      };
      const onError = (error: unknown) => {
        options.say(`Changes are not seen any more: ${messageOf(error)}`);
      };
      closers.push(watchContent(options.accountsFile, onChange, onError));
    }
    closers.push(this.keepAsking());
    options.signal.throwIfAborted();
  }

  async close(): Promise<void> {
    // Nothing new begins, and what has begun comes to its end first: it may be starting what is to be stopped.
    this.isClosing = true;
    await this.changing;
    await closeAll(this.closers.splice(0));
  }

  /** What a synth wrote before stays as it is. */
  private get isWatching(): boolean {
    return this.options.isReloading && this.options.artifactsFolder === undefined;
  }

  private startPlainHttp(https: Front, path: RequestPath): Promise<Front> {
    return startFront(https.port + 1, path.balancer.handler({ protocol: "http", hostOf: meantHost }));
  }

  /** Of the port that takes plain HTTP as if it came over HTTPS: the dashboard, and every domain's page. */
  private handler(path: RequestPath): RequestListener {
    const sites = path.balancer.handler({
      protocol: "https",
      hostOf: meantHost,
      ...(this.isWatching ? { rewrite: liveReload(() => this.ports.https) } : {}),
    });
    const gallery = this.gallery();
    const own = dashboard({
      ...(gallery === undefined ? {} : { gallery }),
      state: () => this.state(gallery !== undefined),
      refresh: () => this.monitor.refresh(),
      events: this.dashboards,
      turn: (id, position) => turnSwitch(path, id, position),
      restart: () => this.change(() => path.deploy(path.artifacts)),
    });
    return (request, response) => {
      const host = meantHost(request.headers.host ?? "");
      if (OWN_HOSTS.includes(host)) own(request, response);
      else if (isEventsHost(host)) this.pages.subscribe(request, response);
      else sites(request, response);
    };
  }

  /** What a synth wrote before says nothing of the folders that it was made from. */
  private gallery(): Gallery | undefined {
    const { artifactsFolder, accountsFile = join(ROOT, "accounts", "index.ts") } = this.options;
    if (artifactsFolder !== undefined) return undefined;
    const gallery = new Gallery(pageRoots(accountsFile, join(ROOT, "site-content")));
    this.closers.push(() => gallery.close());
    return gallery;
  }

  private state(hasGallery: boolean): DashboardState {
    const { path, monitor, ports } = this.parts;
    return {
      accounts: monitor.accounts,
      answers: monitor.answers,
      hops: monitor.hops,
      switches: SWITCHES.map(({ id, label, positions }) => ({
        id,
        label,
        positions: positions.map((position) => ({ ...position, isOn: position.isOn(path) })),
      })),
      configHash: path.artifacts.configHash,
      ports,
      faults: this.faults,
      isWatching: this.isWatching,
      hasGallery,
    };
  }

  private async artifacts(): Promise<Artifacts> {
    const { artifactsFolder, accountsFile, signal, say } = this.options;
    if (artifactsFolder !== undefined) return readArtifacts(resolve(artifactsFolder));
    say("Synthesizing …");
    const outputFolder = join(this.folder, `synthesized-${this.syntheses++}`);
    await synthesize({ outputFolder, accountsFile, signal });
    const artifacts = readArtifacts(outputFolder);
    this.outputFolder = outputFolder;
    return artifacts;
  }

  private change(work: () => Promise<void>): Promise<void> {
    if (this.isClosing) return Promise.reject(new Error("The preview is being stopped."));
    const changed = this.changing.then(work);
    this.changing = changed.catch(() => undefined);
    return changed;
  }

  private async synthesizeAgain(): Promise<void> {
    const { say, signal } = this.options;
    const before = this.outputFolder;
    try {
      await this.path.deploy(await this.artifacts());
      rmSync(before, { recursive: true, force: true });
      this.faults = undefined;
      say("Changed: pages are reloaded.");
      this.dashboards.send("reload");
      this.pages.send("reload");
    } catch (error) {
      if (signal.aborted) return;
      this.faults = messageOf(error);
      say(`${this.faults}\nThe last good pages are still shown.`);
      this.dashboards.send("state");
    }
  }

  /** Rounds for those who look at the dashboard. */
  private keepAsking(): () => void {
    let timer: NodeJS.Timeout | undefined;
    let isOver = false;
    const round = async () => {
      if (this.dashboards.count > 0) {
        try {
          await this.monitor.refresh();
          this.dashboards.send("state");
        } catch (error) {
          this.options.say(`The sites could not be asked: ${messageOf(error)}`);
        }
      }
      if (!isOver) timer = setTimeout(() => void round(), ROUND_MILLISECONDS);
    };
    void round();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }
}

/**
 * Starts the whole path of a request on this machine, with a dashboard.
 *
 * @throws `SynthesisError` with all the faults of accounts and pages; `MissingNginx`; an AbortError
 */
export async function startPreview(options: PreviewOptions): Promise<Preview> {
  const preview = new RunningPreview(options);
  try {
    await preview.start();
    return preview;
  } catch (error) {
    await preview.close();
    throw error;
  }
}
