import { TerraformDataSource, TerraformResource, type TerraformStack } from "cdktf";
import type { Account } from "../accounts/types";
import { PERMISSIONS, type Permission, type Scope } from "./deploy-permissions";

/** A statement of a policy, as IAM writes it. */
export interface Statement {
  readonly Effect: "Allow";
  readonly Principal?: Readonly<Record<string, string>>;
  readonly Action: string | readonly string[];
  readonly Resource?: readonly string[];
  readonly Condition?: Permission["condition"];
}

/** A policy document, as IAM takes it. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

/** The role that deploys an account's stack. */
export interface DeployRole {
  /** What it may do: what the stack's types of resources need, where the account's names allow. */
  readonly permissions: PolicyDocument;
  /** Who may assume it: the runs of the account's workspace. Only where that is one of Terraform Cloud. */
  readonly trust?: PolicyDocument;
}

/** The types of resource in the stack; data sources as `data.TYPE`. Those of a zone elsewhere belong to its own role. */
function typesOf(stack: TerraformStack, isZoneElsewhere: boolean): string[] {
  const types = stack.node.findAll().flatMap((node) => {
    if (TerraformResource.isTerraformResource(node)) return node.terraformResourceType;
    return TerraformDataSource.isTerraformDataSource(node) ? `data.${node.terraformResourceType}` : [];
  });
  return [...new Set(types)].filter((type) => !(isZoneElsewhere && /^(?:data\.)?aws_route53_/.test(type)));
}

/** What the state needs, where the role keeps it itself: the object, and the lock beside it. */
function statePermissions({ backend }: Account): readonly Permission[] {
  if (backend.type !== "s3") return [];
  if (backend.roleArn !== undefined) return [{ actions: ["sts:AssumeRole"], resources: [backend.roleArn] }];
  const object = `arn:aws:s3:::${backend.bucket}/${backend.key}`;
  return [
    { actions: ["s3:ListBucket"], resources: [`arn:aws:s3:::${backend.bucket}`] },
    { actions: ["s3:GetObject", "s3:PutObject"], resources: [object] },
    { actions: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], resources: [`${object}.tflock`] },
  ];
}

/** One statement for all that is allowed on the same resources under the same conditions. */
function statementsOf(permissions: readonly Permission[]): Statement[] {
  const groups = new Map<string, { readonly of: Permission; readonly actions: Set<string> }>();
  for (const permission of permissions) {
    const key = JSON.stringify([permission.resources, permission.condition]);
    const group = groups.get(key) ?? { of: permission, actions: new Set() };
    for (const action of permission.actions) group.actions.add(action);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ of: { resources, condition }, actions }) => ({
    Effect: "Allow",
    Action: [...actions].sort(),
    Resource: resources,
    ...(condition === undefined ? {} : { Condition: condition }),
  }));
}

const policy = (statements: readonly Statement[]): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: statements,
});

/**
 * Terraform Cloud proves to AWS which workspace a run is of.
 *
 * @see https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/aws-configuration
 */
function trustOf({ id, backend }: Account): PolicyDocument | undefined {
  if (backend.type !== "terraform-cloud") return undefined;
  const { hostname, organization, workspace } = backend;
  return policy([
    {
      Effect: "Allow",
      Principal: { Federated: `arn:aws:iam::${id}:oidc-provider/${hostname}` },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: { [`${hostname}:aud`]: "aws.workload.identity" },
        // A workspace's name is unique in its organization, whatever project it is in; plan and apply.
        StringLike: {
          [`${hostname}:sub`]: `organization:${organization}:project:*:workspace:${workspace}:run_phase:*`,
        },
      },
    },
  ]);
}

/**
 * The least that the role must be able to do which deploys an account's stack.
 *
 * @param stack the account's, with all its resources
 * @throws Error for a type of resource whose permissions nobody has written down
 */
export function deployRole(account: Account, stack: TerraformStack): DeployRole {
  const { id, name, region, sorryDomain, bucket, zone, credentials } = account;
  const scope: Scope = {
    accountId: id,
    region,
    sorryDomain,
    bucket,
    fleet: `sorry-server-${name}`,
  };
  const permissions = typesOf(stack, zone.roleArn !== undefined).flatMap((type) => {
    const of = PERMISSIONS[type];
    if (of === undefined)
      throw new Error(`${stack.node.path}: what ${type} needs is not in deploy-permissions.ts.`);
    return of(scope);
  });
  // Where the stack assumes a role of the account, it is that role's policy; state and zone are the caller's to reach.
  const callers =
    credentials === undefined
      ? [
          ...statePermissions(account),
          ...(zone.roleArn === undefined ? [] : [{ actions: ["sts:AssumeRole"], resources: [zone.roleArn] }]),
        ]
      : [];
  const trust = credentials === undefined ? trustOf(account) : undefined;
  return { permissions: policy(statementsOf([...permissions, ...callers])), ...(trust && { trust }) };
}
