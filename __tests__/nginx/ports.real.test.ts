import { connect } from "node:net";
import { once } from "node:events";
import { listenOn } from "../../nginx/environment";
import { freePorts } from "../../preview/free-port";
import { type Nginx, startNginx } from "../../preview/nginx";
import { ask } from "../support/http";
import { serverFiles } from "../support/nginx";
import { accountConfig, platformOf } from "../support/platforms";
import { temporaryFolder } from "../support/temporary-folder";

jest.setTimeout(60_000);

/** nginx as a platform with other ports than 80 has it, on ports that are free here. */

const folder = temporaryFolder();
let nginx: Nginx;
let others: readonly number[];

beforeAll(async () => {
  others = await freePorts(2);
  const platform = platformOf([accountConfig()]);
  const environment = { resolver: "127.0.0.1:9", edgePort: 9, caFile: "/etc/ssl/certs/ca-certificates.crt" };
  nginx = await startNginx(folder, environment, (given) => {
    // As in an image whose platform has 8080 among its ports: nginx's own figures are on that one's loopback.
    const [first = NaN] = others;
    const listen = [...given.listen, ...listenOn(others)];
    return serverFiles(platform)({ ...given, listen, statusListen: `127.0.0.2:${first}` });
  });
});
afterAll(() => nginx.stop());

it("a sorry server answers on each port, health checks and people alike", async () => {
  for (const port of [nginx.port, ...others]) {
    expect(await ask(port, { host: "10.0.1.23" })).toMatchObject({
      status: 200,
      headers: { "content-type": "image/gif" },
    });
    const https = { "X-Forwarded-Proto": "https" };
    expect(await ask(port, { host: "example.com", headers: https })).toMatchObject({ status: 503 });
  }
});

it("by IPv6, too", async () => {
  const socket = connect(others[0] ?? NaN, "::1");
  let answer = "";
  socket.setEncoding("latin1").on("data", (text: string) => (answer += text));
  socket.write("GET /health HTTP/1.0\r\nHost: 10.0.1.23\r\n\r\n");
  await once(socket, "close");
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
});

it("nginx's own figures stay on loopback, also where a port is the same", async () => {
  const port = others[0] ?? NaN;
  const answer = await ask(port, { host: "10.0.1.23", path: "/nginx_status" });
  expect(answer.headers["content-type"]).toBe("image/gif");
  const figures = await fetch(`http://127.0.0.2:${port}/nginx_status`);
  expect(await figures.text()).toContain("Active connections");
});
