import { join } from "node:path";
import { BAD_VALUES, GOOD_VALUES, PLAIN_MODULES, SUFFIXES } from "../support/bad-values";
import { BareModule } from "../support/bare-module";
import { temporaryFolder } from "../support/temporary-folder";

jest.setTimeout(120_000);

// accounts/ is held against the same table: __tests__/accounts/bad-values.test.ts.

const work = temporaryFolder();

describe.each(Object.entries(PLAIN_MODULES))("a plan of %s", (name, { make, right }) => {
  let bare: BareModule;
  beforeAll(() => {
    bare = new BareModule(make(work), join(work, `${name}-bare`));
  });
  const of = <T extends { readonly module: string }>(values: readonly T[]) =>
    values.filter(({ module }) => module === name);

  it.each(of(BAD_VALUES))("refuses what accounts/ does: $title", async ({ variables }) => {
    const faults = await bare.faultsOf({ ...right, ...variables });
    expect(faults).not.toEqual([]);
    for (const fault of faults) expect(fault).toContain("This was checked by the validation rule");
  });

  it.each([{ title: "what is right", variables: {} }, ...of([...GOOD_VALUES, ...SUFFIXES])])(
    "refuses nothing else: $title",
    async ({ variables }) => {
      expect(await bare.faultsOf({ ...right, ...variables })).toEqual([]);
    },
  );
});
