import type { AccountConfig } from "./types";

/** The media group, an AWS account of its own in another region; its DNS stays with the corporate account. */
export const media: AccountConfig = {
  name: "media",
  id: "222222222222",
  region: "eu-west-1",
  sorryDomain: "sorry.media.example.com",
  zone: { name: "example.com", roleArn: "arn:aws:iam::111111111111:role/sorry-server-dns" },
  sites: [
    {
      // An internationalized domain: people write it as users see it.
      name: "shimbun",
      domains: ["新聞.example.org", "shimbun.example.org"],
      page: "maintenance",
      // Planned; so it is the Retry-After, too.
      window: { start: "2026-12-01T01:00:00+09:00", end: "2026-12-01T06:00:00+09:00" },
      timeZone: "Asia/Tokyo",
    },
    {
      // A shop within the corporate account's *.example.com: the more specific entry wins.
      name: "shop",
      domains: ["shop.example.com"],
      page: "maintenance",
      httpsRedirect: "temporary",
      retryAfter: "30m",
      cacheSeconds: 30,
    },
  ],
  tags: { service: "sorry-server" },
};
