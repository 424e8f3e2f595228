import { type Environment, PRODUCTION } from "../../nginx/environment";
import { nginxConf } from "../../nginx/nginx-conf";

const LOCAL: Environment = {
  listen: ["127.0.0.1:8080"],
  resolver: "127.0.0.1:5353",
  edgePort: 8443,
  caFile: "/home/me/ca.pem",
  runFolder: "/home/me/run",
  logFolder: "/home/me/log",
  tempFolder: "/home/me/temp",
};

/** The directives of a config, without comments and white space around them. */
const directives = (conf: string) =>
  conf
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .filter((line) => line !== "");

describe("two environments", () => {
  test("differ in the lines that hold their values, and in no other", () => {
    const [production, local] = [directives(nginxConf(PRODUCTION)), directives(nginxConf(LOCAL))];
    const only = (these: string[], others: string[]) => these.filter((line) => !others.includes(line));
    expect(only(local, production)).toEqual([
      "pid /home/me/run/nginx.pid;",
      "error_log /home/me/log/error.log warn;",
      "access_log /home/me/log/access.log;",
      "resolver 127.0.0.1:5353 valid=10s ipv6=off;",
      "proxy_ssl_trusted_certificate /home/me/ca.pem;",
      "client_body_temp_path /home/me/temp/body;",
      "proxy_temp_path /home/me/temp/proxy;",
      "fastcgi_temp_path /home/me/temp/fastcgi;",
      "scgi_temp_path /home/me/temp/scgi;",
      "uwsgi_temp_path /home/me/temp/uwsgi;",
      "listen 127.0.0.1:8080 default_server;",
      "proxy_pass https://$sorry_alias:8443$sorry_asset;",
      "proxy_pass https://$sorry_alias:8443/;",
    ]);
    expect(only(production, local)).toEqual([
      "pid /run/nginx.pid;",
      "error_log /var/log/nginx/error.log warn;",
      "access_log /var/log/nginx/access.log;",
      "resolver 169.254.169.253 valid=10s ipv6=off;",
      "proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;",
      "client_body_temp_path /var/lib/nginx/body;",
      "proxy_temp_path /var/lib/nginx/proxy;",
      "fastcgi_temp_path /var/lib/nginx/fastcgi;",
      "scgi_temp_path /var/lib/nginx/scgi;",
      "uwsgi_temp_path /var/lib/nginx/uwsgi;",
      "listen 80 default_server;",
      "listen [::]:80 default_server;",
      "proxy_pass https://$sorry_alias:443$sorry_asset;",
      "proxy_pass https://$sorry_alias:443/;",
    ]);
  });

  test("differ in nothing once one's values are put in place of the other's", () => {
    const marked: Environment = {
      listen: ["@listen@"],
      resolver: "@resolver@",
      edgePort: 65_535,
      caFile: "@caFile@",
      runFolder: "@runFolder@",
      logFolder: "@logFolder@",
      tempFolder: "@tempFolder@",
    };
    const filled = Object.entries(marked).reduce(
      (conf, [field, mark]: [string, Environment[keyof Environment]]) => {
        const value = LOCAL[field as keyof Environment];
        return conf.replaceAll(String(mark), () => String(value));
      },
      nginxConf(marked),
    );
    expect(filled).toBe(nginxConf(LOCAL));
  });
});

describe("nginx.conf", () => {
  const conf = nginxConf(PRODUCTION);

  test("is ASCII without trailing white space, and ends in one line feed", () => {
    expect(conf).toMatch(/^[\n -~]+[^\n]\n$/);
    expect(conf).not.toMatch(/[ \t]$/m);
  });

  test("names no domain and no alias", () => {
    expect(directives(conf).join("\n")).not.toMatch(/\.(?:com|net|org)\b/);
  });

  test("takes the sizes of the hash tables before its first map", () => {
    const lines = directives(conf);
    expect(lines.indexOf("include conf.d/virtual.conf;")).toBeLessThan(
      lines.findIndex((line) => line.startsWith("map ")),
    );
    expect(lines).toContain("include conf.d/virtual.conf;");
  });
});
