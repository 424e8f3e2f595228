/**
 * The package: constructs for platform teams, what reads and checks accounts and pages, and what makes the sorry
 * servers' configuration and image of them.
 *
 * @packageDocumentation
 */
export * from "./modules";

// The sorry servers: nginx's files, the pages beside them, and Packer's template for the image that embeds both.
export { bakedFiles } from "./nginx/baked";
export { type Environment, PRODUCTION } from "./nginx/environment";
export { type GoldenAmiOptions, goldenAmi } from "./nginx/golden-ami";
export { type MasterConfig, masterConfig } from "./nginx/master-config";
export { writeFolder } from "./cli/write-files";
