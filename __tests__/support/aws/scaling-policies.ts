import type { Service } from "./service";

/**
 * Scaling policies as AWS tells them: moto leaves out whether one is enabled, which all are that nobody turned off, and
 * puts a predictive configuration into those that have none.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_ScalingPolicy.html
 */
export const scalingPolicies: Service = async ({ body }, askMoto) => {
  const asked = await body();
  const reply = await askMoto(asked);
  if (!asked.includes("Action=DescribePolicies")) return reply;
  const text = (reply.body ?? "")
    .toString()
    .replaceAll(/<PredictiveScalingConfiguration>.*?<\/PredictiveScalingConfiguration>/gs, "")
    .replaceAll(/<PredictiveScalingConfiguration ?\/>/g, "")
    .replaceAll(/<Enabled>[^<]*<\/Enabled>/g, "")
    .replaceAll("</PolicyName>", "</PolicyName><Enabled>true</Enabled>");
  return { ...reply, body: text };
};
