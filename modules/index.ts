/** The public API for platform teams: the constructs, their props, and what they are given. */
export { AccountStack, type AccountStackProps } from "./account-stack";
export { SorryDistribution, type SorryDistributionProps } from "./sorry-distribution";
export { SorryShared, type SorrySharedProps, type SorrySharedResources } from "./sorry-shared";

// Accounts: as people write them, and checked. `loadPlatform` makes one of the other.
export { type Fault, PlatformError } from "../accounts/fault";
export {
  type Account,
  type AccountConfig,
  type Backend,
  type BackendConfig,
  type CredentialsConfig,
  type HttpsRedirect,
  type LocalBackendConfig,
  type Platform,
  type S3BackendConfig,
  type Site,
  type SiteConfig,
  SORRY_STATUSES,
  type SorryStatus,
  type TerraformCloudBackendConfig,
  type ZoneElsewhere,
} from "../accounts/types";

// Pages: a folder each.
export { type Page, PageError, type PageFault, type PageFile, readPage } from "../pages/page";
export { loadPlatform, type Pages, type PlatformAndPages } from "../pages/platform-pages";
