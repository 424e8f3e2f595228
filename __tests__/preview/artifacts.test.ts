import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Environment, PRODUCTION } from "../../nginx/environment";
import { nginxConf } from "../../nginx/nginx-conf";
import { type Artifacts, nginxConfFor, readArtifacts } from "../../preview/artifacts";
import { writeArtifacts } from "../support/artifacts";
import { ownPlatform } from "../support/request-path";
import { temporaryFolder } from "../support/temporary-folder";

const folder = temporaryFolder();
let artifacts: Artifacts;
beforeAll(() => {
  artifacts = readArtifacts(writeArtifacts(folder, ownPlatform()));
});

/** No value of it is part of another, nor of the config's other text. */
const LOCAL: Environment = {
  listen: ["127.0.0.1:54321"],
  statusListen: "127.0.0.1:54322",
  resolver: "127.0.0.1:54323",
  edgePort: 54324,
  caFile: "/local/ca.pem",
  pidFile: "/local/pid/nginx.pid",
  runFolder: "/local/run",
  logFolder: "/local/log",
  tempFolder: "/local/temp",
  dataFolder: "/local/data",
};

const synthesized = () => readFileSync(join(folder, "nginx", "nginx.conf"), "utf8");

describe("the synthesized nginx.conf for another environment", () => {
  test("has the synthesized one's lines, but for those with a value of the environment", () => {
    const [ours, theirs] = [synthesized(), nginxConfFor(LOCAL, synthesized())].map((text) =>
      text.split("\n").filter((line) => !/^ +listen (?:\[::\]:)?\S+ default_server/.test(line)),
    );
    const back = (line: string) =>
      (
        [
          "statusListen",
          "resolver",
          "caFile",
          "pidFile",
          "runFolder",
          "logFolder",
          "tempFolder",
          "dataFolder",
        ] as const
      )
        .reduce((text, field) => text.replaceAll(LOCAL[field], PRODUCTION[field]), line)
        .replaceAll(`$host:${LOCAL.edgePort}`, `$host:${PRODUCTION.edgePort}`);
    expect(theirs?.map(back)).toEqual(ours);
    expect(theirs).not.toEqual(ours);
  });

  test("listens where the environment says, and nowhere else", () => {
    const listens = [...nginxConfFor(LOCAL, synthesized()).matchAll(/^ +listen ([^ ;]+)/gm)].map(
      ([, at]) => at,
    );
    expect(listens).toEqual(
      ["127.0.0.1:54321", "unix:/local/run/inner.sock", "127.0.0.1:54322"].sort(
        (a, b) => listens.indexOf(a) - listens.indexOf(b),
      ),
    );
  });

  test("leaves no path of production's behind", () => {
    const text = nginxConfFor(LOCAL, synthesized());
    for (const field of [
      "caFile",
      "pidFile",
      "runFolder",
      "logFolder",
      "tempFolder",
      "dataFolder",
    ] as const) {
      expect([field, text.includes(PRODUCTION[field])]).toEqual([field, false]);
    }
  });

  test("is refused where another version has synthesized it", () => {
    expect(() => nginxConfFor(LOCAL, `${nginxConf(PRODUCTION)}# more\n`)).toThrow(
      "The synthesized nginx.conf is not of this version of sorry-server. Run: npm run synth",
    );
  });
});

test("a sorry server's other files are the synthesized ones, byte for byte", () => {
  const { config, data } = artifacts.serverFiles(LOCAL);
  expect(config["conf.d/virtual.conf"]).toEqual(
    readFileSync(join(folder, "nginx", "conf.d", "virtual.conf")),
  );
  expect(data["baked.conf"]).toEqual(readFileSync(join(folder, "sorry-server", "baked.conf")));
  expect(Object.keys(data)).toEqual(expect.arrayContaining(["pages/generic/index.html", "release.json"]));
});

test("which domains each site answers for is what virtual.conf says", () => {
  expect(Object.fromEntries(artifacts.domains)).toEqual({
    "domain-a.sorry.example.com": ["*.example.com", "example.com"],
    "domain-b.sorry.example.com": ["example.net", "old.example.org", "www.example.net"],
    "shimbun.sorry.media.example.com": ["shimbun.example.org", "xn--efvv70d.example.org"],
    "shop.sorry.media.example.com": ["shop.example.com"],
  });
});

test("the config hash is the image's", () => {
  expect(artifacts.configHash).toMatch(/^[0-9a-f]{12}$/);
});

test("a folder that no synth wrote is told from one that did", () => {
  expect(() => readArtifacts(join(folder, "stacks"))).toThrow(
    /stacks holds nothing that a synth wrote\. Run: npm run synth$/,
  );
});

test("another version's output is refused as a whole", () => {
  const other = join(folder, "other");
  writeArtifacts(other, ownPlatform());
  writeFileSync(join(other, "nginx", "nginx.conf"), "events {}\n");
  expect(() => readArtifacts(other)).toThrow("not of this version of sorry-server");
});
