const common = {
  testEnvironment: "node",
  transform: {
    "\\.ts$": [
      "@swc/jest",
      { jsc: { target: "es2022", parser: { syntax: "typescript" } }, sourceMaps: "inline" },
    ],
  },
  testPathIgnorePatterns: ["/node_modules/", "/cdktf\\.out/", "<rootDir>/dist/"],
  modulePathIgnorePatterns: ["<rootDir>/cdktf.out/", "<rootDir>/bench/", "<rootDir>/dist/"],
};

/** @type {import("jest").Config} */
module.exports = {
  reporters: ["default", "<rootDir>/scripts/closing-line.cjs"],
  projects: [
    // What needs no tool: seconds.
    { ...common, displayName: "unit", testMatch: ["<rootDir>/__tests__/**/!(*.real).test.ts"] },
    // What runs nginx, Packer, Terraform and cdktf for real.
    {
      ...common,
      displayName: "real",
      testMatch: ["<rootDir>/__tests__/**/*.real.test.ts"],
      testPathIgnorePatterns: [...common.testPathIgnorePatterns, "/__tests__/(e2e|bake|failures|soak)/"],
    },
    // nginx while CloudFront, DNS, its disk or its workers fail: in real time, so with nothing else beside it. Minutes.
    { ...common, displayName: "failures", testMatch: ["<rootDir>/__tests__/failures/*.real.test.ts"] },
    // The golden AMI and the role of Ansible on Debians that are booted; as root. Minutes.
    { ...common, displayName: "bake", testMatch: ["<rootDir>/__tests__/bake/*.real.test.ts"] },
    // Whole paths: accounts/ to what a user sees, deployed by Terraform to an emulated AWS. Minutes.
    { ...common, displayName: "e2e", testMatch: ["<rootDir>/__tests__/e2e/*.real.test.ts"] },
    // Failures at random, for as long as one likes; no part of npm test.
    { ...common, displayName: "soak", testMatch: ["<rootDir>/__tests__/soak/*.real.test.ts"] },
  ],
};
