import { corporate } from "./corporate";
import { media } from "./media";
import type { AccountConfig } from "./types";

/** Every account of the platform. A new one: write its file beside this one, and add it here. */
const accounts: readonly AccountConfig[] = [corporate, media];

export default accounts;
