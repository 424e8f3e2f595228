import { waitFor } from "../../cli/switch/patience";

const patience = { seconds: 60, everyMilliseconds: 1, sayEveryMilliseconds: 60 };

it("a long wait says what it waits for, at first and again and again, as it is by then", async () => {
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  let looks = 0;
  const seen = await waitFor({ patience, say }, () => {
    looks += 1;
    return Promise.resolve(said.length === 4 ? { found: looks } : { waitingFor: `look ${looks}` });
  });
  expect(seen).toEqual({ found: looks });
  expect(said[0]).toBe("Waiting for look 1");
  expect(said.slice(1)).toEqual(
    Array.from(
      { length: 3 },
      () => expect.stringMatching(/^Waiting for look \d+: 0 of 60 seconds$/) as string,
    ),
  );
  // Not at every look.
  expect(looks).toBeGreaterThan(said.length);
});

it("what is there at once is waited for in silence", async () => {
  const say = jest.fn();
  expect(await waitFor({ patience, say }, () => Promise.resolve({ found: 1 }))).toEqual({ found: 1 });
  expect(say).not.toHaveBeenCalled();
});

it("a wait ends with what it waits for once patience does", async () => {
  const impatient = { ...patience, seconds: 0, everyMilliseconds: 5 };
  const look = jest.fn(() => Promise.resolve({ waitingFor: "nothing" }));
  expect(await waitFor({ patience: impatient, say: () => undefined }, look)).toEqual({
    waitingFor: "nothing",
  });
});

it("a wait ends at once when it is aborted, by the reason", async () => {
  const controller = new AbortController();
  const endless = { ...patience, everyMilliseconds: 3_600_000 };
  const wait = waitFor({ patience: endless, say: () => undefined, signal: controller.signal }, () => {
    setImmediate(() => {
      controller.abort(new Error("enough"));
    });
    return Promise.resolve({ waitingFor: "for ever" });
  });
  await expect(wait).rejects.toThrow("enough");
});
