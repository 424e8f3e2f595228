import { join, relative } from "node:path";
import { App } from "cdktf";
import { PlatformError } from "./accounts/fault";
import type { Account } from "./accounts/types";
import { CommandError } from "./cli/command-error";
import { IndependentStack } from "./cli/independent-stack";
import { outputFolder, prepareOutput } from "./cli/output-folder";
import { summary } from "./cli/summary";
import { withoutTokenTraces } from "./cli/token-traces";
import { writeFolder } from "./cli/write-files";
import type { AccountStack } from "./modules/account-stack";
import { type PolicyDocument, deployRole } from "./modules/deploy-role";
import { ansible } from "./nginx/ansible/role";
import { bakedFiles } from "./nginx/baked";
import { goldenAmi } from "./nginx/golden-ami";
import { masterConfig } from "./nginx/master-config";
import { loadPlatform } from "./pages/platform-pages";

/** The policies of the role that deploys the account, by file name. */
function policyFiles(account: Account, stack: AccountStack): (readonly [string, string])[] {
  const { permissions, trust } = deployRole(account, stack);
  const text = (policy: PolicyDocument) => `${JSON.stringify(policy, null, 2)}\n`;
  return [
    [`${account.name}.json`, text(permissions)],
    ...(trust === undefined ? [] : [[`${account.name}.trust.json`, text(trust)] as const]),
  ];
}

function synth(): void {
  // Everything is checked, and every text is made, before the App exists: it creates its output folder.
  const accountsFile = process.env["SORRY_ACCOUNTS"] ?? join(__dirname, "accounts", "index.ts");
  const { platform, pages, generic } = loadPlatform(accountsFile, join(__dirname, "site-content"));
  const config = masterConfig(platform);
  const baked = bakedFiles(platform, pages, generic, config);
  const image = goldenAmi(platform, pages, config, baked);
  const role = ansible(platform, config, baked);

  const outdir = outputFolder(__dirname);
  const names = platform.accounts.map(({ name }) => name);
  const folders = { nginx: config.files, "sorry-server": baked, "golden-ami": image, ansible: role };
  const removedStacks = prepareOutput(outdir, names, { ...folders, iam: {} });
  const app = new App({ outdir });
  const baker = platform.accounts.find(({ name }) => name === platform.image.account);
  const fleetImage = baker && { accountId: baker.id, configHash: config.hash, ports: platform.ports };
  const policies = withoutTokenTraces(() => {
    const files = platform.accounts.flatMap((account) => {
      const stack = new IndependentStack(app, account.name, { account, pages, image: fleetImage });
      return policyFiles(account, stack);
    });
    app.synth();
    return files;
  });
  for (const [name, files] of Object.entries({ ...folders, iam: Object.fromEntries(policies) })) {
    writeFolder(join(app.outdir, name), files);
  }

  console.log(
    summary({
      platform,
      outputFolder: relative(process.cwd(), app.outdir) || ".",
      configHash: config.hash,
      accountsFile: process.env["SORRY_ACCOUNTS"],
      removedStacks,
    }),
  );
}

try {
  synth();
} catch (error) {
  if (error instanceof PlatformError) {
    const { length } = error.faults;
    console.error(error.message);
    console.error(`\n${length} fault${length === 1 ? "" : "s"}. Nothing was written.`);
  } else if (error instanceof CommandError) {
    console.error(error.message);
  } else if (error instanceof Error && "syscall" in error) {
    // A folder that can't be written to, a full disk: the operating system's own words say it best.
    console.error(`The output can't be written: ${error.message}`);
  } else {
    throw error;
  }
  process.exitCode = 1;
}
