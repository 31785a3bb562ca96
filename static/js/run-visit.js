/**
 * A run's page in the place of the task's, without a load: handing in is answered with that page, and its modules came
 * while the reader wrote. It saves a request and some thirty files, so the first words of the run are there at once.
 * Going back and forward between the two loads, as between any others (page.js).
 */
import { RELOAD } from "everyday/going-back";

/** @returns {Promise<typeof import("everyday/run-live")>} what the page of a run needs; fetched once */
const runLive = () => import("everyday/run-live");

/** Fetches the modules of a run's page when the browser has nothing better to do. */
export function prepareVisit() {
  const soon = window.requestIdleCallback ?? ((/** @type {() => void} */ act) => window.setTimeout(act, 500));
  soon(() => void runLive().catch(() => {}));
}

/**
 * @param {string} address of the run
 * @param {string} html its page
 */
export async function showRun(address, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const main = page.querySelector("main");
  const present = document.querySelector("main");
  const live = await runLive();
  if (!main || !present) throw new Error("not a page");
  window.history.replaceState(RELOAD, "");
  window.history.pushState(RELOAD, "", address);
  document.title = page.title;
  const shown = document.importNode(main, true);
  present.replaceWith(shown);
  for (const field of document.querySelectorAll(".site-header input[name=next]")) {
    /** @type {HTMLInputElement} */ (field).value = address;
  }
  window.scrollTo(0, 0);
  shown.focus({ preventScroll: true });
  live.startRun();
  /** @type {any} */ (window).htmx?.process(shown);
}
