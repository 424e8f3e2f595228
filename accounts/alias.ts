/** The host name of a site's CloudFront distribution. */
export function aliasOf(siteName: string, sorryDomain: string): string {
  return `${siteName}.${sorryDomain}`;
}
