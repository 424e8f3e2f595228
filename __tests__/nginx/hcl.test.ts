import fc from "fast-check";
import * as hcl from "../../nginx/hcl";
import { isFormatted, parseHcl, readAttribute } from "../support/hcl";

const file = (...body: hcl.Body) => hcl.printBody(body);
const lines = (...all: string[]) => `${all.join("\n")}\n`;

describe("a quoted string", () => {
  test.each([
    ["plain text", "a b", '"a b"'],
    ["nothing", "", '""'],
    ["quotes", 'say "a"', '"say \\"a\\""'],
    ["backslashes", "a\\b\\", '"a\\\\b\\\\"'],
    ["line feeds, carriage returns and tabs", "a\nb\r\n\tc", '"a\\nb\\r\\n\\tc"'],
    ["an interpolation", "${var.x}", '"$${var.x}"'],
    ["a directive", "%{ if true }", '"%%{ if true }"'],
    ["what looks escaped already", "$${var.x}", '"$$${var.x}"'],
    ["both, one after the other", "%${a}$%{b}", '"%$${a}$%%{b}"'],
    ["a quote within an interpolation", '${"', '"$${\\""'],
    ["dollars and percents without a brace", "$a $ 100% %", '"$a $ 100% %"'],
    ["nginx's braces", "location / { return 404; }", '"location / { return 404; }"'],
    ["what begins a comment or a heredoc", "# // /* <<EOT", '"# // /* <<EOT"'],
    ["a Go template", "{{ .Path }}", '"{{ .Path }}"'],
  ])("of %s means just that", async (_, value, printed) => {
    expect(hcl.text(value).hcl).toBe(printed);
    expect(await readAttribute(`a = ${printed}\n`, "a")).toBe(value);
  });
});

describe("a heredoc", () => {
  test.each([
    ["its lines as they are", 'a "b" \\n\n  c\t\n\n', ["<<EOT", 'a "b" \\n', "  c\t", "", "EOT"]],
    ["no interpolation", "${a} $${b} %{c}\n", ["<<EOT", "$${a} $$${b} %%{c}", "EOT"]],
    ["a marker that is none of its lines", "a\nEOT\nb\n", ["<<EOT_", "a", "EOT", "b", "EOT_"]],
    ["a marker that is none of its lines, indented", "  EOT \n", ["<<EOT_", "  EOT ", "EOT_"]],
    ["a marker as long as it takes", "EOT_\nEOT\n", ["<<EOT__", "EOT_", "EOT", "EOT__"]],
    ["a marker after white space that only HCL trims", "\u0085EOT\n", ["<<EOT_", "\u0085EOT", "EOT_"]],
    ["another heredoc", "a = <<EOT\nEOT\n", ["<<EOT_", "a = <<EOT", "EOT", "EOT_"]],
    ["an empty line", "\n", ["<<EOT", "", "EOT"]],
  ])("has %s", async (_, content, printed) => {
    expect(hcl.heredoc(content).hcl).toBe(printed.join("\n"));
    expect(await readAttribute(file(hcl.attribute("a", hcl.heredoc(content))), "a")).toBe(content);
  });

  test.each([
    ["does not end in a newline", "a", "A heredoc's content must end in a newline."],
    ["is empty", "", "A heredoc's content must end in a newline."],
    ["holds a carriage return", "a\r\n", "A heredoc's content must hold no carriage return."],
  ])("is refused if its content %s", (_, content, message) => {
    expect(() => hcl.heredoc(content)).toThrow(message);
  });
});

