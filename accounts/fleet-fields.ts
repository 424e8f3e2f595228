import { z } from "zod";
import { expected } from "./fault";
import { matching, must, oneOf, strict } from "./field";
import { DEFAULT_MAX_SIZE, INSTANCE_TYPES, SMALLEST_FLEET } from "./fleet";
import { ARCHITECTURES } from "./image";

/** The zod schema of an account's `fleet`, field by field. */

export const LARGEST_FLEET = 100;

const subnets = must(
  "be two subnets or more, such as subnet-0123456789abcdef0, each once",
  "Name one a zone, each with a way out to CloudFront.",
);
const minSize = must(
  `be 0, or a whole number from ${SMALLEST_FLEET} to ${LARGEST_FLEET}`,
  `Leave it out for ${SMALLEST_FLEET}: a server alone is none while it is replaced.`,
);
const maxSize = must(
  `be a whole number from ${SMALLEST_FLEET} to ${LARGEST_FLEET}`,
  `Leave it out for ${DEFAULT_MAX_SIZE}.`,
);
const cpuPercent = must("be a whole number of percent from 10 to 90", "Leave it out for 50.");

export const vpcId = matching(
  /^vpc-[0-9a-f]{8,17}$/,
  "be a VPC, such as vpc-0123456789abcdef0",
  "Name its id.",
);

export const INSTANCE_TAG_KEY = /^[A-Za-z0-9+=.,_:@-]+$/;
export const UNSHOWN_TAG_KEY = /^(?:\.\.?|_index)$/;

/**
 * Tags of an account with a fleet. Its servers read their own, and AWS starts none whose keys it can't show them.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/work-with-tags-in-IMDS.html
 */
export const instanceTags = z.record(z.string(), z.string()).superRefine((tags, context) => {
  for (const key of Object.keys(tags)) {
    if (INSTANCE_TAG_KEY.test(key) && !UNSHOWN_TAG_KEY.test(key)) continue;
    const rule = "must have a key of ASCII letters, digits and + - = . , _ : @ where there is a fleet";
    context.addIssue({ code: "custom", path: [key], message: expected(rule, key, "Rename the tag.") });
  }
});

export const fleetFields = strict(
  {
    vpcId,
    subnetIds: z
      .array(z.string(subnets).regex(/^subnet-[0-9a-f]{8,17}$/, subnets), subnets)
      .min(2, subnets)
      .refine((ids) => new Set(ids).size === ids.length, subnets),
    architecture: oneOf(ARCHITECTURES, "Leave it out for arm64.").default("arm64"),
    image: matching(
      /^(?:exact|latest|sorry-server-(?:arm64|amd64)-[0-9a-f]{12}-[A-Za-z0-9-]{1,60})$/,
      'be "exact", "latest", or the name of an image, such as sorry-server-arm64-0123456789ab-20261125010203',
      "Leave it out for the image of just this config.",
    ).default("exact"),
    instanceType: matching(
      /^[a-z][a-z0-9-]{0,15}\.[a-z0-9-]{1,16}$/,
      "be an instance type",
      `Leave it out for ${INSTANCE_TYPES.arm64}, or ${INSTANCE_TYPES.amd64} for amd64.`,
    ).optional(),
    minSize: z
      .int(minSize)
      .min(0, minSize)
      .max(LARGEST_FLEET, minSize)
      .refine((size) => size !== 1, minSize)
      .default(SMALLEST_FLEET),
    maxSize: z.int(maxSize).min(SMALLEST_FLEET, maxSize).max(LARGEST_FLEET, maxSize).optional(),
    cpuPercent: z.int(cpuPercent).min(10, cpuPercent).max(90, cpuPercent).default(50),
    alarmTopicArn: matching(
      /^arn:aws:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/,
      "be the ARN of an SNS topic",
      "Write arn:aws:sns:REGION:ACCOUNT-ID:NAME, or leave it out.",
    ).optional(),
  },
  "an object of vpcId, subnetIds and what is to differ from the defaults",
  "Leave it out for an account without sorry servers.",
);
