/**
 * The list of a run's tests, filling in as verdicts arrive. The page brings the declared tests as waiting rows; gates,
 * which are not declared, are added to their own group from a <template>.
 */
import { pick } from "everyday/strings";

/** @typedef {{id: string, public: boolean, status: string, points: number, max_points: number, message?: any}} Outcome */

/** @param {number} value */
const points = (value) => Number(value.toFixed(2)).toString();

export class RunTests {
  /** @param {HTMLElement} box holds the groups and the templates */
  constructor(box) {
    this.box = box;
  }

  /** @param {Outcome} outcome */
  show(outcome) {
    const row = this.rowOf(outcome.id) ?? this.added(outcome.id);
    if (!row) return;
    row.dataset.status = outcome.status;
    const badge = this.box.querySelector(`template[data-badge="${outcome.status}"]`);
    if (badge) row.querySelector("[data-test-status]")?.replaceChildren(/** @type {HTMLTemplateElement} */ (badge).content.cloneNode(true));
    const score = row.querySelector("[data-test-points]");
    if (score && outcome.max_points) score.textContent = `${points(outcome.points)} / ${points(outcome.max_points)}`;
    this.setMessage(row, pick(outcome.message));
    this.count();
  }

  /** @param {string} id @returns {HTMLElement | null} */
  rowOf(id) {
    return this.box.querySelector(`[data-test-id="${CSS.escape(id)}"]`);
  }

  /** @param {string} id @returns {HTMLElement | null} */
  added(id) {
    const template = /** @type {HTMLTemplateElement | null} */ (this.box.querySelector("template[data-test-row]"));
    const list = this.box.querySelector("[data-gates]");
    if (!template || !list) return null;
    const row = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (template.content.cloneNode(true)).firstElementChild);
    const name = this.box.querySelector(`template[data-gate-name="${CSS.escape(id)}"]`);
    row.dataset.testId = id;
    const title = row.querySelector("[data-test-name]");
    if (title) title.textContent = /** @type {HTMLTemplateElement | null} */ (name)?.content.textContent ?? id;
    list.append(row);
    /** @type {HTMLElement | null} */ (list.closest("[data-test-group]"))?.removeAttribute("hidden");
    return row;
  }

  /** @param {HTMLElement} row @param {string} text */
  setMessage(row, text) {
    const message = /** @type {HTMLElement | null} */ (row.querySelector("[data-test-message]"));
    if (!message) return;
    message.textContent = text;
    message.hidden = !text;
  }

  /** Each group says how many of its tests have passed. */
  count() {
    for (const group of this.box.querySelectorAll("[data-test-group]")) {
      const counter = group.querySelector("[data-group-count]");
      const rows = group.querySelectorAll("[data-test-id]");
      const passed = group.querySelectorAll('[data-test-id][data-status="passed"]');
      if (counter) counter.textContent = `${passed.length} / ${rows.length}`;
    }
  }

  clear() {
    const pending = this.box.querySelector('template[data-badge="pending"]');
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (this.box.querySelectorAll("[data-test-id]"))) {
      row.dataset.status = "pending";
      if (pending) row.querySelector("[data-test-status]")?.replaceChildren(/** @type {HTMLTemplateElement} */ (pending).content.cloneNode(true));
      this.setMessage(row, "");
    }
    this.count();
  }
}
