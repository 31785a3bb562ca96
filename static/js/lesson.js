/**
 * The lesson page: the contents follow the reading, code can be copied, and the place is kept.
 *
 * `<article data-lesson data-progress-url="…" data-resume="anchor">`; without an address (a visitor) nothing is posted.
 * Links inside `[data-contents]` lead to the sections.
 */
import { csrfToken } from "everyday/strings";

const SETTLE_MS = 1_500;
const article = /** @type {HTMLElement | null} */ (document.querySelector("[data-lesson]"));

/** Puts a copy button into every block of code; its words come from the page. */
function addCopyButtons() {
  const template = /** @type {HTMLTemplateElement | null} */ (document.getElementById("copy-button"));
  if (!template) return;
  for (const block of document.querySelectorAll(".prose .code-block, .prose .highlight:not(.code-block .highlight)")) {
    if (!block.querySelector(".copy-button")) block.append(template.content.cloneNode(true));
  }
}

/** @returns {HTMLElement[]} the sections in their order */
function sections() {
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("[data-contents] a[href^='#']"));
  const ids = [...links].map((link) => decodeURIComponent(link.hash.slice(1)));
  return ids.map((id) => document.getElementById(id)).filter((section) => section !== null);
}

/** @param {string} id */
function mark(id) {
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("[data-contents] a"))) {
    if (decodeURIComponent(link.hash.slice(1)) === id) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

/** @param {string} url @param {string} anchor */
function post(url, anchor) {
  const body = new URLSearchParams({ anchor });
  const headers = { "X-CSRFToken": csrfToken() };
  // keepalive: the last section counts also when the reader leaves at once.
  void fetch(url, { method: "POST", body, headers, keepalive: true }).catch(() => {});
}

/** @param {HTMLElement[]} all @returns {string} the id of the section at the top of the screen */
function current(all) {
  const line = window.innerHeight * 0.3;
  const passed = all.filter((section) => section.getBoundingClientRect().top <= line);
  return (passed.at(-1) ?? all[0])?.id ?? "";
}

/** @param {HTMLElement} lesson */
function follow(lesson) {
  const all = sections();
  if (!all.length) return;
  const url = lesson.dataset.progressUrl;
  let known = lesson.dataset.resume ?? "";
  let timer = 0;
  let waiting = false;
  const look = () => {
    waiting = false;
    const id = current(all);
    mark(id);
    window.clearTimeout(timer);
    if (!url || id === known || window.scrollY < 40) return;
    timer = window.setTimeout(() => {
      known = id;
      post(url, id);
    }, SETTLE_MS);
  };
  const soon = () => {
    if (!waiting) window.requestAnimationFrame(look);
    waiting = true;
  };
  document.addEventListener("scroll", soon, { passive: true });
  look();
}

/** Brings the reader back to where they were, unless the address names a place or the browser knows better. */
function resume() {
  const anchor = article?.dataset.resume;
  if (!anchor || window.location.hash || window.scrollY > 0) return;
  const section = document.getElementById(anchor);
  const first = sections()[0];
  if (!section || section === first) return;
  document.documentElement.dataset.still = "";
  section.scrollIntoView();
  delete document.documentElement.dataset.still;
}

addCopyButtons();
if (article) {
  resume();
  follow(article);
}
