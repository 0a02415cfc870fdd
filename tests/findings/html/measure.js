// Measures a page in an iframe from outside, since the page itself runs no script but its own. Python writes `pages` and `widths` before.
"use strict";
const number = (text) => parseFloat(text);
const colour = (text) => (text.match(/[\d.]+/g) || []).map(number);
const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;

function luminance([red, green, blue]) {
  const [r, g, b] = [red, green, blue].map((one) => one / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function background(element, view) {
  for (let each = element; each; each = each.parentElement) {
    if (each instanceof view.SVGElement) {
      const group = each.closest("g.row, g.card, g.frame");
      if (group) return colour(view.getComputedStyle(group.querySelector(":scope > rect")).fill);
    }
    const found = colour(view.getComputedStyle(each).backgroundColor);
    if (found.length === 3 || found[3] === 1) return found;
  }
  return [255, 255, 255]; // the canvas of a light page
}

// The texts and symbols with too little contrast: AA asks for 4.5 for text, and for 3 for large text and for graphics.
function faint(page, view) {
  const found = [];
  const check = (element, value, least) => {
    const got = ratio(colour(value), background(element, view));
    if (!(got >= least)) found.push(`${element.tagName}.${element.getAttribute("class")} ${value}: ${got.toFixed(2)}`);
  };
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || ["STYLE", "SCRIPT", "title", "desc"].includes(element.tagName) || !seen(element)) continue;
    const style = view.getComputedStyle(element);
    const large = number(style.fontSize) >= 24 || (number(style.fontSize) >= 18.66 && number(style.fontWeight) >= 700);
    check(element, element instanceof view.SVGElement ? style.fill : style.color, large ? 3 : 4.5);
  }
  for (const element of page.querySelectorAll(".symbol, .line, .tip")) {
    if (seen(element)) check(element, view.getComputedStyle(element).stroke, 3);
  }
  return [...new Set(found)];
}

function outside(page, width) {
  const found = [];
  for (const element of page.body.querySelectorAll("*")) {
    const hidden = element.closest(".hidden, .skip, thead");
    if (!hidden && seen(element) && element.getBoundingClientRect().right > width + 0.5) found.push(element.tagName);
  }
  return [...new Set(found)];
}

const box = (element) => element.getBoundingClientRect();
const within = (inner, outer) => inner.left >= outer.left - 1 && inner.right <= outer.right + 1 && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
const apart = (one, other) => one.right <= other.left || other.right <= one.left || one.bottom <= other.top || other.bottom <= one.top;

function ends(path) {
  const matrix = path.getScreenCTM();
  return [0, path.getTotalLength()].map((place) => path.getPointAtLength(place).matrixTransform(matrix));
}

// What is wrong with the picture that is shown.
function wrong(page) {
  const shown = [...page.querySelectorAll("svg.picture[role=img]")].filter(seen);
  if (shown.length !== 1) return [`${shown.length} pictures are shown`];
  const [picture] = shown, found = [];
  const cards = [...picture.querySelectorAll("g.card")], boxes = cards.map((card) => box(card.querySelector("rect")));
  boxes.forEach((one, place) => boxes.slice(place + 1).forEach((other) => apart(one, other) || found.push("cards overlap")));
  for (const group of picture.querySelectorAll("g.card, g.row, g.frame")) {
    const around = box(group.querySelector("rect"));
    if (!within(around, box(picture))) found.push("a box leaves the picture");
    for (const text of group.querySelectorAll(":scope > text")) if (!within(box(text), around)) found.push(`text leaves its box: ${text.textContent}`);
  }
  for (const arrow of picture.querySelectorAll("g.arrow")) {
    const [start, end] = ends(arrow.querySelector(".line")), scale = arrow.getScreenCTM().a;
    const [from, to] = [boxes[arrow.dataset.from], boxes[arrow.dataset.to]];
    const far = ({ x, y }, { left, right, top, bottom }) => Math.max(Math.min(Math.abs(x - left), Math.abs(x - right)), top - y, y - bottom);
    if (far(start, from) > 1) found.push("an arrow does not begin at its bucket");
    if (far(end, to) > 10 * scale + 1) found.push("an arrow does not end at its bucket");
  }
  return [...new Set(found)];
}

// How each state's arrow is drawn without its colour: the dashes of its line, and the form of its end.
function forms(page, view) {
  const of = (health, part) => page.querySelector(`.legend .arrow.${health} ${part}`);
  const states = ["works", "broken", "unknown", "off"];
  const dashes = states.map((health) => view.getComputedStyle(of(health, ".line")).strokeDasharray);
  return { dashes, ends: states.map((health) => of(health, ".tip").getAttribute("d").replace(/[\d.-]+/g, "")) };
}

function print(page) {
  for (const rule of page.styleSheets[0].cssRules) {
    if (rule instanceof page.defaultView.CSSMediaRule && rule.media.mediaText.includes("print")) rule.media.mediaText = "all";
  }
}

function measured(frame, width) {
  const page = frame.contentDocument, view = frame.contentWindow;
  const found = { overflow: outside(page, width), scrolled: page.documentElement.scrollWidth - width, faint: faint(page, view) };
  const picture = page.querySelector("svg.picture[role=img]");
  return { ...found, dark: view.matchMedia("(prefers-color-scheme: dark)").matches, picture: picture ? wrong(page) : [], forms: picture ? forms(page, view) : null };
}

function printed(frame, width) {
  const page = frame.contentDocument;
  print(page);
  const hidden = [...page.querySelectorAll("details > *, details pre")].filter((one) => !seen(one)).length;
  const controls = [...page.querySelectorAll("nav, .copy, .skip")].filter(seen).length;
  return { ...measured(frame, width), hidden, controls };
}

window.addEventListener("load", () => {
  const results = {};
  for (const frame of document.querySelectorAll("iframe")) {
    const { name, width, paper } = frame.dataset;
    results[`${name} ${paper ? "on paper" : width}`] = (paper ? printed : measured)(frame, number(width));
  }
  document.getElementById("results").textContent = JSON.stringify(results);
});
