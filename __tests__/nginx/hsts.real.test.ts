import { accountConfig } from "../support/platforms";
import { platformAndPages, useRequestPath } from "../support/request-path";

const site = (name: string, more: object = {}) => ({ name, domains: [`${name}.example.com`], ...more });
const input = platformAndPages([
  accountConfig({
    sites: [site("set", { hstsSeconds: 300 }), site("back", { hstsSeconds: 0 }), site("none")],
  }),
]);

const EXPECTED: [string, string | undefined][] = [
  ["set", "max-age=300"],
  ["back", "max-age=0"],
  ["none", undefined],
];

describe.each([
  ["CloudFront's answer", false],
  ["the copy in the image", true],
])("Strict-Transport-Security with %s", (_, isDnsSilent) => {
  const path = useRequestPath(input, { isDnsSilent });

  test.each(EXPECTED)("site %s has %s", async (name, header) => {
    const answer = await path.ask({ host: `${name}.example.com` });
    expect(answer.status).toBe(503);
    expect(answer.headers["strict-transport-security"]).toBe(header);
    expect(path.edge.requests.length > 0).toBe(!isDnsSilent);
  });

  test("a redirect over plain HTTP has none, as browsers ignore it there", async () => {
    const answer = await path.ask({ host: "set.example.com", headers: {} });
    expect(answer.status).toBe(301);
    expect(answer.headers["strict-transport-security"]).toBeUndefined();
  });
});
