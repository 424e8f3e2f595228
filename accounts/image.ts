/** The golden AMI, as far as accounts/ decides it. */

/** The processors that an image can be for, as Debian calls them. */
export const ARCHITECTURES = ["arm64", "amd64"] as const;

export type Architecture = (typeof ARCHITECTURES)[number];

/** Amazon's SSM agent, which no Debian package has: just this version, and only with just these bytes. */
export interface SsmAgentConfig {
  /** As in the agent's release notes, such as 3.3.1957.0. */
  readonly version: string;
  /** The SHA-256 of the version's amazon-ssm-agent.deb, 64 hexadecimal digits, for each processor in use. */
  readonly sha256: Readonly<Partial<Record<Architecture, string>>>;
}

/** The golden AMI: who bakes it, for what, with what. */
export interface ImageConfig {
  /** The name of the account that bakes the image and shares it with all others. @default the first account */
  readonly account?: string;
  /** @default both */
  readonly architectures?: readonly Architecture[];
  /**
   * Encrypts the image: by region, the ARN of a customer's KMS key there. Every region in use needs one, and its policy
   * must let the other accounts use it. AWS shares no image under a default key.
   * @default not encrypted: it holds no secret, and each account's volumes are encrypted all the same
   */
  readonly kmsKeys?: Readonly<Record<string, string>>;
  /**
   * The only way into an instance, as there is no SSH; `false` for an image without one. A real bake asks for one of
   * the two.
   * @default undecided: the image is generated and checked, but `npm run golden-ami` does not bake it
   */
  readonly ssmAgent?: SsmAgentConfig | false;
}

/** The same, checked and complete. */
export interface Image {
  /** A name. */
  readonly account: string;
  /** At least one, in the order of `ARCHITECTURES`. */
  readonly architectures: readonly Architecture[];
  readonly kmsKeys?: Readonly<Record<string, string>>;
  readonly ssmAgent?: SsmAgentConfig | false;
}

/** What an image's name begins with; the time of the bake follows, and what else tells bakes apart. */
export const imageNamePrefix = (architecture: Architecture, configHash: string): string =>
  `sorry-server-${architecture}-${configHash}-`;

/** Of the images of one master config, or of any, those for one processor: a pattern for EC2's filter `name`. */
export const imageNamePattern = (architecture: Architecture, configHash = "*"): string =>
  `${imageNamePrefix(architecture, configHash)}*`;
