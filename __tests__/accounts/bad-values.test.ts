import { BAD_VALUES, GOOD_VALUES, SUFFIXES } from "../support/bad-values";
import { faultsOf } from "../support/faults";

// The plain modules are held against the same table: __tests__/modules/bad-values.real.test.ts.

it.each([...BAD_VALUES, ...SUFFIXES])("accounts/ refuses what the module does: $title", ({ account }) => {
  expect(faultsOf([account])).toHaveLength(1);
});

it.each(GOOD_VALUES)("accounts/ takes what the module does: $title", ({ account }) => {
  expect(faultsOf([account])).toEqual([]);
});
