/**
 * The editor of a task: files as tabs, drafts, reset, uploads, submit.
 *
 * `<section data-editor data-draft-key="…">` with a json_script `editor-data` ({files, starter, required, version, urls})
 * and the words in `#editor-texts`. Without script the page has a plain text field in the same form.
 */
import { compareIn, editorIn, fileState } from "everyday/code-view";
import { ask, toast } from "everyday/dialogs";
import { Drafts, sameFiles } from "everyday/drafts";
import { prepareVisit, showRun } from "everyday/run-visit";
import { csrfToken, fill, readJson, readTexts } from "everyday/strings";
import { listen, sorted } from "everyday/uploads";

/** @typedef {Record<string, string>} Files */
/** @typedef {{address: string, html: string}} Created a run that has just begun, and its page */

/** @template {HTMLElement} T @param {string} selector @returns {T} */
function get(selector) {
  const element = document.querySelector(selector);
  if (!element) throw new Error(`the page has no ${selector}`);
  return /** @type {T} */ (element);
}

class Editor {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.texts = readTexts("editor-texts");
    /** @type {{files: Files, starter: Files, required: string[], version: number, urls: {save: string, submit: string}}} */
    const data = readJson("editor-data");
    this.urls = data.urls;
    this.starter = data.starter;
    /** @type {Files} */
    this.files = { ...data.files };
    this.required = data.required;
    this.open = this.required.find((path) => path in this.files) ?? Object.keys(this.files)[0] ?? "solution.py";
    /** @type {Map<string, any>} */
    this.states = new Map();
    this.form = /** @type {HTMLFormElement} */ (get("[data-submit-form]"));
    get("[data-plain]").remove();
    this.view = editorIn(get("[data-editor-code]"), this.stateOf(this.open));
    this.drafts = new Drafts(
      { url: data.urls.save, key: root.dataset.draftKey ?? "", version: data.version, files: { ...this.files } },
      this,
    );
  }

  start() {
    this.root.dataset.ready = "yes";
    this.tabs();
    get("[data-editor-tabs]").addEventListener("keydown", (event) => this.tabKeys(/** @type {KeyboardEvent} */ (event)));
    get("[data-reset]").addEventListener("click", () => void this.reset());
    get("[data-save]").addEventListener("click", () => void this.drafts.save());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send();
    });
    const field = /** @type {HTMLInputElement} */ (get("[data-upload-field]"));
    listen(this.root, field, (files) => void this.upload(files, field));
    void this.drafts.recover();
    prepareVisit();
  }

  // ---- files
  /** @param {string} path */
  stateOf(path) {
    const kept = this.states.get(path);
    if (kept) return kept;
    const label = fill(this.texts.label, { path });
    const state = fileState(path, this.files[path] ?? "", label, {
      changed: (text) => this.typed(text),
      submit: () => this.form.requestSubmit(),
      leave: () => get("[data-submit]").focus(),
    });
    this.states.set(path, state);
    return state;
  }

  /** @param {string} path */
  show(path) {
    this.states.set(this.open, this.view.state);
    this.open = path;
    this.view.setState(this.stateOf(path));
    this.tabs();
  }

  tabs() {
    const list = get("[data-editor-tabs]");
    list.replaceChildren(
      ...Object.keys(this.files).map((path) => {
        const tab = document.createElement("button");
        tab.type = "button";
        tab.role = "tab";
        tab.textContent = path;
        tab.id = `tab-${path}`;
        tab.tabIndex = path === this.open ? 0 : -1;
        tab.setAttribute("aria-selected", String(path === this.open));
        tab.setAttribute("aria-controls", "editor-panel");
        tab.addEventListener("click", () => this.show(path));
        return tab;
      }),
    );
    get("#editor-panel").setAttribute("aria-labelledby", `tab-${this.open}`);
    const remove = get("[data-remove-file]");
    remove.hidden = this.required.includes(this.open);
    remove.onclick = () => void this.remove(this.open);
  }

  /** @param {KeyboardEvent} event */
  tabKeys(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const paths = Object.keys(this.files);
    this.show(paths[(paths.indexOf(this.open) + step + paths.length) % paths.length]);
    document.getElementById(`tab-${this.open}`)?.focus();
  }

  /** @param {string} text */
  typed(text) {
    this.files = { ...this.files, [this.open]: text };
    this.drafts.change(this.files);
  }

  /** Another set of files takes the editor's place. @param {Files} files */
  adopt(files) {
    this.files = { ...files };
    this.states.clear();
    if (!(this.open in this.files)) this.open = Object.keys(this.files)[0] ?? this.open;
    this.view.setState(this.stateOf(this.open));
    this.tabs();
  }

  /** Replaces the files and offers the way back. @param {Files} files @param {string} text */
  replace(files, text) {
    const before = { ...this.files };
    this.adopt(files);
    this.drafts.change(this.files);
    toast(text, () => {
      this.adopt(before);
      this.drafts.change(this.files);
    });
  }

  async reset() {
    if (sameFiles(this.files, this.starter)) return;
    const sure = await ask({ question: this.texts.reset_question, detail: this.texts.reset_detail, yes: this.texts.reset_yes });
    if (sure) this.replace(this.starter, this.texts.reset_done);
  }

  /** @param {string} path */
  async remove(path) {
    const rest = { ...this.files };
    delete rest[path];
    this.replace(rest, fill(this.texts.removed, { path }));
  }

  /** @param {File[]} files @param {HTMLInputElement} field */
  async upload(files, field) {
    const { texts, packed } = await sorted(files);
    const names = Object.keys(texts);
    if (names.length) {
      // A single program beside untouched starter files is the solution under another name; later it is one file more.
      const untouched = sameFiles(this.files, this.starter);
      const alone = untouched && names.length === 1 && !(names[0] in this.files) && names[0].endsWith(".py");
      const added = alone && this.required.length === 1 ? { [this.required[0]]: texts[names[0]] } : texts;
      this.replace({ ...this.files, ...added }, fill(this.texts.loaded, { names: names.join(", ") }));
    }
    if (!packed.length) {
      field.value = "";
      return;
    }
    const carrier = new DataTransfer();
    for (const file of packed) carrier.items.add(file);
    field.files = carrier.files;
    const sure = await ask({
      question: fill(this.texts.hand_in, { names: packed.map((file) => file.name).join(", ") }),
      detail: this.texts.hand_in_detail,
      yes: this.texts.hand_in_yes,
    });
    if (sure) /** @type {HTMLFormElement} */ (get("[data-upload-form]")).requestSubmit();
    else field.value = "";
  }

  // ---- drafts
  /** @param {import("everyday/drafts").DraftState} state @param {string} [detail] */
  state(state, detail = "") {
    const line = get("[data-draft-state]");
    line.dataset.state = state;
    line.textContent = detail || this.texts[`draft_${state}`];
  }

  /** @param {Files} theirs @returns {Promise<"mine" | "theirs">} */
  conflict(theirs) {
    const dialog = /** @type {HTMLDialogElement} */ (get("#conflict-dialog"));
    const parent = get("[data-conflict-view]");
    const path = Object.keys({ ...theirs, ...this.files }).find((name) => theirs[name] !== this.files[name]) ?? this.open;
    parent.replaceChildren();
    compareIn(
      parent,
      path,
      { text: theirs[path] ?? "", label: this.texts.theirs },
      { text: this.files[path] ?? "", label: this.texts.mine },
    );
    dialog.returnValue = "mine";
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => resolve(dialog.returnValue === "theirs" ? "theirs" : "mine"), { once: true });
    });
  }

  // ---- handing in
  async send() {
    const button = /** @type {HTMLButtonElement} */ (get("[data-submit]"));
    if (button.disabled || !(button instanceof HTMLButtonElement)) return;
    const label = get("[data-submit-label]");
    const before = label.textContent;
    button.disabled = true;
    label.textContent = this.texts.sending;
    this.refuse("");
    try {
      const run = await this.post();
      if (run) {
        await this.goTo(run);
        return;
      }
    } catch {
      this.refuse(this.texts.failed);
    }
    label.textContent = before;
    button.disabled = false;
    delete this.form.dataset.sent;
  }

  /** @returns {Promise<Created | null>} the run's page; null when it was refused, and the reader told why */
  async post() {
    this.drafts.keep();
    const response = await fetch(this.urls.submit, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken(), Accept: "text/html" },
      body: JSON.stringify({ files: this.files }),
    });
    if (response.ok) return { address: response.headers.get("Location") ?? "", html: await response.text() };
    const answer = await response.json();
    this.refuse(answer.error?.message ?? this.texts.failed);
    return null;
  }

  /** @param {Created} run takes this page's place; a plain load does where that fails */
  async goTo({ address, html }) {
    this.drafts.detach();
    try {
      await showRun(address, html);
      this.view.destroy();
    } catch {
      window.location.assign(address);
    }
  }

  /** @param {string} message why it was not taken; empty takes the last one back */
  refuse(message) {
    const box = get("[data-submit-error]");
    box.textContent = message;
    box.hidden = !message;
  }
}

const root = /** @type {HTMLElement | null} */ (document.querySelector("[data-editor]"));
if (root) new Editor(root).start();
