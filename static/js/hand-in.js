/**
 * Handing in files by name: chosen or dropped, several times over; what is chosen is shown before it is sent.
 *
 * `<section data-hand-in>` (submissions/_hand_in.html). Without script the same form sends the files of its field.
 */
import { csrfToken, fill, readTexts } from "everyday/strings";
import { listen } from "everyday/uploads";

const PICTURE = /\.(png|jpe?g)$/i;
const TEXT = /\.(md|txt|json|py|csv)$/i;
const SHOWN = 160;

/** @param {string} path */
const base = (path) => path.slice(path.lastIndexOf("/") + 1);
/** @param {string} path */
const suffix = (path) => base(path).toLowerCase().match(/\.[^.]+$/)?.[0] ?? "";

/** @param {number} bytes */
function size(bytes) {
  return bytes < 1024 ? `${bytes} B` : bytes < 1 << 20 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / (1 << 20)).toFixed(1)} MiB`;
}

class HandIn {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.texts = readTexts("hand-in-texts");
    /** @type {Map<string, File>} */
    this.files = new Map();
    this.form = /** @type {HTMLFormElement} */ (this.get("[data-hand-in-form]"));
    this.field = /** @type {HTMLInputElement} */ (this.get("[data-hand-in-field]"));
    this.wanted = [...root.querySelectorAll("[data-wanted]")].map((row) => ({
      row: /** @type {HTMLElement} */ (row),
      names: (row.getAttribute("data-wanted") ?? "").split("|"),
    }));
  }

  /** @param {string} selector @returns {HTMLElement} */
  get(selector) {
    const element = this.root.querySelector(selector);
    if (!element) throw new Error(`the page has no ${selector}`);
    return /** @type {HTMLElement} */ (element);
  }

  start() {
    listen(this.root, this.field, (files) => this.add(files));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send();
    });
  }

  /** @param {File[]} files */
  add(files) {
    for (const file of files) this.files.set(file.name, file);
    // The field holds only the last choice; what counts is kept here.
    this.field.value = "";
    this.refuse("");
    this.show();
  }

  /** The same rule as on the server: by name, else by kind where that leaves one place. @param {string} name */
  place(name) {
    const names = this.wanted.flatMap((one) => one.names).filter((one) => !one.includes("*"));
    if (names.includes(name)) return name;
    const byName = names.filter((one) => base(one).toLowerCase() === name.toLowerCase());
    if (byName.length === 1) return byName[0];
    const byKind = names.filter((one) => suffix(one) === suffix(name));
    return !byName.length && byKind.length === 1 ? byKind[0] : name;
  }

  show() {
    const list = this.get("[data-chosen]");
    list.hidden = !this.files.size;
    list.replaceChildren(...[...this.files.values()].map((file) => this.row(file)));
    const places = [...this.files.keys()].map((name) => this.place(name));
    for (const { row, names } of this.wanted) {
      const given = places.find((place) => names.includes(place));
      row.toggleAttribute("data-given", Boolean(given));
      const words = row.querySelector("[data-wanted-given]");
      if (words) words.textContent = given ? this.texts.given : "";
      const template = document.getElementById(given ? "hand-in-check" : "hand-in-open");
      const mark = row.querySelector("[data-wanted-mark]");
      if (mark && template) mark.replaceChildren(document.importNode(/** @type {HTMLTemplateElement} */ (template).content, true));
    }
  }

  /** @param {File} file */
  row(file) {
    const template = /** @type {HTMLTemplateElement} */ (document.getElementById("hand-in-row"));
    const row = /** @type {HTMLElement} */ (document.importNode(template.content, true).firstElementChild);
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (row.querySelector(`[data-row-${name}]`));
    const goes = this.place(file.name);
    part("name").textContent = file.name;
    part("facts").textContent = [size(file.size), goes === file.name ? "" : fill(this.texts.goes_to, { path: goes })]
      .filter(Boolean)
      .join(" · ");
    const remove = part("remove");
    remove.setAttribute("aria-label", fill(this.texts.remove, { name: file.name }));
    remove.addEventListener("click", () => {
      this.files.delete(file.name);
      this.show();
      this.field.focus();
    });
    if (PICTURE.test(file.name)) this.picture(part("picture"), file);
    else if (TEXT.test(file.name)) void this.text(part("text"), file);
    return row;
  }

  /** @param {HTMLElement} place @param {File} file */
  picture(place, file) {
    const image = document.createElement("img");
    const address = URL.createObjectURL(file);
    image.alt = fill(this.texts.picture, { name: file.name });
    image.addEventListener("load", () => {
      place.hidden = false;
      URL.revokeObjectURL(address);
    });
    image.src = address;
    place.append(image);
  }

  /** @param {HTMLElement} place @param {File} file */
  async text(place, file) {
    const words = (await file.slice(0, 4 * SHOWN).text()).replace(/\s+/g, " ").trim();
    place.textContent = words.length > SHOWN ? `${words.slice(0, SHOWN)}…` : words;
    place.hidden = !words;
  }

  async send() {
    const button = /** @type {HTMLButtonElement | null} */ (this.root.querySelector("[data-hand-in-submit]"));
    const label = this.root.querySelector("[data-hand-in-label]");
    if (!button || button.disabled || !label) return;
    if (!this.files.size) {
      this.refuse(this.texts.nothing);
      return;
    }
    const before = label.textContent;
    button.disabled = true;
    label.textContent = this.texts.sending;
    this.refuse("");
    try {
      const run = await this.post();
      if (run) {
        window.location.assign(run);
        return;
      }
    } catch {
      this.refuse(this.texts.failed);
    }
    label.textContent = before;
    button.disabled = false;
    delete this.form.dataset.sent;
  }

  /** @returns {Promise<string>} the address of the run; empty when it was refused, and the reader told why */
  async post() {
    const body = new FormData(this.form);
    body.delete("upload");
    for (const file of this.files.values()) body.append("upload", file);
    const response = await fetch(this.form.action, {
      method: "POST",
      headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
      body,
    });
    const answer = await response.json();
    if (response.ok) return answer.urls.run;
    this.refuse(answer.error?.message ?? this.texts.failed);
    return "";
  }

  /** @param {string} message why it was not taken; empty takes the last one back */
  refuse(message) {
    const box = this.get("[data-hand-in-error]");
    box.textContent = message;
    box.hidden = !message;
  }
}

const root = /** @type {HTMLElement | null} */ (document.querySelector("[data-hand-in]"));
if (root) new HandIn(root).start();
