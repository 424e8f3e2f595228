import { createHash } from "node:crypto";

/** The longest bucket name that leaves room for `-NN` in an origin access control's 64 characters, and S3's 63. */
export const LONGEST_BUCKET_NAME = 60;

/** The name of an account's bucket of pages where nobody gives it one. */
export function bucketNameOf(sorryDomain: string, accountId: string): string {
  // Not the domain first: S3 takes no name that begins as an internationalized one does, with xn--.
  const name = `pages-${sorryDomain.replaceAll(".", "-")}`;
  const whole = `${name}-${accountId}`;
  if (whole.length <= LONGEST_BUCKET_NAME) return whole;
  const digest = createHash("sha256").update(sorryDomain).digest("hex").slice(0, 8);
  const room = LONGEST_BUCKET_NAME - accountId.length - digest.length - 2;
  return `${name.slice(0, room)}-${digest}-${accountId}`;
}
