/**
 * The page on which a submission is opened: a request is sent without leaving the page, and its answer appears below as soon
 * as it is there. Without this module the form still works; the page then has to be reloaded.
 *
 * What a learner's program answers is put in place as text only.
 */
import { RunStream } from "everyday/run-stream";
import { csrfToken, fill, pick, readTexts } from "everyday/strings";

const root = /** @type {HTMLElement} */ (document.querySelector("[data-demo]"));
const texts = { ...readTexts("run-texts"), ...root.dataset };

/** @param {string} text */
function say(text) {
  const spoken = root.querySelector("[data-demo-spoken]");
  if (spoken) spoken.textContent = text;
}

/** @param {any} value @returns {string} a text as it is, anything else as JSON, as the server writes it too */
function answerText(value) {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

class DemoRequest {
  /** @param {HTMLElement} item */
  constructor(item) {
    this.item = item;
    this.over = item.dataset.over === "true";
    this.cancel = /** @type {HTMLButtonElement} */ (item.querySelector("[data-demo-cancel]"));
    this.cancel.addEventListener("click", () => void this.stop());
  }

  follow() {
    if (this.over) return;
    this.cancel.hidden = false;
    const { eventsUrl = "", pollUrl = "" } = this.item.dataset;
    new RunStream({ eventsUrl, pollUrl }, this).start();
  }

  /** @param {string} name @param {string} text */
  show(name, text) {
    const place = /** @type {HTMLElement} */ (this.item.querySelector(`[data-demo-${name}]`));
    place.textContent = text;
    place.hidden = false;
  }

  /** @param {string} kind @param {any} data */
  event(kind, data) {
    if (kind === "phase") this.show("state", pick(data.text));
    else if (kind === "answer") this.show("answer", answerText(data.value));
    else if (kind === "verdict") this.settle(data);
  }

  /** @param {{state: string, position: number | null, estimate_s: number | null, workers: number}} state */
  state({ state, position, estimate_s: estimate, workers }) {
    if (this.over || state !== "queued") return;
    if (!workers) {
      this.show("state", texts.no_worker);
      return;
    }
    const place = position === null ? texts.state_queued : fill(texts.position, { position });
    const time = estimate === null ? "" : fill(texts.estimate, { seconds: Math.max(1, Math.round(estimate)) });
    this.show("state", [place, time].filter(Boolean).join(" · "));
  }

  /** @param {{status: string, wall_s?: number, message?: any}} verdict */
  settle({ status, wall_s: seconds = 0, message }) {
    this.over = true;
    this.cancel.hidden = true;
    this.item.dataset.over = "true";
    const answered = status === "passed";
    const word = answered ? fill(texts.answered, { seconds: seconds.toFixed(1) }) : (texts[`status_${status}`] ?? status);
    this.show("state", word);
    if (!answered) {
      this.item.dataset.tone = status === "cancelled" ? "quiet" : "danger";
      this.show("message", pick(message));
    }
    say(answered ? `${word}. ${this.item.querySelector("[data-demo-answer]")?.textContent ?? ""}` : `${word}. ${pick(message)}`);
  }

  /** @param {boolean} connected */
  connection(connected) {
    if (!connected && !this.over) this.show("state", texts.offline);
  }

  end() {
    this.cancel.hidden = true;
  }

  async stop() {
    this.cancel.disabled = true;
    try {
      const { cancelUrl = "" } = this.item.dataset;
      await fetch(cancelUrl, { method: "POST", headers: { Accept: "application/json", "X-CSRFToken": csrfToken() } });
    } catch {
      say(texts.unreachable);
    }
    this.cancel.disabled = false;
  }
}

class DemoForm {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.box = /** @type {HTMLTextAreaElement} */ (form.querySelector("textarea"));
    this.button = /** @type {HTMLButtonElement} */ (form.querySelector("[type=submit]"));
    this.problem = /** @type {HTMLElement} */ (form.querySelector("[data-demo-error]"));
    // The page stays: this form may be sent again.
    delete form.dataset.once;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send();
    });
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    for (const example of form.querySelectorAll("[data-demo-example]")) {
      example.addEventListener("click", () => {
        this.box.value = example.textContent ?? "";
        this.box.focus();
      });
    }
  }

  async send() {
    if (this.button.disabled) return;
    this.button.disabled = true;
    this.problem.textContent = "";
    const asked = this.box.value;
    try {
      const response = await fetch(this.form.action, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
        body: JSON.stringify({ request: asked }),
      });
      const answer = await response.json();
      if (response.ok) this.sent(asked, answer);
      else this.problem.textContent = answer.error.message;
    } catch {
      this.problem.textContent = texts.unreachable;
    }
    this.button.disabled = false;
  }

  /** @param {string} asked @param {{run: string, urls: {events: string, poll: string, cancel: string}}} answer */
  sent(asked, { run, urls }) {
    const template = /** @type {HTMLTemplateElement} */ (root.querySelector("[data-demo-template]"));
    const copy = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    const item = /** @type {HTMLElement} */ (copy.querySelector("li"));
    item.id = `request-${run}`;
    item.dataset.eventsUrl = urls.events;
    item.dataset.pollUrl = urls.poll;
    item.dataset.cancelUrl = urls.cancel;
    /** @type {HTMLElement} */ (item.querySelector("[data-demo-asked]")).textContent = asked;
    root.querySelector("[data-demo-list]")?.prepend(item);
    root.querySelector("[data-demo-empty]")?.setAttribute("hidden", "");
    this.box.value = "";
    this.box.focus();
    say(texts.sent);
    new DemoRequest(item).follow();
  }
}

const form = root.querySelector("[data-demo-form]");
if (form) new DemoForm(/** @type {HTMLFormElement} */ (form));
for (const item of root.querySelectorAll("[data-demo-list] > li")) new DemoRequest(/** @type {HTMLElement} */ (item)).follow();
