import { createSocket } from "node:dgram";
import { promises as nodeDns } from "node:dns";
import { type Dns, startDns } from "../../preview/dns";

let dns: Dns;
let resolver: nodeDns.Resolver;
beforeEach(async () => {
  dns = await startDns({ "a.sorry.example.com": "127.0.0.1" });
  resolver = new nodeDns.Resolver({ timeout: 200, tries: 1 });
  resolver.setServers([dns.address]);
});
afterEach(() => dns.close());

test("a name that it knows has its address, in capitals too", async () => {
  expect(await resolver.resolve4("a.sorry.example.com")).toEqual(["127.0.0.1"]);
  expect(await resolver.resolve4("A.Sorry.Example.com")).toEqual(["127.0.0.1"]);
});

test("a name that it does not know does not exist", async () => {
  await expect(resolver.resolve4("b.sorry.example.com")).rejects.toMatchObject({ code: "ENOTFOUND" });
});

test("a name that it knows has no record of another type", async () => {
  await expect(resolver.resolve6("a.sorry.example.com")).rejects.toMatchObject({ code: "ENODATA" });
});

test("names can be set, removed and replaced", async () => {
  dns.set("b.example.com", "127.0.0.2");
  expect(await resolver.resolve4("b.example.com")).toEqual(["127.0.0.2"]);
  dns.remove("b.example.com");
  await expect(resolver.resolve4("b.example.com")).rejects.toMatchObject({ code: "ENOTFOUND" });
  dns.replace({ "c.example.com": "127.0.0.3" });
  expect(await resolver.resolve4("c.example.com")).toEqual(["127.0.0.3"]);
  await expect(resolver.resolve4("a.sorry.example.com")).rejects.toMatchObject({ code: "ENOTFOUND" });
});

test("while it is silent nobody gets an answer", async () => {
  dns.silence(true);
  expect(dns.isSilent).toBe(true);
  await expect(resolver.resolve4("a.sorry.example.com")).rejects.toMatchObject({ code: "ETIMEOUT" });
  dns.silence(false);
  expect(await resolver.resolve4("a.sorry.example.com")).toEqual(["127.0.0.1"]);
});

test.each(["", "no query", "\0".repeat(12), `${"\0".repeat(12)}\x3fshort`])(
  "what is no query, %j, does not stop it",
  async (bytes) => {
    const socket = createSocket("udp4");
    const [, port = ""] = dns.address.split(":");
    await new Promise((resolve) => {
      socket.send(Buffer.from(bytes, "latin1"), Number(port), "127.0.0.1", resolve);
    });
    socket.close();
    expect(await resolver.resolve4("a.sorry.example.com")).toEqual(["127.0.0.1"]);
  },
);
