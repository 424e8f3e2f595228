import { accountOfSites, chooseAccounts } from "../../cli/accounts";
import { cut, list } from "../../cli/list";
import { manySites, platformOf } from "../support/platforms";

const letters = (text: string) => text.split("");

it("a list is said whole up to ten", () => {
  expect(list(letters("abcdefghij"))).toBe("a, b, c, d, e, f, g, h, i, j");
  expect(list([])).toBe("none");
});

it("a longer one is cut, and says how many more there are", () => {
  expect(list(letters("abcdefghijkl"))).toBe("a, b, c, d, e, f, g, h, i, j, … and 2 more");
  expect(cut(letters("abcdefghijkl"), (count) => `${count} left`).at(-1)).toBe("2 left");
});

describe("of a large platform a message shows the first ten", () => {
  it("sites", () => {
    const { accounts } = platformOf(manySites(1000));
    expect(() => accountOfSites(accounts, ["nope"], undefined)).toThrow(
      /^There is no site nope in accounts\/\. There is: (?:site-0-\d+, ){10}… and 990 more\.$/,
    );
  });

  it("accounts", () => {
    const { accounts } = platformOf(manySites(12, 12));
    expect(() => chooseAccounts(accounts, "nope")).toThrow(
      /^There is no account nope in accounts\/\. There is: (?:account-\d+, ){10}… and 2 more\.$/,
    );
  });
});
