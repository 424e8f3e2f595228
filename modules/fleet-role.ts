import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Fn, Token } from "cdktf";
import { Construct } from "constructs";
import { METRICS } from "../accounts/metrics";

/**
 * What Session Manager and Run Command need of an instance. Not AWS's own AmazonSSMManagedInstanceCore: that one lets
 * an instance read every parameter of the account.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html
 */
const SSM_ACTIONS = [
  "ssm:UpdateInstanceInformation",
  "ssm:ListAssociations",
  "ssm:ListInstanceAssociations",
  "ssm:DescribeDocument",
  "ssm:GetDocument",
  "ssm:UpdateInstanceAssociationStatus",
  "ssmmessages:CreateControlChannel",
  "ssmmessages:CreateDataChannel",
  "ssmmessages:OpenControlChannel",
  "ssmmessages:OpenDataChannel",
  "ec2messages:AcknowledgeMessage",
  "ec2messages:DeleteMessage",
  "ec2messages:FailMessage",
  "ec2messages:GetEndpoint",
  "ec2messages:GetMessages",
  "ec2messages:SendReply",
];

const document = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });

/** Names get 26 random characters behind this much. @see https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/iam_role#name_prefix */
const LONGEST_PREFIX = 38;

/** What a sorry server may do in AWS: be reached through SSM, and report its own figures. */
export class FleetRole extends Construct {
  readonly arn: string;
  readonly name: string;
  readonly instanceProfileArn: string;

  constructor(scope: Construct, id: string, props: { readonly name: string }) {
    super(scope, id);
    const whole = `${props.name}-`;
    const namePrefix = Token.isUnresolved(whole)
      ? Fn.substr(whole, 0, LONGEST_PREFIX)
      : whole.slice(0, LONGEST_PREFIX);
    const role = new IamRole(this, "Resource", {
      namePrefix,
      description: "What a sorry server may do: be reached through SSM, and report its figures",
      assumeRolePolicy: document({
        Effect: "Allow",
        Principal: { Service: "ec2.amazonaws.com" },
        Action: "sts:AssumeRole",
      }),
    });
    this.arn = role.arn;
    this.name = role.name;
    new IamRolePolicy(this, "ssm", {
      name: "ssm",
      role: role.name,
      // These actions know no resources.
      policy: document({ Effect: "Allow", Action: SSM_ACTIONS, Resource: "*" }),
    });
    new IamRolePolicy(this, "metrics", {
      name: "metrics",
      role: role.name,
      policy: document({
        Effect: "Allow",
        Action: "cloudwatch:PutMetricData",
        Resource: "*",
        Condition: { StringEquals: { "cloudwatch:namespace": METRICS.namespace } },
      }),
    });
    this.instanceProfileArn = new IamInstanceProfile(this, "instance-profile", {
      namePrefix,
      role: role.name,
    }).arn;
  }
}
