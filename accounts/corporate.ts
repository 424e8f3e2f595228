import type { AccountConfig } from "./types";

/** The company's own sites. */
export const corporate: AccountConfig = {
  name: "corporate",
  id: "111111111111",
  region: "ap-northeast-1",
  sorryDomain: "sorry.example.com",
  zone: "example.com",
  sites: [
    {
      // Under maintenance: back in two hours.
      name: "domain-a",
      domains: ["example.com", "*.example.com"],
      page: "maintenance",
      status: 503,
      retryAfter: "2h",
    },
    {
      // Closed down for good, under all of its names.
      name: "domain-b",
      domains: ["example.net", "www.example.net", "old.example.org"],
      page: "closed",
      status: 404,
    },
  ],
  tags: { service: "sorry-server" },
};
