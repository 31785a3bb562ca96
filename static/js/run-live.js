/**
 * The page of a run: what happens in it is drawn as it happens. When it is over, the parts that the server words better
 * (the banner, the tests with their links, the resources) are fetched once and put in place.
 */
import { draw } from "everyday/plotly";
import { tracesDisclosure } from "everyday/data-table";
import { RunCurves } from "everyday/run-curves";
import { RunLog } from "everyday/run-log";
import { RunStream } from "everyday/run-stream";
import { RunTests } from "everyday/run-tests";
import { fill, pick, readTexts } from "everyday/strings";

/** @param {string} selector @returns {HTMLElement | null} */
const find = (selector) => document.querySelector(selector);

class RunPage {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.texts = readTexts("run-texts");
    this.over = root.dataset.over === "true";
    const curves = find("[data-run-curves]");
    const log = find("[data-run-log]");
    const tests = find("[data-run-tests]");
    this.curves = curves && new RunCurves(curves, /** @type {any} */ (this.texts));
    this.log = log && new RunLog(log, /** @type {HTMLButtonElement | null} */ (find("[data-log-jump]")));
    this.tests = tests && new RunTests(tests);
    /** @type {Set<string>} */
    this.figures = new Set();
    this.saidState = "";
  }

  start() {
    const { eventsUrl = "", pollUrl = "" } = this.root.dataset;
    const stream = new RunStream({ eventsUrl, pollUrl }, this);
    if (this.over) void stream.poll();
    else stream.start();
  }

  /** @param {string} kind @param {any} data */
  event(kind, data) {
    if (kind === "metric") this.showMetric(data);
    else if (kind === "log") this.showLog(data);
    else if (kind === "figure") void this.showFigure(data);
    else if (kind === "claimed") this.again();
    else if (this.over) return;
    else if (kind === "test") this.tests?.show(data);
    else if (kind === "phase") this.showPhase(data);
    else if (kind === "verdict") this.showVerdict(data);
  }

  /** Another worker took the run up: what an earlier attempt showed is not part of this one. */
  again() {
    if (!this.over) this.tests?.clear();
    this.curves?.clear();
    this.log?.clear();
    this.figures.clear();
    find("[data-run-figures]")?.replaceChildren();
    for (const phase of document.querySelectorAll("[data-phase]")) phase.removeAttribute("data-reached");
  }

  /** @param {any} data */
  showMetric(data) {
    this.reveal("[data-run-curves]");
    this.curves?.add(data);
  }

  /** @param {any} data */
  showLog(data) {
    this.reveal("[data-run-log]");
    this.log?.add(data);
  }

  /** @param {{id: string, title?: any, plotly: any}} data */
  async showFigure({ id, title, plotly }) {
    const list = find("[data-run-figures]");
    if (!list) return;
    this.reveal("[data-run-figures]");
    let box = /** @type {HTMLElement | null} */ (list.querySelector(`[data-figure-id="${CSS.escape(id)}"]`));
    if (!box) {
      box = document.createElement("figure");
      box.className = "chart";
      box.dataset.figureId = id;
      list.append(box);
    }
    const plot = document.createElement("div");
    plot.className = "chart-plot";
    plot.setAttribute("role", "img");
    // By attribute: a data set would turn the hyphens of an id into capitals.
    const declared = document.getElementById("run-texts")?.getAttribute(`data-figure_${id}`);
    const name = pick(title) || declared || id;
    plot.setAttribute("aria-label", name);
    const caption = document.createElement("figcaption");
    caption.textContent = name;
    box.replaceChildren(plot, caption, tracesDisclosure(plotly.data ?? [], this.texts.table));
    await draw(plot, plotly);
  }

  /** @param {{name: string, text?: any}} phase */
  showPhase({ name, text }) {
    const steps = [...document.querySelectorAll("[data-phase]")];
    const reached = steps.findIndex((step) => step.getAttribute("data-phase") === name);
    steps.forEach((step, index) => {
      if (reached < 0) return;
      step.toggleAttribute("data-reached", index <= reached);
      if (index === reached) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    });
    const line = find("[data-run-now]");
    if (line) line.textContent = pick(text);
  }

  /** @param {{state: string, position: number | null, estimate_s: number | null, workers: number}} state */
  state(state) {
    if (this.over || !state) return;
    const line = find("[data-run-queue]");
    if (line) line.textContent = this.queueText(state);
    if (state.state !== this.saidState) {
      this.saidState = state.state;
      this.root.dataset.state = state.state;
      const title = find("[data-run-title]");
      const words = this.texts[`state_${state.state}`];
      if (title && words) title.textContent = words;
      if (state.state === "queued" || state.state === "running") this.say(words ?? "");
    }
  }

  /** @param {{state: string, position: number | null, estimate_s: number | null, workers: number}} state */
  queueText({ state, position, estimate_s: estimate, workers }) {
    if (state !== "queued") return "";
    if (!workers) return this.texts.no_worker;
    const place = position === null ? "" : fill(this.texts.position, { position });
    const time = estimate === null ? "" : fill(this.texts.estimate, { seconds: Math.max(1, Math.round(estimate)) });
    return [place, time].filter(Boolean).join(" · ");
  }

  /** @param {any} verdict */
  showVerdict(verdict) {
    const status = this.texts[`status_${verdict.status}`] ?? verdict.status;
    const score = verdict.max_score ? ` · ${Number(verdict.score.toFixed(2))} / ${verdict.max_score}` : "";
    const title = find("[data-run-title]");
    if (title) title.textContent = status + score;
    this.say(`${status}${score}. ${pick(verdict.message)}`);
    this.root.dataset.state = "finished";
    this.root.dataset.status = verdict.status;
    void this.settle();
  }

  /** Puts the server's own words in place; the curves, figures and the log stay as they are. */
  async settle() {
    if (this.over) return;
    this.over = true;
    const response = await fetch(window.location.href, { headers: { Accept: "text/html" } });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const part of document.querySelectorAll("[data-settle]")) {
      const fresh = page.querySelector(`[data-settle="${part.getAttribute("data-settle")}"]`);
      if (fresh) part.replaceWith(document.importNode(fresh, true));
    }
    document.dispatchEvent(new Event("everyday:settled"));
  }

  end() {
    this.connection(true);
    void this.settle();
    if (this.log?.isEmpty) find("[data-log-empty]")?.removeAttribute("hidden");
  }

  /** @param {boolean} connected */
  connection(connected) {
    const note = find("[data-run-offline]");
    if (note) note.hidden = connected || this.over;
  }

  /** @param {string} selector */
  reveal(selector) {
    find(selector)?.closest("[data-reveal]")?.removeAttribute("hidden");
  }

  /** @param {string} text */
  say(text) {
    const spoken = find("[data-run-spoken]");
    if (spoken) spoken.textContent = text;
  }
}

/** Brings the run on the page to life, if there is one. */
export function startRun() {
  const root = find("[data-run]");
  if (root) new RunPage(root).start();
}

startRun();
