const common = {
  testEnvironment: "node",
  transform: {
    "\\.ts$": [
      "@swc/jest",
      { jsc: { target: "es2022", parser: { syntax: "typescript" } }, sourceMaps: "inline" },
    ],
  },
  testPathIgnorePatterns: ["/node_modules/", "/cdktf\\.out/"],
  modulePathIgnorePatterns: ["<rootDir>/cdktf.out/", "<rootDir>/bench/"],
};

/** @type {import("jest").Config} */
module.exports = {
  reporters: ["default", "<rootDir>/scripts/closing-line.cjs"],
  projects: [
    // What needs no tool: seconds.
    { ...common, displayName: "unit", testMatch: ["<rootDir>/__tests__/**/!(*.real).test.ts"] },
    // What runs nginx, Packer, Terraform and cdktf for real.
    { ...common, displayName: "real", testMatch: ["<rootDir>/__tests__/**/*.real.test.ts"] },
  ],
};
