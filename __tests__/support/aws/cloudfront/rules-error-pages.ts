import { CloudFrontError } from "./errors";
import { type Element, elementsAt, textAt } from "./xml";

/**
 * The statuses of an origin that CloudFront can replace, and but for 200 those that it can put on the page.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/creating-custom-error-pages.html
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages-response-code.html
 */
const ERROR_CODES = ["400", "403", "404", "405", "414", "416", "500", "501", "502", "503", "504"];
const RESPONSE_CODES = ["200", ...ERROR_CODES];

/** @see https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CustomErrorResponse.html */
export function checkErrorPages(config: Element): void {
  const responses = elementsAt(config, "CustomErrorResponses", "Items", "CustomErrorResponse");
  const codes = responses.map((response) => textAt(response, "ErrorCode"));
  const wrong = codes.find((code, index) => !ERROR_CODES.includes(code) || codes.indexOf(code) !== index);
  if (wrong !== undefined) {
    throw new CloudFrontError("InvalidErrorCode", `An invalid error code was specified: ${wrong}.`);
  }
  for (const response of responses) {
    const responseCode = textAt(response, "ResponseCode");
    const pagePath = textAt(response, "ResponsePagePath");
    if ((responseCode === "") !== (pagePath === "")) {
      throw new CloudFrontError(
        "InvalidArgument",
        "If you specify a value for ResponseCode, you must also specify a value for ResponsePagePath, and the reverse.",
      );
    }
    if (responseCode !== "" && !RESPONSE_CODES.includes(responseCode)) {
      throw new CloudFrontError("InvalidResponseCode", `A response code is not valid: ${responseCode}.`);
    }
    if (pagePath !== "" && !pagePath.startsWith("/")) {
      throw new CloudFrontError(
        "InvalidRelativePath",
        "The relative path is too big, is not URL-encoded, or does not begin with a slash (/).",
      );
    }
  }
}
