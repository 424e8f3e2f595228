import type { DistributionSummary } from "@aws-sdk/client-cloudfront";
import { lifecycleRules } from "../../cli/import/read-bucket";
import { foundDistribution } from "../../cli/import/read-cloudfront";

/** What CloudFront says, as far as it is read. */
const summary = (parts: object) => parts as DistributionSummary;

test.each([
  ["old.s3.amazonaws.com", "old", false],
  ["old.s3.eu-west-1.amazonaws.com", "old", false],
  ["old.s3-eu-west-1.amazonaws.com", "old", false],
  ["old.s3.dualstack.ap-northeast-1.amazonaws.com", "old", false],
  ["sorry.example.com.s3.us-gov-west-1.amazonaws.com", "sorry.example.com", false],
  ["old.s3-website-eu-west-1.amazonaws.com", "old", true],
  ["old.s3-website.eu-central-1.amazonaws.com", "old", true],
  ["ap-123.s3-accesspoint.us-east-1.amazonaws.com", undefined, false],
  ["ap-123.s3-object-lambda.us-east-1.amazonaws.com", undefined, false],
  ["www.example.com", undefined, false],
])("an origin is a bucket, its web site, or neither: %s", (DomainName, bucket, isWebsite) => {
  const { origins } = foundDistribution(summary({ Origins: { Items: [{ DomainName }] } }));
  expect(origins).toEqual([{ domainName: DomainName, bucket, isWebsite, access: "none" }]);
});

test.each([
  ["allow-all", ["GET", "HEAD"], ["its plain HTTP"]],
  ["redirect-to-https", ["HEAD", "GET"], ["its plain HTTP"]],
  ["https-only", ["GET", "HEAD", "OPTIONS"], ["methods other than GET and HEAD"]],
  ["https-only", ["GET", "HEAD"], []],
])("a distribution answers more than a site's: %s, %s", (ViewerProtocolPolicy, Items, extras) => {
  const DefaultCacheBehavior = { ViewerProtocolPolicy, AllowedMethods: { Items } };
  expect(foundDistribution(summary({ DefaultCacheBehavior })).extras).toEqual(extras);
});

test("lifecycle rules count where they delete or move objects in use", () => {
  const Status = "Enabled";
  expect(
    lifecycleRules([
      { ID: "all", Status, Filter: {}, Expiration: { Days: 30 } },
      {
        ID: "folder",
        Status,
        Filter: { And: { Prefix: "a/" } },
        Expiration: { Date: new Date("2030-01-01") },
      },
      // eslint-disable-next-line @typescript-eslint/no-deprecated
      { ID: "older form", Status, Prefix: "b/", Transitions: [{ Days: 30, StorageClass: "GLACIER" }] },
      { ID: "off", Status: "Disabled", Filter: {}, Expiration: { Days: 30 } },
      { ID: "old versions", Status, Filter: {}, NoncurrentVersionExpiration: { NoncurrentDays: 30 } },
      { ID: "markers", Status, Filter: {}, Expiration: { ExpiredObjectDeleteMarker: true } },
    ]),
  ).toEqual([
    { name: "all", prefix: "" },
    { name: "folder", prefix: "a/" },
    { name: "older form", prefix: "b/" },
  ]);
});
