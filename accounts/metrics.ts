/**
 * The figures that a sorry server reports of itself to CloudWatch, each minute, with the auto scaling group's name as
 * their dimension. The image sends them, the fleet's alarms and dashboard read them, and its role may write to this
 * namespace alone.
 */
export const METRICS = {
  namespace: "SorryServer",
  dimension: "AutoScalingGroupName",
  /** Answers with a site's page. */
  answers: "Answers",
  /** Of those, the ones that were made of the copy in the image. */
  baked: "BakedAnswers",
  /** People's requests for a host that no site has. */
  unknownHosts: "UnknownHosts",
} as const;
