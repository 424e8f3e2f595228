/** The public API for platform teams: the constructs, their props, and what they are given. */
export { AccountStack, type AccountStackProps } from "./account-stack";
export { SorryDistribution, type SorryDistributionProps } from "./sorry-distribution";
export { SorryShared, type SorrySharedProps, type SorrySharedResources } from "./sorry-shared";
export { type Page, type PageFile, PageError, readPage } from "../pages/page";
export type { SorryStatus } from "../accounts/types";
