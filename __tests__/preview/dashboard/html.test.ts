import { html } from "../../../preview/dashboard/html";

test("what is put into a template is escaped, in text and in attributes", () => {
  const hostile = `<script>alert("1")</script>' & more`;
  expect(html`<p title="${hostile}">${hostile}</p>`.text).toBe(
    `<p title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39; &amp; more">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39; &amp; more</p>`,
  );
});

test("HTML within HTML stays as it is, lists and numbers too", () => {
  const items = [1, "<", html`<b>3</b>`].map((item) => html`<i>${item}</i>`);
  expect(html`<p>${items}</p>`.text).toBe("<p><i>1</i><i>&lt;</i><i><b>3</b></i></p>");
});
