import type { LivePath } from "./live-path";
import type { PlatformFolder } from "./platform-folder";

/** Lines of nginx.conf that name an address, a port or a folder. */
const ENVIRONMENT = /\/(?:run|var|etc|usr|tmp)\b|\blisten\b|\bresolver\b|:\d+/;

/** What lies on the sorry server's disk, but for nginx.conf's addresses and folders, is what `npm run synth` wrote. */
export function expectToHaveWhatWasSynthesized(path: LivePath, platform: PlatformFolder): void {
  const [config, written] = [path.filesOf("etc"), platform.written("nginx")].map((files) => new Map(files));
  const [conf = [], wanted = []] = [config, written].map((files) => files?.get("nginx.conf")?.split("\n"));
  expect(wanted.length).toBeGreaterThan(100);
  const others = [
    ...wanted.filter((line) => !conf.includes(line)),
    ...conf.filter((line) => !wanted.includes(line)),
  ];
  expect(others.filter((line) => !ENVIRONMENT.test(line))).toEqual([]);
  for (const files of [config, written]) files?.delete("nginx.conf");
  expect(config).toEqual(written);
  expect(path.filesOf("data")).toEqual(platform.written("sorry-server"));
}
