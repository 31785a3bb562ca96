/**
 * Copy buttons. `data-copy="text"` copies that text, `data-copy-from="id"` what an element shows; without either the
 * button copies the <pre> beside it. Interpreter prompts are left out, and of a session only what was typed.
 */

const PROMPT = /^(>>>|\.\.\.) ?/;
const SHELL = /^\$ /;

/**
 * @param {string} text as shown
 * @returns {string} as it can be pasted
 */
export function withoutPrompts(text) {
  const lines = text.replace(/\n$/, "").split("\n");
  if (lines.some((line) => line.startsWith(">>>"))) {
    return lines.filter((line) => PROMPT.test(line)).map((line) => line.replace(PROMPT, "")).join("\n") + "\n";
  }
  if (lines.some((line) => SHELL.test(line))) {
    return lines.filter((line) => SHELL.test(line)).map((line) => line.replace(SHELL, "")).join("\n") + "\n";
  }
  return lines.join("\n") + "\n";
}

/** @param {HTMLElement} button */
function textFor(button) {
  if (button.dataset.copy !== undefined) return button.dataset.copy;
  const source = button.dataset.copyFrom
    ? document.getElementById(button.dataset.copyFrom)
    : button.closest(".code-block, .highlight, .lesson-cell")?.querySelector("pre");
  return withoutPrompts(source?.textContent ?? "");
}

/** @param {HTMLElement} button */
async function copy(button) {
  await navigator.clipboard.writeText(textFor(button));
  const label = button.querySelector("[data-copy-label]") ?? button;
  const before = label.textContent;
  label.textContent = button.dataset.copied ?? before;
  window.setTimeout(() => {
    label.textContent = before;
  }, 1_600);
}

/** One listener for every copy button of the page, also for those that come later. */
export function startCopying() {
  document.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest?.("[data-copy], [data-copy-from], .copy-button");
    if (button) void copy(/** @type {HTMLElement} */ (button));
  });
}
