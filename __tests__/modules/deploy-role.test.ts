import type { AccountConfig } from "../../accounts/types";
import ownAccounts from "../../accounts";
import { AccountStack, type DeployRole, type PolicyDocument, deployRole } from "../../modules";
import { PERMISSIONS } from "../../modules/deploy-permissions";
import { checkPages } from "../../pages/platform-pages";
import { SMALLEST, platformOf, sitesOf } from "../support/platforms";
import { newApp } from "../support/synthesized";

function roleOf(config: AccountConfig): DeployRole {
  const platform = platformOf([config]);
  const [account] = platform.accounts;
  if (account === undefined) throw new Error("no account");
  const { pages } = checkPages(sitesOf(platform));
  return deployRole(account, new AccountStack(newApp(), account.name, { account, pages }));
}

const statementsWith = ({ Statement: statements }: PolicyDocument, action: string) =>
  statements.filter(({ Action: actions }) => actions.includes(action));

const SCOPE = {
  accountId: "111111111111",
  region: "eu-west-1",
  sorryDomain: "sorry.example.com",
  bucket: "pages",
  fleet: "sorry-server-corporate",
};

/** What AWS knows no resource of, or only resources that the stack does not name. */
const WITHOUT_RESOURCE =
  /^(?:ec2:Describe\w+|ec2:RunInstances|autoscaling:Describe\w+|elasticloadbalancing:Describe\w+|route53:ListHostedZones(?:ByName)?|acm:RequestCertificate|cloudfront:CreateOriginAccessControl)$/;

describe.each(Object.entries(PERMISSIONS))("what %s needs", (_, of) => {
  it("is named action by action, on resources of the account where AWS has any", () => {
    const permissions = of(SCOPE);
    expect(permissions.length).toBeGreaterThan(0);
    for (const { actions, resources } of permissions) {
      expect(actions.filter((action) => !/^[a-z0-9]+:[A-Z][A-Za-z0-9]+$/.test(action))).toEqual([]);
      if (resources.includes("*")) {
        expect(actions.filter((action) => !WITHOUT_RESOURCE.test(action))).toEqual([]);
      } else {
        // Of the account, or of a service whose resources carry no account: the zones, and the bucket by its name.
        const own = /^arn:aws:(?:[a-z0-9]+:[a-z0-9-]*:111111111111:|s3:::pages(?:\/\*)?$|route53:::)/;
        expect(resources.filter((arn) => !own.test(arn))).toEqual([]);
      }
    }
  });
});

it("every type of resource in the repository's accounts has its permissions", () => {
  for (const account of ownAccounts) expect(roleOf(account).permissions.Statement.length).toBeGreaterThan(5);
});

it("of the zone, only names below the sorry domain may be written", () => {
  const { permissions } = roleOf(SMALLEST);
  expect(statementsWith(permissions, "route53:ChangeResourceRecordSets")).toEqual([
    {
      Effect: "Allow",
      Action: ["route53:ChangeResourceRecordSets"],
      Resource: ["arn:aws:route53:::hostedzone/*"],
      Condition: {
        "ForAllValues:StringLike": {
          "route53:ChangeResourceRecordSetsNormalizedRecordNames": ["*.sorry.example.com"],
        },
      },
    },
  ]);
});

it("the bucket is the stack's own, by the name that it will have", () => {
  const { permissions } = roleOf(SMALLEST);
  expect(statementsWith(permissions, "s3:PutObject").map(({ Resource }) => Resource)).toEqual([
    ["arn:aws:s3:::pages-sorry-example-com-111111111111/*"],
  ]);
});

it("a policy fits into a role, without spaces", () => {
  // @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  expect(JSON.stringify(roleOf(SMALLEST).permissions).length).toBeLessThan(6144);
  const all = Object.values(PERMISSIONS).flatMap((of) => of(SCOPE));
  expect(JSON.stringify(all).length).toBeLessThan(10_240);
});

it("a zone in another account is reached through its role alone", () => {
  const roleArn = "arn:aws:iam::333333333333:role/dns";
  const { permissions } = roleOf({ ...SMALLEST, zone: { name: "example.com", roleArn } });
  expect(JSON.stringify(permissions)).not.toContain("route53:");
  expect(statementsWith(permissions, "sts:AssumeRole").map(({ Resource }) => Resource)).toEqual([[roleArn]]);
});

describe("the state in S3", () => {
  const backend = { type: "s3", bucket: "states", region: "eu-west-1" } as const;

  it("is the role's to read and write, and its lock to remove", () => {
    const { permissions } = roleOf({ ...SMALLEST, backend });
    const state = "arn:aws:s3:::states/sorry-server/corporate.tfstate";
    expect(
      permissions.Statement.filter(({ Resource }) => Resource?.[0]?.startsWith("arn:aws:s3:::states")),
    ).toEqual([
      { Effect: "Allow", Action: ["s3:ListBucket"], Resource: ["arn:aws:s3:::states"] },
      { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: [state] },
      {
        Effect: "Allow",
        Action: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
        Resource: [`${state}.tflock`],
      },
    ]);
  });

  it("is reached through the state's own role where there is one", () => {
    const roleArn = "arn:aws:iam::999999999999:role/states";
    const { permissions } = roleOf({ ...SMALLEST, backend: { ...backend, roleArn } });
    expect(statementsWith(permissions, "sts:AssumeRole").map(({ Resource }) => Resource)).toEqual([
      [roleArn],
    ]);
    expect(JSON.stringify(permissions)).not.toContain(":::states");
  });
});

describe("who may assume the role", () => {
  it("are the runs of the account's workspace of Terraform Cloud, and of no other", () => {
    const backend = { type: "terraform-cloud", organization: "acme", hostname: "tfe.example.com" } as const;
    expect(roleOf({ ...SMALLEST, backend }).trust).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Federated: "arn:aws:iam::111111111111:oidc-provider/tfe.example.com" },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: { "tfe.example.com:aud": "aws.workload.identity" },
            StringLike: {
              "tfe.example.com:sub":
                "organization:acme:project:*:workspace:sorry-server-corporate:run_phase:*",
            },
          },
        },
      ],
    });
  });

  it("is not said for another backend, nor for a role that is assumed from elsewhere", () => {
    expect(roleOf(SMALLEST)).not.toHaveProperty("trust");
    const credentials = { roleArn: "arn:aws:iam::111111111111:role/deploy" };
    const backend = { type: "terraform-cloud", organization: "acme" } as const;
    expect(roleOf({ ...SMALLEST, backend, credentials })).not.toHaveProperty("trust");
  });
});
