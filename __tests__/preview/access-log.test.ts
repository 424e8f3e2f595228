import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LogTail } from "../../preview/access-log";
import { temporaryFolder } from "../support/temporary-folder";

const folder = temporaryFolder();
const line = (uri: string) => JSON.stringify({ host: "example.com", uri, status: 503, source: "fresh" });
const uris = async (tail: LogTail) => (await tail.read()).map(({ uri }) => uri);

test("each line is read once, when it is whole", async () => {
  const file = join(folder, "access.log");
  writeFileSync(file, `${line("/1")}\n${line("/2")}\n${line("/3").slice(0, 10)}`);
  const tail = new LogTail(file);
  expect(await uris(tail)).toEqual(["/1", "/2"]);
  expect(await uris(tail)).toEqual([]);
  appendFileSync(file, `${line("/3").slice(10)}\n${line("/新")}\n`);
  expect(await uris(tail)).toEqual(["/3", "/新"]);
});

test("a log that is not there, or no more, has no lines", async () => {
  const file = join(folder, "gone.log");
  const tail = new LogTail(file);
  expect(await uris(tail)).toEqual([]);
  writeFileSync(file, `${line("/1")}\n`);
  expect(await uris(tail)).toEqual(["/1"]);
  rmSync(file);
  expect(await uris(tail)).toEqual([]);
});
