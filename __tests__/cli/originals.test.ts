import { recall } from "../../cli/switch/originals";

it("a target group called `classic` is no classic load balancer", () => {
  const tags = new Map([
    ["sorry-server:servers/classic/legacy/0", "i-1 i-2"],
    ["sorry-server:groups/classic/legacy/0", "web"],
    ["sorry-server:servers/classic/0", "i-3:8080"],
  ]);
  expect(recall({ tags }, "classic")).toEqual({ servers: [{ id: "i-3", port: 8080 }], groups: [] });
  expect(recall({ tags }, "classic/legacy")).toEqual({
    servers: [{ id: "i-1" }, { id: "i-2" }],
    groups: ["web"],
  });
});
