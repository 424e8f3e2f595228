// The SDK tells every process that runs it on Node.js 20 that it will want 22 one day.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
