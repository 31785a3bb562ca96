/**
 * One question dialog and one toast for the whole page (components/_dialogs.html).
 *
 * A form or button asks first with `data-confirm="question"`, and optionally `data-confirm-detail`, `data-confirm-yes`
 * (the button's word) and `data-confirm-danger`.
 */

/**
 * @typedef {{question: string, detail?: string, yes?: string, danger?: boolean}} Question
 */

/**
 * @param {Question} question
 * @returns {Promise<boolean>} true for yes; Escape and Cancel are no
 */
export function ask({ question, detail = "", yes = "", danger = false }) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("confirm-dialog"));
  const button = /** @type {HTMLButtonElement} */ (dialog.querySelector("[data-confirm-yes]"));
  const more = /** @type {HTMLElement} */ (dialog.querySelector("[data-confirm-detail]"));
  /** @type {HTMLElement} */ (dialog.querySelector("#confirm-question")).textContent = question;
  more.textContent = detail;
  more.hidden = !detail;
  button.textContent = yes || button.dataset.default || "";
  button.classList.toggle("button-danger", danger);
  button.classList.toggle("button-primary", !danger);
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

let toastTimer = 0;

/**
 * A short word at the foot of the page; with `undo`, a way back for ten seconds.
 * @param {string} text
 * @param {(() => void) | null} [undo]
 */
export function toast(text, undo = null) {
  const box = /** @type {HTMLElement} */ (document.getElementById("toast"));
  const button = /** @type {HTMLButtonElement} */ (box.querySelector("[data-toast-undo]"));
  /** @type {HTMLElement} */ (box.querySelector("[data-toast-text]")).textContent = text;
  button.hidden = undo === null;
  button.onclick = () => {
    box.hidden = true;
    undo?.();
  };
  box.hidden = false;
  window.clearTimeout(toastTimer);
  toastTimer = window.setTimeout(() => {
    box.hidden = true;
  }, 10_000);
}

/** @param {HTMLElement} element */
function questionOf(element) {
  return {
    question: element.dataset.confirm ?? "",
    detail: element.dataset.confirmDetail,
    yes: element.dataset.confirmYes,
    danger: "confirmDanger" in element.dataset,
  };
}

/** Forms that ask before they are sent, and forms that must not be sent twice. */
export function startForms() {
  document.addEventListener("submit", async (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const submitter = /** @type {HTMLElement | null} */ (event.submitter);
    const asking = submitter?.dataset.confirm ? submitter : form.dataset.confirm ? form : null;
    if (asking && !form.dataset.confirmed) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!(await ask(questionOf(asking)))) return;
      form.dataset.confirmed = "yes";
      form.requestSubmit(/** @type {HTMLElement} */ (submitter));
      delete form.dataset.confirmed;
    } else if ("once" in form.dataset) {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "yes";
    }
  }, true);
  // A page that comes back from the back-forward cache may send its forms again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) form.removeAttribute("data-sent");
  });
}
