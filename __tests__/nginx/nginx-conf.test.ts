import { type Environment, PRODUCTION } from "../../nginx/environment";
import { nginxConf } from "../../nginx/nginx-conf";

const LOCAL: Environment = {
  listen: ["127.0.0.1:8080"],
  statusListen: "127.0.0.1:8081",
  resolver: "127.0.0.1:5353",
  edgePort: 8443,
  caFile: "/home/me/ca.pem",
  pidFile: "/home/me/nginx.pid",
  runFolder: "/home/me/run",
  logFolder: "/home/me/log",
  tempFolder: "/home/me/temp",
  dataFolder: "/home/me/data",
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
      "pid /home/me/nginx.pid;",
      "error_log /home/me/log/error.log warn;",
      "include /home/me/data/baked.conf;",
      "proxy_cache_path /home/me/run/answers keys_zone=answers:8m levels=1 inactive=10m max_size=64m min_free=4m use_temp_path=off;",
      "proxy_cache_path /home/me/run/pages keys_zone=pages:8m levels=1 inactive=30d max_size=128m min_free=4m use_temp_path=off;",
      "server unix:/home/me/run/inner.sock;",
      "client_body_temp_path /home/me/temp/body;",
      "proxy_temp_path /home/me/temp/proxy;",
      "fastcgi_temp_path /home/me/temp/fastcgi;",
      "scgi_temp_path /home/me/temp/scgi;",
      "uwsgi_temp_path /home/me/temp/uwsgi;",
      "listen 127.0.0.1:8080 default_server backlog=4096;",
      "access_log /home/me/log/access.log sorry buffer=64k flush=5s;",
      "access_log /home/me/log/unknown-host.log sorry buffer=8k flush=5s if=$sorry_forgotten;",
      "alias /home/me/data/pages/generic/index.html;",
      "alias /home/me/data/release.json;",
      "listen 127.0.0.1:8081;",
      "listen unix:/home/me/run/inner.sock;",
      "proxy_pass https://$host:8443/_sorry/$sorry_form;",
      "resolver 127.0.0.1:5353 valid=10s ipv6=off;",
      "proxy_ssl_trusted_certificate /home/me/ca.pem;",
      "proxy_pass https://$host:8443/;",
      "resolver 127.0.0.1:5353 valid=10s ipv6=off;",
      "proxy_ssl_trusted_certificate /home/me/ca.pem;",
      "proxy_pass https://$host:8443$sorry_inner_asset;",
      "resolver 127.0.0.1:5353 valid=10s ipv6=off;",
      "proxy_ssl_trusted_certificate /home/me/ca.pem;",
      "alias /home/me/data/assets/$sorry_baked_assets$1;",
      "alias /home/me/data/pages/$sorry_baked_page/index.html;",
      "alias /home/me/data/pages/$sorry_baked_page/index-$sorry_baked_status.$sorry_form_ending;",
      "alias /home/me/data/pages/$sorry_baked_page/index-$sorry_baked_status.$sorry_form_ending;",
    ]);
    expect(only(production, local)).toEqual([
      "pid /run/nginx.pid;",
      "error_log /var/log/nginx/error.log warn;",
      "include /etc/sorry-server/baked.conf;",
      "proxy_cache_path /run/sorry-server/answers keys_zone=answers:8m levels=1 inactive=10m max_size=64m min_free=4m use_temp_path=off;",
      "proxy_cache_path /run/sorry-server/pages keys_zone=pages:8m levels=1 inactive=30d max_size=128m min_free=4m use_temp_path=off;",
      "server unix:/run/sorry-server/inner.sock;",
      "client_body_temp_path /var/lib/nginx/body;",
      "proxy_temp_path /var/lib/nginx/proxy;",
      "fastcgi_temp_path /var/lib/nginx/fastcgi;",
      "scgi_temp_path /var/lib/nginx/scgi;",
      "uwsgi_temp_path /var/lib/nginx/uwsgi;",
      "listen 80 default_server backlog=4096;",
      "listen [::]:80 default_server backlog=4096;",
      "access_log /var/log/nginx/access.log sorry buffer=64k flush=5s;",
      "access_log /var/log/nginx/unknown-host.log sorry buffer=8k flush=5s if=$sorry_forgotten;",
      "alias /etc/sorry-server/pages/generic/index.html;",
      "alias /etc/sorry-server/release.json;",
      "listen 127.0.0.1:8080;",
      "listen unix:/run/sorry-server/inner.sock;",
      "proxy_pass https://$host:443/_sorry/$sorry_form;",
      "resolver 169.254.169.253 valid=10s ipv6=off;",
      "proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;",
      "proxy_pass https://$host:443/;",
      "resolver 169.254.169.253 valid=10s ipv6=off;",
      "proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;",
      "proxy_pass https://$host:443$sorry_inner_asset;",
      "resolver 169.254.169.253 valid=10s ipv6=off;",
      "proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;",
      "alias /etc/sorry-server/assets/$sorry_baked_assets$1;",
      "alias /etc/sorry-server/pages/$sorry_baked_page/index.html;",
      "alias /etc/sorry-server/pages/$sorry_baked_page/index-$sorry_baked_status.$sorry_form_ending;",
      "alias /etc/sorry-server/pages/$sorry_baked_page/index-$sorry_baked_status.$sorry_form_ending;",
    ]);
  });

  test("differ in nothing once one's values are put in place of the other's", () => {
    const marked: Environment = {
      listen: ["@listen@"],
      statusListen: "@statusListen@",
      resolver: "@resolver@",
      edgePort: 65_535,
      caFile: "@caFile@",
      pidFile: "@pidFile@",
      runFolder: "@runFolder@",
      logFolder: "@logFolder@",
      tempFolder: "@tempFolder@",
      dataFolder: "@dataFolder@",
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
