#!/usr/bin/env node
// What npx starts. Accounts may be TypeScript, which Node.js does not read by itself, wherever the user is; and so is
// this program itself in a checkout, where no package has been built.
const { existsSync } = require("node:fs");
const { join } = require("node:path");
require("ts-node").register({ cwd: __dirname });
const isCheckout = existsSync(join(__dirname, "program.ts"));
// On Node.js 20 AWS's SDK warns at every start that its versions of 2027 need 22. A checkout does not get those before
// somebody changes package-lock.json, which a test watches; who installs the package may, and is warned.
if (isCheckout) process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
const { sorry, surviveOutput } = require(isCheckout ? "./program.ts" : "../dist/cli/program.js");
surviveOutput();
sorry(process.argv.slice(2));
