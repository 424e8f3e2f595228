import { Lazy } from "cdktf";
import { withoutTokenTraces } from "../../cli/token-traces";

const capture = () => Reflect.get(Error, "captureStackTrace") as unknown;
const tokenTrace = () => Lazy.anyValue({ produce: () => "value" }).creationStack;

describe("withoutTokenTraces", () => {
  it("spares cdktf the stack traces of its tokens", () => {
    expect(withoutTokenTraces(tokenTrace)).toEqual([]);
  });

  it("lets errors keep theirs", () => {
    const thrown = withoutTokenTraces(() => new Error("a fault"));
    expect(thrown.stack).toContain("token-traces.test");
  });

  it("leaves everything as it was, also when the synth fails", () => {
    const before = capture();
    const fail = () => {
      throw new Error("a fault");
    };
    expect(() => {
      withoutTokenTraces(fail);
    }).toThrow("a fault");
    expect(capture()).toBe(before);
    expect(tokenTrace().length).toBeGreaterThan(0);
  });
});
