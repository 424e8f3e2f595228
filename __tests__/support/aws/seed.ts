import { CreateHostedZoneCommand, Route53Client } from "@aws-sdk/client-route-53";
import type { Session } from "./emulated-aws";

/** A public zone, which every platform expects to exist. */
export async function createZone({ clientConfig }: Session, Name: string): Promise<void> {
  const client = new Route53Client(clientConfig("us-east-1"));
  await client.send(new CreateHostedZoneCommand({ Name, CallerReference: Name }));
}
