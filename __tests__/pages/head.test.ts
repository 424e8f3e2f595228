import { pageFolders } from "../support/pages";

const { faultsOf, htmlOf } = pageFolders();

const HEAD = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>a</title>';

test.each([
  [
    "no doctype",
    `<html lang="en">${HEAD}`,
    "index.html:1 must begin with <!doctype html>. Write it first: without it browsers use rules of the last century.",
  ],
  [
    "no language",
    `<!doctype html><html>${HEAD}`,
    'index.html:1 must say its language, which screen readers speak. Write <html lang="en">, or whatever it is.',
  ],
  [
    "a language that is none",
    `<!doctype html><html lang="english_">${HEAD}`,
    'index.html:1 must have a language tag as lang, got "english_". Write it as in en, ja or zh-Hant.',
  ],
  [
    "a country for a language",
    `<!doctype html><html lang="jp">${HEAD}`,
    'index.html:1 must have a language tag as lang, got "jp". Write it as in en, ja or zh-Hant.',
  ],
  [
    "no title",
    `<!doctype html><html lang="en">${HEAD.replace(/<title>.*/, "<title> </title>")}`,
    "index.html:1 must have a title. Write <title>…</title> in its head.",
  ],
  [
    "no viewport",
    `<!doctype html><html lang="en"><title>a</title>`,
    'index.html:1 must fit a phone. Write <meta name="viewport" content="width=device-width, initial-scale=1">.',
  ],
  [
    "a viewport that forbids zooming",
    `<!doctype html><html lang="en">${HEAD.replace("device-width", "device-width, user-scalable=no")}`,
    'index.html:1 must let people zoom in, got "width=device-width, user-scalable=no". Write <meta name="viewport" content="width=device-width, initial-scale=1">.',
  ],
  [
    "another charset",
    `<!doctype html><html lang="en">${HEAD.replace("utf-8", "shift_jis")}`,
    'index.html:1 must be in UTF-8, as it is served so, got "shift_jis". Write <meta charset="utf-8">.',
  ],
  [
    "another charset of old",
    `<!doctype html><html lang="en">${HEAD}<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">`,
    'index.html:1 must be in UTF-8, as it is served so, got "Shift_JIS". Write <meta charset="utf-8">.',
  ],
  [
    "a title of a picture alone",
    `<!doctype html><html lang="en">${HEAD.replace(/<title>.*/, "")}<body><svg><title>a</title></svg>`,
    "index.html:1 must have a title. Write <title>…</title> in its head.",
  ],
  [
    "two titles",
    `<!doctype html><html lang="en">${HEAD}\n<title>b</title>`,
    "index.html:2 must have one title. Take this one out.",
  ],
  [
    "a policy of its own",
    `<!doctype html><html lang="en">${HEAD}\n<meta http-equiv="content-security-policy" content="default-src *">`,
    "index.html:2 must have no Content-Security-Policy of its own, as one is written for the page. Take it out.",
  ],
  [
    "a policy of its own in the body",
    `<!doctype html><html lang="en">${HEAD}<body>\n<template><meta http-equiv="Content-Security-Policy"></template>`,
    "index.html:2 must have no Content-Security-Policy of its own, as one is written for the page. Take it out.",
  ],
  [
    "a base",
    `<!doctype html><html lang="en">${HEAD}<base href="/a/">`,
    "index.html:1 must not have a <base>, as it changes where each of its links leads. Write whole URLs.",
  ],
])("a page with %s is refused", (_, html, fault) => {
  expect(faultsOf({ "index.html": html })).toContain(fault);
});

test("what browsers heed in the head alone must stand there, and is told once", () => {
  expect(
    faultsOf({ "index.html": `<!doctype html><html lang="en"><body>\n${HEAD.replaceAll("><", ">\n<")}` }),
  ).toEqual([
    "index.html:4 must stand in the head, as browsers heed it nowhere else, got <title>. Move it there.",
    'index.html:3 must stand in the head, as browsers heed it nowhere else, got <meta name="viewport">. Move it there.',
    "index.html:2 must stand in the head, as browsers heed it nowhere else, got <meta charset>. Move it there.",
  ]);
});

test.each([
  ["a head without a tag", HEAD],
  [
    "a charset of old",
    HEAD.replace('charset="utf-8"', 'http-equiv="Content-Type" content="text/html; charset=UTF-8"'),
  ],
  ["a picture with a title of its own", `${HEAD}<body><svg><title>b</title></svg>`],
  ["a script with a charset in the body", `${HEAD}<body><script charset="utf-8">a()</script>`],
])("%s is no fault", (_, html) => {
  expect(htmlOf({ "index.html": `<!doctype html><html lang="en">${html}` })).toContain("<title>a</title>");
});

test.each(["EN", "en-us", "iw"])("HTML's lang=%j is a language in any case", (lang) => {
  expect(htmlOf({ "index.html": `<!doctype html><html lang="${lang}">${HEAD}` })).toContain(`lang="${lang}"`);
});
