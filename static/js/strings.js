/**
 * Texts and values that the template hands to a module: `{{ texts|json_script:"run-texts" }}`.
 */

/**
 * @template T
 * @param {string} id of the json_script element
 * @returns {T} what it holds
 */
export function readJson(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`no json_script with the id ${id}`);
  return JSON.parse(element.textContent ?? "null");
}

/**
 * Words in the reader's language, as data attributes of one element: `<div id="run-texts" hidden data-step="Step">`.
 * @param {string} id
 * @returns {Record<string, string>}
 */
export function readTexts(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`no element with the id ${id}`);
  return /** @type {Record<string, string>} */ ({ ...element.dataset });
}

/**
 * Fills `{name}` places of a text.
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));
}

/**
 * The reader's side of a bilingual value {zh, en}; a plain string is returned as it is.
 * @param {unknown} text
 * @returns {string}
 */
export function pick(text) {
  if (typeof text === "string") return text;
  if (!text || typeof text !== "object") return "";
  const both = /** @type {{zh?: string, en?: string}} */ (text);
  const own = document.documentElement.lang.startsWith("en") ? both.en : both.zh;
  return own || both.zh || both.en || "";
}

/**
 * The token that a POST must carry; the body's hx-headers hold it for htmx too.
 * @returns {string}
 */
export function csrfToken() {
  return JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";
}
