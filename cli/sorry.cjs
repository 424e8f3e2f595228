#!/usr/bin/env node
// What npx starts. Accounts may be TypeScript, which Node.js does not read by itself, wherever the user is; and so is
// this program itself in a checkout, where no package has been built.
const { existsSync } = require("node:fs");
const { join } = require("node:path");
require("ts-node").register({ cwd: __dirname });
const isCheckout = existsSync(join(__dirname, "program.ts"));
require(isCheckout ? "./program.ts" : "../dist/cli/program.js").sorry(process.argv.slice(2));
