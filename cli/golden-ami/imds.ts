import { EC2Client, ModifyImageAttributeCommand } from "@aws-sdk/client-ec2";
import type { Ami } from "./amis";

/**
 * Marks images so that an instance of theirs asks for IMDSv2, whoever launches it: the older Packers have no field for
 * it. Our own launch templates ask for it, too.
 *
 * @returns what went wrong, an entry an image
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html
 */
export async function requireImdsV2(amis: readonly Ami[]): Promise<string[]> {
  const faults: string[] = [];
  for (const { id, region } of amis) {
    const client = new EC2Client({ region });
    try {
      await client.send(new ModifyImageAttributeCommand({ ImageId: id, ImdsSupport: { Value: "v2.0" } }));
    } catch (error) {
      faults.push(`${id} in ${region}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      client.destroy();
    }
  }
  return faults;
}
