import { createAuthority } from "../../preview/certificates";
import { accountConfig } from "../support/platforms";
import {
  type RequestPathOptions,
  certificateNames,
  platformAndPages,
  useRequestPath,
} from "../support/request-path";

const input = platformAndPages([accountConfig({}, { page: "illustrated" })]);

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
        rawHeaders: ["Host", "domain-a.sorry.example.com", "Connection", "close"],
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

  test("is not asked, and the page is the copy in the image under the site's status", async () => {
    for (const url of ["/", "/_sorry/index.html", "/again"]) {
      const answer = await path.ask({ host: "example.com", path: url });
      expect(answer.status).toBe(503);
      expect(answer.body).toEqual(path.page("domain-a.sorry.example.com").document.bytes);
      expect(answer.headers["retry-after"]).toBe("7200");
      expect(answer.headers["cache-control"]).toBe("no-store");
    }
    expect(path.edge.requests).toEqual([]);
  });

  test("is not asked for an asset, which is the copy in the image, kept only for seconds", async () => {
    const [asset] = path.page("domain-a.sorry.example.com").assets;
    const answer = await path.ask({ host: "example.com", path: `/_sorry/${asset?.path ?? ""}` });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(asset?.bytes);
    expect(answer.headers["content-type"]).toBe("image/svg+xml");
    expect(answer.headers["cache-control"]).toBe("public, max-age=10");
    expect(path.edge.requests).toEqual([]);
  });

  test("makes no difference to health checks and redirects", async () => {
    expect(await path.ask({ host: "10.0.1.23" })).toMatchObject({ status: 200 });
    expect(await path.ask({ host: "example.com", headers: {} })).toMatchObject({ status: 301 });
  });
});
