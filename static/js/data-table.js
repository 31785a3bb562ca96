/**
 * What a figure shows, as a table: the alternative for those who cannot see or hover it.
 */

import { pick } from "everyday/strings";

const MOST_ROWS = 200;

/** @param {unknown} value */
function shown(value) {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(5)).toString() : String(value ?? "");
}

/** @param {unknown} values a list, or Plotly's packed {bdata, dtype} which is left out */
function asList(values) {
  return Array.isArray(values) || ArrayBuffer.isView(values) ? [.../** @type {any} */ (values)] : [];
}

/**
 * @param {string[]} head
 * @param {unknown[][]} rows
 * @returns {HTMLElement} a table that scrolls inside itself
 */
export function dataTable(head, rows) {
  const table = document.createElement("table");
  table.className = "table";
  const top = table.createTHead().insertRow();
  for (const name of head) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = name;
    top.append(cell);
  }
  const body = table.createTBody();
  const step = Math.max(1, Math.ceil(rows.length / MOST_ROWS));
  rows.forEach((row, index) => {
    if (index % step && index !== rows.length - 1) return;
    const line = body.insertRow();
    for (const value of row) line.insertCell().textContent = shown(value);
  });
  const box = document.createElement("div");
  box.className = "table-scroll";
  box.tabIndex = 0;
  box.append(table);
  return box;
}

/**
 * @param {any} trace of a Plotly figure
 * @param {number} index
 * @returns {HTMLElement | null}
 */
function traceTable(trace, index) {
  const name = pick(trace.name) || String(index + 1);
  if (Array.isArray(trace.z) && Array.isArray(trace.z[0])) {
    const columns = asList(trace.x).length ? asList(trace.x) : trace.z[0].map((/** @type {any} */ _, /** @type {number} */ i) => i);
    const rows = asList(trace.y);
    return dataTable([name, ...columns.map(String)], trace.z.map((/** @type {any} */ row, /** @type {number} */ i) => [rows[i] ?? i, ...row]));
  }
  const y = asList(trace.y);
  const x = asList(trace.x);
  const length = Math.max(x.length, y.length);
  if (!length) return null;
  return dataTable(["x", name], Array.from({ length }, (_, i) => [x[i] ?? i, y[i]]));
}

/**
 * A closed disclosure with one table per trace, filled when it is first opened.
 * @param {object[]} traces
 * @param {string} label
 */
export function tracesDisclosure(traces, label) {
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  details.className = "data-table";
  summary.textContent = label;
  details.append(summary);
  details.addEventListener("toggle", () => {
    if (details.childElementCount > 1) return;
    for (const table of traces.map(traceTable)) if (table) details.append(table);
  });
  return details;
}
