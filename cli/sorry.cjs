#!/usr/bin/env node
// What npx starts: Node.js reads no TypeScript by itself, and this runs in whatever folder the user is in.
require("ts-node").register({ cwd: __dirname });
require("./sorry.ts").sorry(process.argv.slice(2));
