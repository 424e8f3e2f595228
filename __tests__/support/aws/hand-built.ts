import { ACMClient, DescribeCertificateCommand, RequestCertificateCommand } from "@aws-sdk/client-acm";
import {
  CloudFrontClient,
  CreateDistributionCommand,
  CreateOriginAccessControlCommand,
  type DistributionConfig,
} from "@aws-sdk/client-cloudfront";
import {
  type Change,
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  ListHostedZonesCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { CreateBucketCommand, PutBucketPolicyCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { distributionConfig } from "./distribution-config";
import type { Session } from "./emulated-aws";

/** CloudFront's zone, for alias records. */
const CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2";

const aliases = (name: string, domainName: string): Change[] =>
  (["A", "AAAA"] as const).map((Type) => ({
    Action: "UPSERT",
    ResourceRecordSet: {
      Name: name,
      Type,
      AliasTarget: { HostedZoneId: CLOUDFRONT_ZONE, DNSName: domainName, EvaluateTargetHealth: false },
    },
  }));

/** What somebody built by hand before there was this project, as they do in the console. */
export class HandBuilt {
  private readonly acm: ACMClient;
  private readonly cloudFront: CloudFrontClient;
  private readonly route53: Route53Client;
  private readonly s3: S3Client;

  constructor(
    session: Session,
    private readonly region: string,
  ) {
    const usEast1 = session.clientConfig("us-east-1");
    this.acm = new ACMClient(usEast1);
    this.cloudFront = new CloudFrontClient(usEast1);
    this.route53 = new Route53Client(usEast1);
    this.s3 = new S3Client(session.clientConfig(region));
  }

  private async change(...Changes: Change[]): Promise<void> {
    const { HostedZones: [zone] = [] } = await this.route53.send(new ListHostedZonesCommand({}));
    const input = { HostedZoneId: zone?.Id, ChangeBatch: { Changes } };
    await this.route53.send(new ChangeResourceRecordSetsCommand(input));
  }

  alias(name: string, domainName: string): Promise<void> {
    return this.change(...aliases(name, domainName));
  }

  /** A CNAME that gives way to alias records, in one change. */
  async replaceCname(name: string, domainName: string): Promise<void> {
    const { HostedZones: [zone] = [] } = await this.route53.send(new ListHostedZonesCommand({}));
    const list = new ListResourceRecordSetsCommand({ HostedZoneId: zone?.Id });
    const { ResourceRecordSets: records = [] } = await this.route53.send(list);
    const old = records.filter(({ Name, Type }) => Name === `${name}.` && Type === "CNAME");
    const deleted = old.map((one) => ({ Action: "DELETE" as const, ResourceRecordSet: one }));
    await this.change(...deleted, ...aliases(name, domainName));
  }

  cname(name: string, value: string): Promise<void> {
    const record = { Name: name, Type: "CNAME" as const, TTL: 300, ResourceRecords: [{ Value: value }] };
    return this.change({ Action: "UPSERT", ResourceRecordSet: record });
  }

  /** @returns its ARN */
  async certificate(domainName: string): Promise<string> {
    const request = new RequestCertificateCommand({ DomainName: domainName, ValidationMethod: "DNS" });
    const { CertificateArn = "" } = await this.acm.send(request);
    const { Certificate } = await this.acm.send(new DescribeCertificateCommand({ CertificateArn }));
    const { Name = "", Value = "" } = Certificate?.DomainValidationOptions?.[0]?.ResourceRecord ?? {};
    await this.cname(Name, Value);
    return CertificateArn;
  }

  /** With a page at its root, readable for CloudFront. */
  async bucket(name: string): Promise<void> {
    await this.s3.send(
      new CreateBucketCommand({
        Bucket: name,
        CreateBucketConfiguration: { LocationConstraint: this.region as "eu-west-1" },
      }),
    );
    await this.s3.send(new PutObjectCommand({ Bucket: name, Key: "sorry.html", Body: "<h1>Sorry</h1>" }));
    const reads = {
      Effect: "Allow",
      Principal: { Service: "cloudfront.amazonaws.com" },
      Action: "s3:GetObject",
      Resource: `arn:aws:s3:::${name}/*`,
    };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [reads] });
    await this.s3.send(new PutBucketPolicyCommand({ Bucket: name, Policy }));
  }

  async accessControl(name: string): Promise<string> {
    const OriginAccessControlConfig = {
      Name: name,
      SigningProtocol: "sigv4",
      SigningBehavior: "always",
      OriginAccessControlOriginType: "s3",
    } as const;
    const command = new CreateOriginAccessControlCommand({ OriginAccessControlConfig });
    return (await this.cloudFront.send(command)).OriginAccessControl?.Id ?? "";
  }

  /** One whose root is the bucket's, as hand-built ones mostly are. */
  async distribution(
    names: readonly string[],
    from: { readonly bucket: string; readonly control: string; readonly certificate: string },
    more: Partial<DistributionConfig> = {},
  ): Promise<{ readonly id: string; readonly domainName: string }> {
    const config = distributionConfig({
      Comment: "made by hand",
      DefaultRootObject: "sorry.html",
      Aliases: { Quantity: names.length, Items: [...names] },
      Origins: {
        Quantity: 1,
        Items: [
          {
            Id: "S3-old",
            DomainName: `${from.bucket}.s3.${this.region}.amazonaws.com`,
            OriginAccessControlId: from.control,
            S3OriginConfig: { OriginAccessIdentity: "" },
            OriginPath: "",
            CustomHeaders: { Quantity: 0 },
            ConnectionAttempts: 3,
            ConnectionTimeout: 10,
            OriginShield: { Enabled: false },
          },
        ],
      },
      DefaultCacheBehavior: {
        TargetOriginId: "S3-old",
        ViewerProtocolPolicy: "redirect-to-https",
        // All that the console sends; Terraform's provider reads back no less.
        Compress: true,
        SmoothStreaming: false,
        FieldLevelEncryptionId: "",
        TrustedSigners: { Enabled: false, Quantity: 0 },
        TrustedKeyGroups: { Enabled: false, Quantity: 0 },
        FunctionAssociations: { Quantity: 0 },
        LambdaFunctionAssociations: { Quantity: 0 },
        GrpcConfig: { Enabled: false },
        AllowedMethods: {
          Quantity: 2,
          Items: ["GET", "HEAD"],
          CachedMethods: { Quantity: 2, Items: ["GET", "HEAD"] },
        },
        CachePolicyId: "658327ea-f89d-4fab-a63d-7e88639e58f6",
      },
      ViewerCertificate: {
        ACMCertificateArn: from.certificate,
        SSLSupportMethod: "sni-only",
        MinimumProtocolVersion: "TLSv1.2_2021",
      },
      ...more,
    });
    const command = new CreateDistributionCommand({ DistributionConfig: config });
    const { Distribution } = await this.cloudFront.send(command);
    return { id: Distribution?.Id ?? "", domainName: Distribution?.DomainName ?? "" };
  }
}
