import { SORRY_STATUSES } from "../../accounts/types";
import type { Task } from "./task";

/** A reload loses nobody; a change of nginx's unit needs a restart. */
export const GO_LIVE: readonly Task[] = [
  {
    name: "Set the kernel's limits",
    "ansible.builtin.command": { cmd: "sysctl --load /etc/sysctl.d/60-sorry-server.conf" },
    changed_when: true,
    when: "'/etc/sysctl.d/' in sorry_server_compared.stdout",
  },
  {
    name: "Rotate logs by the hour",
    "ansible.builtin.systemd": { name: "logrotate.timer", state: "restarted", daemon_reload: true },
    when: "'/etc/systemd/' in sorry_server_compared.stdout",
  },
  {
    name: "Restart nginx",
    "ansible.builtin.systemd": { name: "nginx", state: "restarted", daemon_reload: true },
    when: "sorry_server_restarts | bool",
  },
  {
    name: "Reload nginx, and see that it took the config",
    when: "not sorry_server_restarts | bool",
    block: [
      {
        name: "Find nginx",
        "ansible.builtin.slurp": { src: "/run/nginx.pid" },
        register: "sorry_server_pid",
      },
      {
        name: "Find its workers",
        "ansible.builtin.slurp": { src: "{{ sorry_server_children }}" },
        register: "sorry_server_old_workers",
      },
      { name: "Reload nginx", "ansible.builtin.systemd": { name: "nginx", state: "reloaded" } },
      {
        name: "Wait for new workers: a config that nginx does not take leaves it the old ones",
        "ansible.builtin.slurp": { src: "{{ sorry_server_children }}" },
        register: "sorry_server_workers",
        until: "sorry_server_workers.content != sorry_server_old_workers.content",
        retries: "{{ sorry_server_health_retries }}",
        delay: 1,
      },
    ],
  },
];

/** A request to the host's own nginx, tried again for a while. */
const ask = (path: string, register: string, until: string, more: Task = {}) => ({
  "ansible.builtin.uri": { url: `http://127.0.0.1${path}`, ...more },
  register,
  until,
  retries: "{{ sorry_server_health_retries }}",
  delay: 1,
  changed_when: false,
  check_mode: false,
});

export const HEALTH: readonly Task[] = [
  {
    name: "Ask as a load balancer does",
    ...ask(
      "/health",
      "sorry_server_health",
      "(sorry_server_health.content_type | default('')) == 'image/gif'",
    ),
  },
  {
    name: "Ask for a site, as a user over HTTPS",
    ...ask("/", "sorry_server_page", "(sorry_server_page.content_type | default('')) is match('text/html')", {
      headers: {
        Host: "{{ sorry_server_site }}",
        "X-Forwarded-For": "192.0.2.1",
        "X-Forwarded-Proto": "https",
      },
      follow_redirects: "none",
      status_code: [...SORRY_STATUSES],
    }),
    when: "sorry_server_site != ''",
  },
];
