/** An image that a bake made, in one region. */
export interface Ami {
  /** The source's name in the template, which is the processor. */
  readonly architecture: string;
  readonly region: string;
  readonly id: string;
}

interface Manifest {
  readonly last_run_uuid: string;
  readonly builds: readonly {
    readonly name: string;
    readonly builder_type: string;
    readonly packer_run_uuid: string;
    /** `REGION:AMI,REGION:AMI` */
    readonly artifact_id: string;
  }[];
}

/**
 * The images of the last bake in Packer's record of all bakes, by processor and region.
 *
 * @param manifest the text of manifest.json
 * @see https://developer.hashicorp.com/packer/docs/post-processors/manifest
 */
export function amisOf(manifest: string): Ami[] {
  const { last_run_uuid, builds } = JSON.parse(manifest) as Manifest;
  return builds
    .filter(
      ({ builder_type, packer_run_uuid }) =>
        builder_type === "amazon-ebs" && packer_run_uuid === last_run_uuid,
    )
    .flatMap(({ name, artifact_id }) =>
      artifact_id.split(",").map((artifact) => {
        const [region = "", id = ""] = artifact.split(":");
        if (!id.startsWith("ami-")) throw new Error(`${artifact} in manifest.json is no image.`);
        return { architecture: name, region, id };
      }),
    );
}
