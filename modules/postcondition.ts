import { type Postcondition, Token } from "cdktf";

/** What must hold of something that exists, in Terraform's language, and what a plan says where it does not. */
export const holds = (condition: string, errorMessage: string): Postcondition => ({
  condition: `\${${condition}}`,
  errorMessage,
});

/** A load balancer of another kind can't do what is asked of it. */
export const isOfType = (type: "application" | "network", name: string): Postcondition =>
  holds(`self.load_balancer_type == "${type}"`, `Load balancer ${name} is no ${type} one.`);

/** It must be in the fleet's VPC; the message says of what. */
export const isInVpc = (vpcId: string, errorMessage: string): Postcondition =>
  // A token stands for an expression: between quotes it would be a text to Terraform.
  holds(`self.vpc_id == ${Token.isUnresolved(vpcId) ? vpcId : JSON.stringify(vpcId)}`, errorMessage);
