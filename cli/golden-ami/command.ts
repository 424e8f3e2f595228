import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { Command, Option } from "commander";
import { ARCHITECTURES, type Architecture, imageNamePrefix } from "../../accounts/image";
import type { Platform } from "../../accounts/types";
import { masterConfig } from "../../nginx/master-config";
import { loadPlatform } from "../../pages/platform-pages";
import { CommandError } from "../command-error";
import { outputFolder } from "../output-folder";
import { pc, table } from "../terminal";
import { amisOf } from "./amis";
import { requireImdsV2 } from "./imds";
import { knowsInit, packerVersion, run, sourceRevision } from "./run";

const ROOT = join(__dirname, "..", "..");

const HELP = `
It bakes with AWS's own credentials (AWS_PROFILE, a role of the CI's), which must be those of the account that bakes:
\`image.account\` in accounts/, by default the first. The images' ids go to cdktf.out/golden-ami/amis.json.
SORRY_ACCOUNTS names a file of accounts, as for npm run synth. docs/golden-ami.md says more.

  npm run golden-ami -- --dry-run                              all but the bake itself; needs no credentials
  npm run golden-ami -- --only arm64 --var subnet_id=subnet-0123456789abcdef0

Exit code: 0 where all images are made, else 1.`;

interface Flags {
  readonly dryRun: boolean;
  readonly only?: Architecture;
  readonly var: readonly string[];
}

const UNDECIDED =
  "accounts/: `image.ssmAgent` must be decided before a bake, as there is no SSH: write { version, sha256: { arm64, amd64 } } for Amazon's SSM agent, or false for an image that nobody can log in to.";

/** What is wrong before anything runs. */
function check({ image }: Platform, { only, dryRun }: Flags): void {
  if (only !== undefined && !image.architectures.includes(only)) {
    throw new CommandError(
      `--only ${only}: accounts/ bakes no image for it, but for ${image.architectures.join(" and ")}. Add it to \`image.architectures\`.`,
    );
  }
  if (image.ssmAgent !== undefined) return;
  if (!dryRun) throw new CommandError(UNDECIDED);
  console.log(pc.yellow(`Note: ${UNDECIDED}`));
}

/** Says what comes before it comes. */
async function step(what: string, run: () => Promise<number>, fault: string): Promise<void> {
  console.log(pc.bold(`== ${what}`));
  if ((await run()) !== 0) throw new CommandError(fault);
}

async function bake(flags: Flags): Promise<void> {
  const { dryRun, only, var: variables } = flags;
  const accountsFile = process.env["SORRY_ACCOUNTS"] ?? join(ROOT, "accounts", "index.ts");
  const { platform } = loadPlatform(accountsFile, join(ROOT, "site-content"));
  check(platform, flags);
  const version = packerVersion();
  const { hash } = masterConfig(platform);

  const output = resolve(outputFolder(ROOT, join(ROOT, "cdktf.out")));
  const folder = join(output, "golden-ami");
  await step(
    "synth",
    () =>
      run(process.execPath, [require.resolve("ts-node/dist/bin"), join(ROOT, "main.ts")], {
        cwd: ROOT,
        env: { CDKTF_OUTDIR: output },
      }),
    "The synth failed: see above. Nothing was baked.",
  );
  const packer = (...args: string[]) => run("packer", args, { cwd: folder });
  if (knowsInit(version)) {
    const fault = "packer init failed: see above. It downloads the plugin for AWS from GitHub.";
    await step(`packer init (Packer ${version})`, () => packer("init", "plugins"), fault);
  }
  const given = variables.some((text) => text.startsWith("source_revision="));
  const arguments_ = [
    ...(only === undefined ? [] : [`-only=amazon-ebs.${only}`]),
    ...(given ? [] : ["-var", `source_revision=${sourceRevision(ROOT)}`]),
    ...variables.flatMap((text) => ["-var", text]),
  ];
  const invalid = "packer validate failed: see above. Nothing was baked.";
  await step(`packer validate (Packer ${version})`, () => packer("validate", ...arguments_, "."), invalid);

  const processors = only === undefined ? platform.image.architectures : [only];
  const names = processors.map((processor) => `${imageNamePrefix(processor, hash)}TIME`);
  if (dryRun) {
    console.log(`\nA dry run ends here. A bake in account ${platform.image.account} would make:`);
    for (const name of names) console.log(`  ${name}`);
    return;
  }
  const amisFile = join(folder, "amis.json");
  rmSync(amisFile, { force: true });
  const colour = process.stdout.isTTY ? [] : ["-color=false"];
  await step(
    `packer build: ${names.join(", ")}; some ten minutes`,
    () => packer("build", ...colour, ...arguments_, "."),
    "packer build failed: see above for the step that failed and why.",
  );
  const amis = amisOf(readFileSync(join(folder, "manifest.json"), "utf8"));
  writeFileSync(amisFile, `${JSON.stringify({ configHash: hash, amis }, null, 2)}\n`);
  const rows = amis.map(({ architecture, region, id }) => [architecture, region, id]);
  console.log(`\n${table([["PROCESSOR", "REGION", "AMI"], ...rows])}\n`);
  console.log(`Written to ${relative(process.cwd(), amisFile)}. Next: npx cdktf deploy ACCOUNT`);
  const faults = await requireImdsV2(amis);
  if (faults.length > 0) {
    throw new CommandError(
      `The images are made, but these do not ask for IMDSv2 (ec2:ModifyImageAttribute):\n${faults.join("\n")}`,
    );
  }
}

/** `npm run golden-ami`. */
export const goldenAmiCommand = (): Command =>
  new Command("npm run golden-ami --")
    .description("Bakes the golden AMI: synth, packer init, validate and build.")
    .option("--dry-run", "stop before the bake", false)
    .addOption(new Option("--only <processor>", "bake the image of one processor").choices(ARCHITECTURES))
    .option(
      "--var <name=value>",
      "a variable of the template, such as subnet_id=…; may be repeated",
      (text: string, before: readonly string[]) => [...before, text],
      [],
    )
    .addHelpText("after", HELP)
    .showHelpAfterError("See npm run golden-ami -- --help.")
    .allowExcessArguments(false)
    .action(bake);
