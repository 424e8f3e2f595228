import { createSocket } from "node:dgram";
import { once } from "node:events";

/** A small DNS server on loopback that knows A records; its answers can be changed while it runs. */
export interface Dns {
  /** As nginx's `resolver` takes it. */
  readonly address: string;
  /** From now on `name` has this IPv4 address. */
  readonly set: (name: string, address: string) => void;
  /** From now on there is no such name. */
  readonly remove: (name: string) => void;
  /** From now on these names exist, with their addresses, and no other. */
  readonly replace: (names: Readonly<Record<string, string>>) => void;
  /** While it is silent, it answers nothing at all: to those who ask, a DNS server that is dead. */
  readonly silence: (silent: boolean) => void;
  readonly isSilent: boolean;
  readonly close: () => Promise<void>;
}

const HEADER = 12;
/** Of an answer: its flags say "a response, recursion available", and whether there is no such name. */
const FLAGS = { answer: 0x8180, noSuchName: 0x8183 };
const TYPE_A = 1;
/** Longer than any test waits: who asks again does so on its own account, not because the answer has expired. */
const TTL_SECONDS = 3600;

interface Question {
  readonly name: string;
  readonly type: number;
  /** Where it ends, after the type and the class. */
  readonly end: number;
}

/** The one question of a query; undefined for what is no query. */
function readQuestion(query: Buffer): Question | undefined {
  const labels: string[] = [];
  let at = HEADER;
  for (let length = query[at]; length !== 0; length = query[at]) {
    if (length === undefined) return undefined;
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  const end = at + 1 + 4;
  if (query.length < end) return undefined;
  return { name: labels.join(".").toLowerCase(), type: query.readUInt16BE(at + 1), end };
}

/** @see https://www.rfc-editor.org/rfc/rfc1035#section-4.1 */
function respond(query: Buffer, find: (name: string) => string | undefined): Buffer | undefined {
  const question = readQuestion(query);
  if (question === undefined) return undefined;
  const address = find(question.name);
  const header = Buffer.alloc(HEADER);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(address === undefined ? FLAGS.noSuchName : FLAGS.answer, 2);
  header.writeUInt16BE(1, 4);
  const asked = query.subarray(HEADER, question.end);
  // A name that exists has no record of another type.
  if (address === undefined || question.type !== TYPE_A) return Buffer.concat([header, asked]);
  header.writeUInt16BE(1, 6);
  // The name (a pointer to the question's), type A, class IN, the time to live, four bytes of address.
  const record = Buffer.from([0xc0, HEADER, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split(".").map(Number)]);
  record.writeUInt32BE(TTL_SECONDS, 6);
  return Buffer.concat([header, asked, record]);
}

/** Starts it with these names and their addresses. */
export async function startDns(names: Readonly<Record<string, string>>): Promise<Dns> {
  let addresses = new Map(Object.entries(names));
  let silent = false;
  const socket = createSocket("udp4");
  socket.on("message", (query, { port, address }) => {
    const response = silent ? undefined : respond(query, (name) => addresses.get(name));
    if (response !== undefined) socket.send(response, port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    address: `127.0.0.1:${socket.address().port}`,
    set: (name, address) => addresses.set(name, address),
    remove: (name) => addresses.delete(name),
    replace: (all) => (addresses = new Map(Object.entries(all))),
    silence: (value) => (silent = value),
    get isSilent() {
      return silent;
    },
    close: async () => {
      socket.close();
      await once(socket, "close");
    },
  };
}
