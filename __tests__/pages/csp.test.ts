import { createHash } from "node:crypto";
import { Policy } from "../../pages/csp";

const hashOf = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const policyOf = (allow: (policy: Policy) => void) => {
  const policy = new Policy();
  allow(policy);
  return policy.toString();
};
const NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'";

test("nothing is allowed that nobody asked for", () => {
  expect(new Policy().toString()).toBe(NOTHING);
});

test("scripts, styles and style attributes are allowed by the hash of their text", () => {
  const policy = policyOf((policy) => {
    policy.allowScript("a()");
    policy.allowStyle("b{}");
    policy.allowStyleAttribute("c:d");
  });
  const style = `style-src ${hashOf("b{}")}; style-src-attr ${hashOf("c:d")} 'unsafe-hashes'`;
  expect(policy).toBe(`${NOTHING}; script-src ${hashOf("a()")}; ${style}`);
});

test("a text's lines end as in HTML, whatever they end with in the file", () => {
  expect(
    policyOf((policy) => {
      policy.allowScript("a\r\nb\rc");
    }),
  ).toContain(hashOf("a\nb\nc"));
});

test.each([
  ["image/png", "img-src"],
  ["image/svg+xml", "img-src"],
  ["font/woff2", "font-src"],
  ["application/font-woff", "font-src"],
  ["video/mp4", "media-src"],
  ["audio/mpeg", "media-src"],
  ["text/vtt", "media-src"],
  ["text/css; charset=utf-8", "style-src"],
  ["text/javascript; charset=utf-8", "script-src"],
  ["application/manifest+json", "manifest-src"],
  ["application/json; charset=utf-8", "connect-src"],
])("what is loaded as %s is allowed by %s", (type, directive) => {
  expect(
    policyOf((policy) => {
      policy.allowLoads([{ source: "'self'", type }]);
    }),
  ).toBe(`${NOTHING}; ${directive} 'self'`);
});

test("a script that asks for something may ask the site itself", () => {
  expect(
    policyOf((policy) => {
      policy.allowScript("fetch('/')");
    }),
  ).toMatch(/; connect-src 'self'$/);
  expect(
    policyOf((policy) => {
      policy.allowScript("prefetched()");
    }),
  ).not.toContain("connect-src");
});

test.each([
  ["", "'self'"],
  ["/search", "'self'"],
  ["https://example.com/search?q", "https://example.com"],
  ["mailto:help@example.com", "mailto:"],
])("a form of action %j may be sent to %s", (action, source) => {
  expect(
    policyOf((policy) => {
      policy.allowForm(action);
    }),
  ).toContain(`form-action ${source}`);
});

test("the order in which things were allowed changes nothing", () => {
  const [a, b] = [
    (policy: Policy) => {
      policy.allowScript("a");
    },
    (policy: Policy) => {
      policy.allowLoads([
        { source: "data:", type: "image/png" },
        { source: "'self'", type: "image/png" },
      ]);
    },
  ] as const;
  const both = policyOf((policy) => {
    a(policy);
    b(policy);
  });
  expect(
    policyOf((policy) => {
      b(policy);
      a(policy);
    }),
  ).toBe(both);
  expect(both).toContain("img-src 'self' data:");
});
