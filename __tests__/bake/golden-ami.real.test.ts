import { existsSync, lstatSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ansible } from "../../nginx/ansible/role";
import type { Outcome } from "../support/command";
import { ask, asUser } from "../support/machine/ask";
import {
  THREE_SITES,
  type Template,
  bake,
  copyOf,
  linesOf,
  synthesize,
  writeTemplate,
} from "../support/machine/bake";
import { expectFiles } from "../support/machine/files";
import { useMachine } from "../support/machine/use-machine";
import { temporaryFolder } from "../support/temporary-folder";

jest.setTimeout(1_200_000);

const folder = temporaryFolder();
const machine = useMachine();

/** Waits until a line of a log says it: nginx writes every five seconds. */
const written = (text: string, log: string) =>
  `for _ in $(seq 600); do ! grep -q ${text} /var/log/nginx/${log} || break; sleep 0.1; done`;

/** EC2's metadata and CloudWatch, as far as a machine's Python plays them; what is reported is in /var/tmp/figures. */
const EC2_AND_CLOUDWATCH = `
import http.server, urllib.parse
SAID = {
  "tags/instance/aws:autoscaling:groupName": "sorry-server-test",
  "placement/region": "eu-west-1",
  "services/domain": "amazonaws.com",
  "iam/security-credentials/": "role",
  "iam/security-credentials/role": '{"AccessKeyId":"AKIA","SecretAccessKey":"secret","Token":"token"}',
}
class Handler(http.server.BaseHTTPRequestHandler):
  def answer(self, text):
    self.send_response(200)
    self.end_headers()
    self.wfile.write(text.encode())
  def do_GET(self):
    self.answer(SAID.get(self.path.replace("/latest/meta-data/", ""), ""))
  def do_PUT(self):
    self.answer("token")
  def do_POST(self):
    body = self.rfile.read(int(self.headers["Content-Length"])).decode()
    open("/var/tmp/figures", "a").write(urllib.parse.unquote(body).replace("&", "\\n") + "\\n")
    self.answer("")
http.server.HTTPServer(("127.0.0.1", 8181), Handler).serve_forever()
`;

let baked: Template;