describe("layout", () => {
  test("equals signs of consecutive lines stand in one column; a value of many lines ends a run", () => {
    const body = hcl.attributes({
      a: hcl.literal(1),
      long: hcl.text("x"),
      list: hcl.list([hcl.text("y")]),
      bc: hcl.literal(true),
      d: hcl.raw("var.d"),
    });
    expect(file(...body)).toBe(
      lines("a    = 1", 'long = "x"', "list = [", '  "y",', "]", "bc = true", "d  = var.d"),
    );
  });

  test("blocks and comments stand apart from what is before, a comment belongs to what follows", () => {
    const text = file(
      hcl.comment("One\n\ntwo"),
      hcl.attribute("a", hcl.literal(1)),
      hcl.comment("Three"),
      hcl.block("b", ["l", 'm"'], [hcl.block("c", [], []), hcl.attribute("d", hcl.literal(2))]),
      hcl.attribute("e", hcl.list([])),
    );
    expect(text).toBe(
      lines(
        ...["# One", "#", "# two", "a = 1", "", "# Three", 'b "l" "m\\"" {', "  c {}", "", "  d = 2", "}"],
        ...["", "e = []"],
      ),
    );
  });

  test("what is nested is indented, but never what stands in a heredoc", () => {
    const heredoc = hcl.heredoc("x\n  EOT y\n\nEOT_\n");
    const inner = hcl.object({ k: hcl.list([hcl.text("v")]), "root-device": hcl.literal(0) });
    const text = file(hcl.block("b", [], [hcl.attribute("h", heredoc), hcl.attribute("o", inner)]));
    expect(text).toBe(
      lines(
        ...["b {", "  h = <<EOT__", "x", "  EOT y", "", "EOT_", "EOT__"],
        ...["  o = {", "    k = [", '      "v",', "    ]", "    root-device = 0", "  }", "}"],
      ),
    );
  });
});

/** Text of the worst kind. HCL keeps strings in Unicode's form C, so any other form can't come back. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "${",
        "%{",
        "$",
        "%",
        "{",
        "}",
        '"',
        "\\",
        "\n",
        "\t",
        "EOT",
        "EOT_",
        "<<EOT",
        "<<-",
        "#",
      ),
      fc.constantFrom("//", "/*", "*/", "{{", "}}", "\u0000", "\u0085", "\u00a0", "\u2028", "\ufeff", "~}"),
      fc.string({ unit: "binary", maxLength: 5 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join("").normalize("NFC"));

describe("whatever the text,", () => {
  test("HashiCorp's parser reads a quoted string as just that, and fmt leaves it", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (value) => {
        const text = file(hcl.attribute("a", hcl.text(value)), hcl.attribute("last", hcl.literal(1)));
        expect(await parseHcl(text)).toMatchObject({ last: 1 });
        expect(await readAttribute(text, "a")).toBe(value);
        expect(await isFormatted(text)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test("HashiCorp's parser reads a heredoc as just that, however deep, and fmt leaves it", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, fc.nat({ max: 3 }), async (value, depth) => {
        const content = `${value.replaceAll("\r", "")}\n`;
        const inner: hcl.Body = [
          hcl.attribute("a", hcl.heredoc(content)),
          hcl.attribute("last", hcl.literal(1)),
        ];
        const nest = (body: hcl.Body, left: number): hcl.Body =>
          left === 0 ? body : nest([hcl.block("b", [], body)], left - 1);
        const text = hcl.printBody(nest(inner, depth));
        let read: unknown = await parseHcl(text);
        for (let i = 0; i < depth; i++) read = (read as { b: unknown[] }).b[0];
        const { a, last } = read as { a: string; last: number };
        expect(await readAttribute(file(hcl.attribute("a", hcl.heredoc(content))), "a")).toBe(content);
        expect(a).toBe(content.replace(/[$%]\{/g, (opening) => `${opening.charAt(0)}${opening}`));
        expect(last).toBe(1);
        expect(await isFormatted(text)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

test("whatever is composed, fmt leaves it", async () => {
  const name = fc.stringMatching(/^[a-z][a-z_]{0,9}$/);
  const { body } = fc.letrec<{ body: hcl.Body; item: hcl.Body[number]; value: hcl.Expression }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      hostile.map(hcl.text),
      fc.integer().map(hcl.literal),
      hostile.map((text) => hcl.heredoc(`${text.replaceAll("\r", "")}\n`)),
      fc.array(hostile.map(hcl.text), { maxLength: 3 }).map(hcl.list),
      fc.dictionary(name, tie("value"), { maxKeys: 3, noNullPrototype: true }).map(hcl.object),
    ),
    item: fc.oneof(
      { depthSize: "small" },
      fc.tuple(name, tie("value")).map(([key, value]) => hcl.attribute(key, value)),
      fc.stringMatching(/^[ -~]{0,20}$/).map(hcl.comment),
      fc.tuple(name, fc.array(hostile, { maxLength: 2 }), tie("body")).map((args) => hcl.block(...args)),
    ),
    body: fc.array(tie("item"), { maxLength: 5 }),
  }));
  await fc.assert(
    fc.asyncProperty(body, async (body) => {
      expect(await isFormatted(hcl.printBody(body))).toBe(true);
    }),
    { numRuns: 100 },
  );
});
