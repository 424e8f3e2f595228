import { IndependentStack } from "../../cli/independent-stack";
import { AccountStack } from "../../modules";
import { alb, fleetAccount, sitesOfDomains } from "../support/load-balancers";
import { accountStack } from "../support/synthesized";

const TOPIC = "arn:aws:sns:ap-northeast-1:111111111111:alarms";

it("a stack without preparation is cdktf's own, byte for byte", () => {
  const base = fleetAccount({ backend: { type: "terraform-cloud", organization: "example" } });
  const account = {
    ...base,
    fleet: { ...base.fleet, alarmTopicArn: TOPIC },
    zone: { name: "example.com", roleArn: "arn:aws:iam::333333333333:role/dns" },
    sites: [...base.sites, ...sitesOfDomains(3, 2)],
    loadBalancers: [
      alb({ original: "web", staff: { cidrs: ["192.0.2.0/24"] } }),
      { type: "classic", name: "legacy", sites: ["site-1"] },
    ],
    switch: { "site-0": "10%" },
  };
  const [own, independent] = [AccountStack, IndependentStack].map(
    (Stack) => accountStack(account as typeof base, undefined, Stack).text,
  );
  expect(independent).toBe(own);
});
