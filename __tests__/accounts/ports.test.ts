import { masterConfig } from "../../nginx/master-config";
import { faultsOf } from "../support/faults";
import { accountConfig, platformOf } from "../support/platforms";

const RULE = "must be ports from 1 to 65535, 80 among them, each once, ten at most";
const FIX = "Leave it out for [80], or add what target groups and classic load balancers send requests to.";
const faults = (ports: unknown) => faultsOf({ accounts: [accountConfig()], ports });

it.each([
  ["no list", 8080, "", "8080"],
  ["none", [], "", "[]"],
  ["not 80, where rules send their requests", [8080], "", "[8080]"],
  ["one twice", [80, 80], "", "[80,80]"],
  ["eleven", Array.from({ length: 11 }, (_, i) => 80 + i), "", "[80,81,82,83,84,85,86,87,88,89,90]"],
  ["none that there is", [80, 65_536], "[1]", "65536"],
  ["a half", [80, 80.5], "[1]", "80.5"],
  ["a text that could be nginx's", [80, "81; return 200"], "[1]", '"81; return 200"'],
])("ports are refused: %s", (_, ports, place, shown) => {
  expect(faults(ports)).toEqual([`accounts: \`ports${place}\` ${RULE}, got ${shown}. ${FIX}`]);
});

it("ports are what nginx listens on, by IPv4 and IPv6, in order; another list makes another image", () => {
  const platform = platformOf({ accounts: [accountConfig()], ports: [8081, 80] });
  expect(platform.ports).toEqual([80, 8081]);
  const { files, hash } = masterConfig(platform);
  const listens = files["nginx.conf"].match(/^ +listen (?!unix|127).*$/gm) ?? [];
  expect(listens.map((line) => line.trim())).toEqual(
    ["80", "[::]:80", "8081", "[::]:8081"].map((at) => `listen ${at} default_server backlog=4096;`),
  );
  expect(hash).not.toBe(masterConfig(platformOf([accountConfig()])).hash);
});
