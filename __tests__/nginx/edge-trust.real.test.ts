import { createAuthority } from "../support/certificates";
import {
  type RequestPathOptions,
  certificateNames,
  ownPlatform,
  useRequestPath,
} from "../support/request-path";

const input = ownPlatform();

describe.each<[string, Required<Pick<RequestPathOptions, "credentials">>]>([
  [
    "a certificate for just the alias",
    { credentials: (authority) => authority.issue(["domain-a.sorry.example.com"]) },
  ],
  [
    "a chain as long as Amazon's",
    {
      credentials: async (authority) => {
        const below = await (await authority.intermediate("root-1")).intermediate("rsa-2048");
        return below.issue(certificateNames(input));
      },
    },
  ],
])("an edge with %s", (_, options) => {
  const path = useRequestPath(input, options);

  test("is asked by the alias's name, in the handshake and in the request", async () => {
    expect(await path.ask({ host: "www.example.com" })).toMatchObject({ status: 503 });
    expect(path.edge.requests).toEqual([
      expect.objectContaining({
        serverName: "domain-a.sorry.example.com",
        rawHeaders: ["Host", "domain-a.sorry.example.com"],
      }),
    ]);
  });
});

describe.each<[string, Required<Pick<RequestPathOptions, "credentials">>]>([
  [
    "a certificate for another name",
    { credentials: (authority) => authority.issue(["domain-x.sorry.example.com"]) },
  ],
  [
    "a certificate for the user's domains, not for the alias",
    { credentials: (authority) => authority.issue(["example.com", "*.example.com"]) },
  ],
  [
    "the right names by an authority that is not trusted",
    {
      credentials: async (_, folder) =>
        (await createAuthority(folder, "stranger")).issue(certificateNames(input)),
    },
  ],
])("an edge with %s", (_, options) => {
  const path = useRequestPath(input, options);

  test.each(["/", "/_sorry/tools.svg"])("is not asked, and %s is answered 502", async (url) => {
    const answer = await path.ask({ host: "example.com", path: url });
    expect(answer.status).toBe(502);
    expect(path.edge.requests).toEqual([]);
  });

  test("makes no difference to health checks and redirects", async () => {
    expect(await path.ask({ host: "10.0.1.23" })).toMatchObject({ status: 200 });
    expect(await path.ask({ host: "example.com", headers: {} })).toMatchObject({ status: 301 });
  });
});
