import { ACMClient, DescribeCertificateCommand, ResourceNotFoundException } from "@aws-sdk/client-acm";
import type { Caller } from "./service";

/** A certificate, as far as CloudFront looks at it. */
export interface Certificate {
  readonly isIssued: boolean;
  /** The host names that it is for; wildcards among them. */
  readonly names: readonly string[];
}

/** The caller's own certificate in us-east-1, where CloudFront looks; undefined where there is none. */
export type FindCertificate = (caller: Caller, arn: string) => Promise<Certificate | undefined>;

/** Finds them in moto's ACM. */
export const findCertificate =
  (motoEndpoint: string): FindCertificate =>
  async ({ accessKeyId }, arn) => {
    const acm = new ACMClient({
      endpoint: motoEndpoint,
      region: "us-east-1",
      credentials: { accessKeyId, secretAccessKey: "unverified" },
    });
    try {
      const { Certificate: found } = await acm.send(new DescribeCertificateCommand({ CertificateArn: arn }));
      const names = [found?.DomainName ?? [], found?.SubjectAlternativeNames ?? []].flat();
      return { isIssued: found?.Status === "ISSUED", names };
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  };
