import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    ignores: ["node_modules/", "cdktf.out/", "dist/", "bench/aws-cdk/", "eslint.config.mjs", "**/*.cjs"],
  },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "no-restricted-imports": [
        "error",
        { paths: [{ name: "@cdktf/provider-aws", message: "It loads 500 MB; import its lib/NAME." }] },
      ],
      eqeqeq: "error",
    },
  },
  {
    // cdktf was archived: what is not a construct must be able to live without it.
    files: ["accounts/**", "pages/**", "nginx/**", "cli/**", "preview/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            { group: ["cdktf", "cdktf/*", "@cdktf/*", "constructs"], message: "Only modules/ and main.ts." },
          ],
        },
      ],
    },
  },
  {
    // A browser runs it as it is, so no TypeScript project knows it.
    files: ["preview/dashboard/client.js"],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: { parserOptions: { projectService: false } },
  },
  {
    // A construct's constructor is what makes it: `new Thing(this, "id")` is a statement.
    files: ["modules/**", "main.ts", "bench/**", "__tests__/**"],
    rules: { "no-new": "off", "@typescript-eslint/no-extraneous-class": "off" },
  },
);
