import { AccountStack } from "../modules/account-stack";

/**
 * An account's stack without cdktf's preparation, which resolves every resource once more than it is written, to find
 * references to other stacks. Of those an account has none.
 */
export class IndependentStack extends AccountStack {
  // eslint-disable-next-line @typescript-eslint/no-empty-function
  override prepareStack(): void {}
}
