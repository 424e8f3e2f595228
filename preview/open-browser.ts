import { spawn } from "node:child_process";

/** The desktop's own way to open a URL; undefined where there is no desktop. */
function opener(): string | undefined {
  if (process.platform === "darwin") return "open";
  const hasDesktop = ["DISPLAY", "WAYLAND_DISPLAY"].some((name) => process.env[name] !== undefined);
  return hasDesktop ? "xdg-open" : undefined;
}

/** Opens a URL in the user's browser, for a person at a terminal of this machine; for others it does nothing. */
export function openBrowser(url: string): void {
  const command = opener();
  const isAway = "CI" in process.env || "SSH_CONNECTION" in process.env;
  if (command === undefined || isAway || !process.stdout.isTTY) return;
  const child = spawn(command, [url], { stdio: "ignore", detached: true });
  // The URL is on the terminal, too.
  child.on("error", () => undefined);
  child.unref();
}
