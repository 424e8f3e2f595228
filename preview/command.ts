import { once } from "node:events";
import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { pc, table } from "../cli/terminal";
import { openBrowser } from "./open-browser";
import { type Preview, type PreviewOptions, startPreview } from "./preview";
import { previewUrl } from "./sites";
import { untilStopped } from "./until-stopped";

const DEFAULT_PORT = 8000;
/** The next one is for plain HTTP. */
const HIGHEST_PORT = 65_534;

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= HIGHEST_PORT) return port;
  throw new InvalidArgumentError(`It must be a number from 1 to ${HIGHEST_PORT}.`);
}

const HELP = `
Every domain is at http://DOMAIN.localhost:PORT/, any path of it, with its real status:
  example.com        http://example.com.localhost:${DEFAULT_PORT}/
  *.example.com      http://anything.example.com.localhost:${DEFAULT_PORT}/
  新聞.example.org   http://新聞.example.org.localhost:${DEFAULT_PORT}/   (curl: xn--efvv70d.example.org.localhost)
It is answered as if it had come over HTTPS. The dashboard is at http://localhost:PORT/.
SORRY_ACCOUNTS names a file of accounts, as for npm run synth. It needs nginx: apt-get install nginx, brew install nginx.`;

const SITES_SHOWN = 20;

/** What there is to look at. */
function welcome({ monitor, ports }: Preview, asked: number): string {
  const sites = monitor.accounts.flatMap((account) => account.sites);
  const rows = sites.slice(0, SITES_SHOWN).map(({ account, name, alias, domains }) => {
    const page = monitor.answers.get(alias)?.page;
    const status = page === undefined || "error" in page ? "no answer" : String(page.status);
    return [`${account}/${name}`, status, previewUrl(domains[0]?.host ?? "", ports.https)];
  });
  const more = sites.length - rows.length;
  return [
    ...(ports.https === asked ? [] : [pc.yellow(`Port ${asked} is taken; this is the next free one.`)]),
    "",
    `  ${pc.bold("Dashboard")}  ${pc.cyan(`http://localhost:${ports.https}/`)}`,
    "",
    table([["SITE", "STATUS", "PAGE"], ...rows]),
    ...(more > 0 ? [`  … and ${more} more`] : []),
    "",
    "Ctrl-C stops it.",
  ].join("\n");
}

interface Flags {
  readonly port: number;
  readonly accounts?: string;
  readonly artifacts?: string;
  readonly reload: boolean;
  readonly open: boolean;
}

async function run({ port, accounts, artifacts, reload, open }: Flags): Promise<void> {
  // What is written here is read by nginx's workers, who are somebody else where root starts them.
  process.umask(0o022);
  const signal = untilStopped();
  const accountsFile = accounts ?? process.env["SORRY_ACCOUNTS"];
  const options: PreviewOptions = {
    port,
    accountsFile: accountsFile === undefined ? undefined : resolve(accountsFile),
    artifactsFolder: artifacts,
    isReloading: reload,
    signal,
    say: (line) => {
      console.log(pc.dim(line));
    },
  };
  try {
    const preview = await startPreview(options);
    try {
      await preview.monitor.refresh();
      console.log(welcome(preview, port));
      if (open) openBrowser(`http://localhost:${preview.ports.https}/`);
      if (!signal.aborted) await once(signal, "abort");
    } finally {
      await preview.close();
    }
  } catch (error) {
    if (signal.aborted) return;
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

/** `preview`, as a command of its own or one of several. */
export function previewCommand(): Command {
  return new Command("preview")
    .description(
      "Shows every site's page on this machine: load balancer, nginx, CloudFront and S3, from what a synth writes.",
    )
    .option(
      "-p, --port <number>",
      "the dashboard's and all domains'; the next free one if it is taken",
      readPort,
      DEFAULT_PORT,
    )
    .option(
      "--accounts <file>",
      "a file of accounts (.ts, .js, .json) instead of SORRY_ACCOUNTS or accounts/",
    )
    .option(
      "--artifacts <folder>",
      "show what a synth wrote there, such as cdktf.out, instead of synthesizing",
    )
    .option("--no-reload", "leave pages as they are when accounts/ or site-content/ change")
    .option("--no-open", "do not open the dashboard in a browser")
    .addHelpText("after", HELP)
    .action(run);
}
