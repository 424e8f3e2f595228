import { remembered } from "../../pages/remembered";

describe("a remembered function", () => {
  it("works each result out once", () => {
    const asked: string[] = [];
    const length = remembered((text = "") => asked.push(text));
    expect([length("a"), length("b"), length("a")]).toEqual([1, 2, 1]);
    expect(asked).toEqual(["a", "b"]);
  });

  it("keeps arguments apart whose texts run together", () => {
    const joined = remembered((...texts) => texts.join("|"));
    expect([joined("a", "bc"), joined("ab", "c"), joined("a")]).toEqual(["a|bc", "ab|c", "a"]);
  });

  it("remembers a result that is nothing", () => {
    let calls = 0;
    const none = remembered(() => {
      calls++;
      return undefined;
    });
    none("a");
    none("a");
    expect(calls).toBe(1);
  });

  it("forgets the oldest results rather than growing for ever", () => {
    const asked: string[] = [];
    const length = remembered((text = "") => asked.push(text));
    for (let i = 0; i < 300; i++) length(`text ${i}`);
    length("text 299");
    length("text 0");
    expect(asked.slice(300)).toEqual(["text 0"]);
  });
});
