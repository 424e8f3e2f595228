import type { Reply, ServiceRequest } from "../service";
import type { Route } from "./api";
import { CloudFrontError } from "./errors";
import { bodyOf, listPage, xmlReply } from "./replies";
import { type CloudFrontState, type Invalidation, newId } from "./state";
import { type Element, textAt, textsAt, without } from "./xml";

/** They are done at once here. */
const STATUS = "Completed";

const invalidationXml = ({ id, created, batch }: Invalidation): Element => ({
  Id: id,
  Status: STATUS,
  CreateTime: created.toISOString(),
  InvalidationBatch: batch,
});

/** Invalidations, kept with their distribution so that tests can see whether there were any. */
export class InvalidationOperations {
  readonly routes: readonly Route[] = [
    ["POST", "distribution/*/invalidation", (request, id = "") => this.create(request, id)],
    ["GET", "distribution/*/invalidation", (request, id = "") => this.list(request, id)],
    [
      "GET",
      "distribution/*/invalidation/*",
      ({ caller }, id = "", invalidation = "") => this.get(caller.accountId, id, invalidation),
    ],
  ];

  constructor(private readonly state: CloudFrontState) {}

  private async create(request: ServiceRequest, id: string): Promise<Reply> {
    const batch = await bodyOf(request, "InvalidationBatch");
    const { invalidations } = this.state.distribution(request.caller.accountId, id);
    const paths = textsAt(batch, "Paths", "Items", "Path");
    if (paths.length === 0 || !paths.every((path) => path.startsWith("/"))) {
      throw new CloudFrontError(
        "InvalidArgument",
        "Your request contains one or more invalid invalidation paths.",
      );
    }
    const invalidation = { id: newId().replace("E", "I"), created: new Date(), batch };
    invalidations.push(invalidation);
    return xmlReply(201, "Invalidation", invalidationXml(invalidation));
  }

  private list({ caller, query }: ServiceRequest, id: string): Reply {
    const { invalidations } = this.state.distribution(caller.accountId, id);
    const summaries = invalidations.map((it) => without(invalidationXml(it), "InvalidationBatch"));
    const page = listPage("InvalidationSummary", summaries, query, (summary) => textAt(summary, "Id"));
    return xmlReply(200, "InvalidationList", page);
  }

  private get(accountId: string, id: string, invalidationId: string): Reply {
    const { invalidations } = this.state.distribution(accountId, id);
    const found = invalidations.find((invalidation) => invalidation.id === invalidationId);
    if (found !== undefined) return xmlReply(200, "Invalidation", invalidationXml(found));
    throw new CloudFrontError("NoSuchInvalidation", "The specified invalidation does not exist.");
  }
}
