import { type Fault, PlatformError, describeFault } from "../../accounts/fault";
import type { PageRoots } from "../../accounts/page-folders";
import { checkPlatform } from "../../accounts/platform";
import { SITE_CONTENT, accountConfig } from "./platforms";

/** The faults of what somebody wrote, as they are printed. */
export const faultsOf = (accounts: unknown, roots: PageRoots = [SITE_CONTENT]): string[] =>
  checkPlatform(accounts, roots).faults.map(describeFault);

/** Those of the smallest account with other fields. */
export const accountFaults = (account: object): string[] => faultsOf([accountConfig(account)]);

/** Those of the smallest account whose one site has other fields. */
export const siteFaults = (site: object, roots?: PageRoots): string[] =>
  faultsOf([accountConfig({}, site)], roots);

/** The faults with which `act` is refused; throws where it is not. */
export function refusal(act: () => unknown): readonly Fault[] {
  try {
    act();
  } catch (error) {
    if (error instanceof PlatformError) return error.faults;
    throw error;
  }
  throw new Error("It was not refused.");
}