describe("a bake", () => {
  let outcome: Outcome;
  let began: number;
  beforeAll(async () => {
    baked = writeTemplate(join(folder, "good"), THREE_SITES);
    began = Date.now();
    outcome = await bake(machine, baked, { source_revision: "0123abc", ssm_agent_version: "" });
  });

  test("succeeds", () => {
    expect([outcome.status, linesOf(outcome)]).toEqual([
      0,
      expect.arrayContaining(["sorry-server: nginx starts, and answers as it should."]),
    ]);
  });

  test("puts every file into its place, byte for byte", () => {
    expectFiles(machine, baked.files);
  });

  test("lays the bytes that the role of Ansible lays, but for what it says of itself", async () => {
    const role = ansible(THREE_SITES, baked.config, synthesize(THREE_SITES).baked);
    const sums = String(role["roles/sorry_server/files/installed.sha256"]);
    const { stdout } = await machine.shell(`sha256sum --check --strict --quiet <<'END'\n${sums}END`);
    expect(stdout).toBe("/etc/sorry-server/release.json: FAILED\n");
    expect(sums.split("\n").length).toBeGreaterThan(15);
  });

  test("leaves the checksums, so that anybody can check later", async () => {
    const check = await machine.shell("sha256sum --check --quiet /etc/sorry-server/files.sha256");
    expect(check).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  test("says in release.json what the image is, when it was baked and from what", () => {
    const release = JSON.parse(readFileSync(join(machine.root, "etc/sorry-server/release.json"), "utf8")) as {
      bakedAt: string;
    };
    expect(release).toEqual({
      ...(JSON.parse(baked.files.release) as object),
      configHash: baked.config.hash,
      sites: 3,
      bakedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
      sourceRevision: "0123abc",
    });
    expect(Date.parse(release.bakedAt)).toBeGreaterThan(began - 1_000);
    expect(Date.parse(release.bakedAt)).toBeLessThan(Date.now());
  });

  test("leaves no way in", async () => {
    const { root } = machine;
    expect(readdirSync(join(root, "etc/ssh")).filter((name) => name.startsWith("ssh_host_"))).toEqual([]);
    expect(existsSync(join(root, "home/admin/.ssh/authorized_keys"))).toBe(false);
    expect(existsSync(join(root, "root/.ssh/authorized_keys"))).toBe(false);
    const login = await machine.inNetwork("ssh", [
      ...["-i", machine.sshKey, "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no"],
      ...["-o", "UserKnownHostsFile=/dev/null", "admin@127.0.0.1", "true"],
    ]);
    expect(login.status).not.toBe(0);
  });

  test("leaves nothing of the machine it was made on, nor of the bake", async () => {
    const { root } = machine;
    expect(readFileSync(join(root, "etc/machine-id"), "utf8")).toBe("");
    expect(readdirSync(join(root, "var/lib/apt/lists"))).toEqual([]);
    expect(readdirSync(join(root, "var/cache/apt/archives")).filter((name) => name.endsWith(".deb"))).toEqual(
      [],
    );
    const left = await machine.shell(
      "find /tmp /var/tmp -mindepth 1 -not -path '*/systemd-private-*'; find /var/log -name '*.log' -size +0",
    );
    expect(left).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  test("ends as an image begins: nginx and the report of figures are enabled, and not running", async () => {
    const both = "nginx sorry-figures.timer";
    const { stdout } = await machine.shell(`systemctl is-enabled ${both}; systemctl is-active ${both}`);
    expect(stdout.split("\n")).toEqual(["enabled", "enabled", "inactive", "inactive", ""]);
  });

  test("installs security updates by themselves from now on, and lets no question about a config file stop them", async () => {
    const { stdout } = await machine.shell(
      "apt-config dump APT::Periodic Dpkg::Options; systemctl is-enabled apt-daily.timer apt-daily-upgrade.timer unattended-upgrades",
    );
    for (const line of [
      'APT::Periodic::Update-Package-Lists "1";',
      'APT::Periodic::Unattended-Upgrade "1";',
      'DPkg::Options:: "--force-confold";',
    ]) {
      expect(stdout).toContain(line);
    }
    expect(stdout.trim().split("\n").slice(-3)).toEqual(["enabled", "enabled", "enabled"]);
  });
});

describe("an instance of the image", () => {
  beforeAll(async () => {
    await machine.reboot();
  });

  test("serves as soon as it has booted, with no help", async () => {
    const { stdout } = await machine.shell(
      "systemctl is-active nginx; systemctl --failed --no-legend --plain",
    );
    // Without EC2 and cloud-init, which gives an instance its own keys, sshd has none, and nobody takes figures.
    expect(stdout.split("\n").filter((line) => !/^(?:ssh|sorry-figures)\.service/.test(line))).toEqual([
      "active",
      "",
    ]);
  });

  test("answers a site's domains with its page under its status, on any path", async () => {
    const page = (alias: string) => readFileSync(join(machine.root, copyOf(baked, alias)), "utf8");
    expect(await ask(machine, "/any/path", asUser("example.com"))).toMatchObject({
      status: 503,
      headers: { "retry-after": "7200" },
      body: page("domain-a.sorry.example.com"),
    });
    expect(await ask(machine, "/", asUser("any.example.com"))).toMatchObject({ status: 503 });
    expect(await ask(machine, "/", asUser("example.net"))).toMatchObject({
      status: 404,
      body: page("domain-b.sorry.example.com"),
    });
  });

  test("redirects to HTTPS, where the site does", async () => {
    const plain = { Host: "example.com", "X-Forwarded-For": "192.0.2.1" };
    expect(await ask(machine, "/a?b", plain)).toMatchObject({
      status: 301,
      headers: { location: "https://example.com/a?b" },
    });
    expect(await ask(machine, "/", { ...plain, Host: "example.net" })).toMatchObject({ status: 307 });
    expect(await ask(machine, "/", { ...plain, Host: "xn--efvv70d.example.org" })).toMatchObject({
      status: 503,
    });
  });

  test("answers health checks, and says which config it runs", async () => {
    expect(await ask(machine, "/any/path")).toMatchObject({
      status: 200,
      headers: { "content-type": "image/gif" },
    });
    const { body } = await ask(machine, "/_sorry/config");
    expect(JSON.parse(body)).toMatchObject({ sites: 3, sourceRevision: "0123abc" });
  });

  test("starts nginx again when it dies", async () => {
    const script = `before=$(cat /run/nginx.pid)
kill -9 "$before"
for _ in $(seq 600); do
  sleep 0.1
  [ -s /run/nginx.pid ] && [ "$(cat /run/nginx.pid)" != "$before" ] && systemctl is-active --quiet nginx && exit 0
done
exit 1`;
    expect(await machine.shell(script)).toMatchObject({ status: 0 });
    expect(await ask(machine, "/", asUser("example.com"))).toMatchObject({ status: 503 });
  });

  test("has units that systemd finds no fault with, and a drop-in that takes effect", async () => {
    const verify = await machine.shell(
      "systemd-analyze verify --man=no nginx.service logrotate.timer sorry-figures.timer sorry-figures.service",
    );
    expect(verify).toEqual({ status: 0, stdout: "", stderr: "" });
    const { stdout } = await machine.shell(
      "systemctl show nginx --property LimitNOFILE,NoNewPrivileges,ProtectSystem,Restart,StartLimitIntervalUSec; systemctl show logrotate.timer --property TimersCalendar",
    );
    expect(stdout.split("\n").sort()).toEqual([
      "",
      "LimitNOFILE=65536",
      "NoNewPrivileges=yes",
      "ProtectSystem=strict",
      "Restart=always",
      "StartLimitIntervalUSec=0",
      expect.stringMatching(/^TimersCalendar=\{ OnCalendar=\*-\*-\* \*:00:00 ;/),
    ]);
  });

  test("reports its figures each minute, as nobody who may do more", async () => {
    await ask(machine, "/figures", asUser("example.com"));
    await machine.shell(written("/figures", "access.log"));
    writeFileSync(join(machine.root, "var/tmp", "ec2.py"), EC2_AND_CLOUDWATCH);
    const run = await machine.shell(`set -e
systemctl is-active sorry-figures.timer
systemctl show --property=NextElapseUSecRealtime --value sorry-figures.timer | grep -q .
systemd-run --quiet --collect --unit=ec2 python3 /var/tmp/ec2.py
for _ in $(seq 600); do curl --silent http://127.0.0.1:8181/ >/dev/null && break; sleep 0.1; done
mkdir -p /run/systemd/system/sorry-figures.service.d
printf '[Service]\nEnvironment=SORRY_IMDS_URL=%s SORRY_CLOUDWATCH_URL=%s\n' http://127.0.0.1:8181 http://127.0.0.1:8181 \
  >/run/systemd/system/sorry-figures.service.d/test.conf
systemctl daemon-reload
# A run of the timer's own may be under way, which knows no EC2.
systemctl stop sorry-figures.timer sorry-figures.service
journalctl --quiet --lines=1 --show-cursor | sed -n 's/^-- cursor: //p' >/run/cursor
systemctl start sorry-figures.service
systemctl stop ec2
grep -o 'MetricName=Answers' /var/tmp/figures | uniq
systemctl show --property=DynamicUser,CapabilityBoundingSet,ProtectSystem,NoNewPrivileges sorry-figures.service
find /var/lib/private/sorry-figures -type f -perm 0600
journalctl --quiet --unit sorry-figures --output cat --after-cursor="$(cat /run/cursor)"`);
    expect([run.stdout.split("\n").sort(), run.stderr]).toEqual([
      [
        "",
        "/var/lib/private/sorry-figures/position",
        "CapabilityBoundingSet=",
        "DynamicUser=yes",
        "MetricName=Answers",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "active",
      ],
      "",
    ]);
  });

  test("has its kernel's limits from the first moment on", async () => {
    const { stdout } = await machine.shell(
      "sysctl --values net.core.somaxconn net.ipv4.tcp_max_syn_backlog net.ipv4.ip_local_port_range",
    );
    expect(stdout.split("\n").map((line) => line.replace("\t", " "))).toEqual([
      "4096",
      "8192",
      "10240 65535",
      "",
    ]);
  });

  test("rotates logs by a config that logrotate takes, and nginx goes on logging", async () => {
    const debug = await machine.shell("logrotate --debug /etc/logrotate.conf 2>&1");
    expect([debug.status, debug.stdout]).toEqual([0, expect.not.stringMatching(/^error:/m)]);
    await ask(machine, "/before", asUser("example.com"));
    const rotated = await machine.shell(
      `${written("/before", "access.log")}; logrotate --force /etc/logrotate.d/nginx`,
    );
    expect(rotated).toMatchObject({ status: 0, stderr: "" });
    await ask(machine, "/after", asUser("example.com"));
    const { stdout } = await machine.shell(
      `${written("/after", "access.log")}; grep -c /before /var/log/nginx/access.log.1; grep -c /after /var/log/nginx/access.log`,
    );
    expect(stdout).toBe("1\n1\n");
  });
});

test("nothing of the machine is seen on this one", () => {
  expect(lstatSync(machine.root).isDirectory()).toBe(true);
  expect(readFileSync("/proc/self/mountinfo", "utf8")).not.toContain(machine.root);
});
