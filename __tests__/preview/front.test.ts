import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { startFront } from "../../preview/front";
import { ask } from "../support/http";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A port that somebody else has. */
async function takenPort(address: string): Promise<number> {
  const server = createServer().listen(0, address);
  await once(server, "listening");
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

async function front(port: number, body = "front") {
  const started = await startFront(port, (_, response) => response.end(body));
  closers.push(started.close);
  return started;
}

test("a taken port is passed over for the next free one", async () => {
  const taken = await takenPort("127.0.0.1");
  const { port } = await front(taken);
  expect(port).toBeGreaterThan(taken);
  expect((await ask(port, { host: "localhost" })).body.toString()).toBe("front");
});

test("two of them do not share a port", async () => {
  const first = await front(await takenPort("127.0.0.1"), "first");
  const second = await front(first.port, "second");
  expect(second.port).toBeGreaterThan(first.port);
  expect((await ask(first.port, { host: "localhost" })).body.toString()).toBe("first");
});

test("a port is free again when it has closed", async () => {
  const first = await front(await takenPort("127.0.0.1"));
  await closers.pop()?.();
  expect((await front(first.port)).port).toBe(first.port);
});

test("the highest port has no next one", async () => {
  const handle = () => undefined;
  const last = await startFront(65_535, handle).catch(() => undefined);
  if (last !== undefined) closers.push(last.close);
  await expect(startFront(65_535, handle)).rejects.toThrow(
    "No port is free from 65535 on. Choose another with --port.",
  );
});
