/** The public API for platform teams: the constructs, their props, and what they are given. */
export { AccountStack, type AccountStackProps, type FleetImage } from "./account-stack";
export { type DeployRole, type PolicyDocument, type Statement, deployRole } from "./deploy-role";
export type { WatchedPool } from "./fleet-alarms";
export { LoadBalancerSwitch, type LoadBalancerSwitchProps } from "./load-balancer-switch";
export { SorryDistribution, type SorryDistributionProps } from "./sorry-distribution";
export { type ServedLoadBalancer, SorryFleet, type SorryFleetProps } from "./sorry-fleet";
export { SorryShared, type SorrySharedProps, type SorrySharedResources } from "./sorry-shared";
export { WholeLoadBalancer, type WholeLoadBalancerProps } from "./whole-load-balancer";

// Accounts: as people write them, and checked. `loadPlatform` makes one of the other.
export { type Fault, PlatformError } from "../accounts/fault";
export type { Quotas, QuotasConfig } from "../accounts/quotas";
export type { Fleet, FleetConfig } from "../accounts/fleet";
export { ARCHITECTURES, type Architecture, type Image, type SsmAgentConfig } from "../accounts/image";
export type {
  ApplicationLoadBalancer,
  ApplicationLoadBalancerConfig,
  ClassicLoadBalancer,
  ClassicLoadBalancerConfig,
  Listener,
  ListenerConfig,
  ListenerSite,
  ListenerSiteConfig,
  LoadBalancer,
  LoadBalancerConfig,
  NetworkLoadBalancer,
  NetworkLoadBalancerConfig,
  Priorities,
  Staff,
  StaffConfig,
  SwitchState,
  WholeTargetGroup,
  WholeTargetGroupConfig,
} from "../accounts/load-balancer";
export {
  type Account,
  type AccountConfig,
  type Backend,
  type BackendConfig,
  type CredentialsConfig,
  HTTPS_REDIRECTS,
  type HttpsRedirect,
  type LocalBackendConfig,
  type Platform,
  type S3BackendConfig,
  type Site,
  type SiteConfig,
  SORRY_STATUSES,
  type SorryStatus,
  type TerraformCloudBackendConfig,
  type TimeWindow,
  type ZoneElsewhere,
} from "../accounts/types";

// Pages: a folder each, read, then built for a site.
export { buildPage } from "../pages/build";
export type { BuiltFile, BuiltPage } from "../pages/built-page";
export { type FactsOfSite, type SiteFacts, factsOf } from "../pages/facts";
export { type Page, type SourceFile, readPage } from "../pages/page";
export type { LanguageTexts, PageDescription } from "../pages/page-json";
export { PageError, type PageFault } from "../pages/page-fault";
export { loadPlatform, type Pages, type PlatformAndPages } from "../pages/platform-pages";
