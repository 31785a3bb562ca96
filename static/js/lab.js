/**
 * The page of a lab: a slider beside each number (on a logarithmic scale where the lab says so), and the chart of the
 * precomputed results.
 */
import { tracesDisclosure } from "everyday/data-table";
import { draw } from "everyday/plotly";
import { readJson } from "everyday/strings";

const STEPS = 1000;

class Range {
  /** @param {HTMLElement} box */
  constructor(box) {
    const { min, max, step, scale, type } = box.dataset;
    this.min = Number(min);
    this.max = Number(max);
    this.step = step ? Number(step) : 0;
    this.log = scale === "log" && this.min > 0;
    this.whole = type === "int";
    this.slider = /** @type {HTMLInputElement} */ (box.querySelector("[data-range-slider]"));
    this.field = /** @type {HTMLInputElement} */ (box.querySelector("[data-range-value]"));
    this.slider.max = String(STEPS);
    this.slider.hidden = false;
    this.follow();
    this.slider.addEventListener("input", () => {
      this.field.value = this.worded(this.valueAt(Number(this.slider.value) / STEPS));
      this.spoken();
    });
    this.field.addEventListener("input", () => this.follow());
    // Defaults come back after the event.
    this.field.form?.addEventListener("reset", () => window.setTimeout(() => this.follow()));
  }

  /** The slider goes where the number is. */
  follow() {
    const value = Number(this.field.value);
    if (Number.isFinite(value)) this.slider.value = String(Math.round(this.placeOf(value) * STEPS));
    this.spoken();
  }

  spoken() {
    this.slider.setAttribute("aria-valuetext", this.field.value);
  }

  /** @param {number} value @returns {number} 0 … 1 */
  placeOf(value) {
    const [low, high, here] = this.log
      ? [Math.log(this.min), Math.log(this.max), Math.log(Math.max(value, this.min))]
      : [this.min, this.max, value];
    return Math.min(1, Math.max(0, (here - low) / (high - low)));
  }

  /** @param {number} place 0 … 1 */
  valueAt(place) {
    if (this.log) return Math.exp(Math.log(this.min) + place * Math.log(this.max / this.min));
    return this.min + place * (this.max - this.min);
  }

  /** @param {number} value @returns {string} as a person would write it */
  worded(value) {
    let rounded = this.step ? this.min + Math.round((value - this.min) / this.step) * this.step : value;
    if (this.whole) rounded = Math.round(rounded);
    const short = this.step || this.whole ? Number(rounded.toFixed(10)) : Number(rounded.toPrecision(this.log ? 2 : 3));
    return String(Math.min(this.max, Math.max(this.min, short)));
  }
}

/** @typedef {{config: Record<string, any>, metrics: Record<string, number>}} Point */

class Sweep {
  /** @param {HTMLElement} box */
  constructor(box) {
    this.box = box;
    /** @type {Point[]} */
    this.points = readJson("lab-sweep");
    // A number makes an axis, a choice makes lines.
    this.prefer("x", (kind) => kind === "float" || kind === "int");
    this.prefer("series", (kind) => kind === "choice" || kind === "bool");
    for (const choice of box.querySelectorAll("select")) choice.addEventListener("change", () => void this.show());
    box.querySelector("[data-sweep-reveal]")?.addEventListener("toggle", () => void this.show(), { once: true });
  }

  /** @param {string} name */
  chosen(name) {
    return /** @type {HTMLSelectElement | null} */ (this.box.querySelector(`[data-sweep-${name}]`));
  }

  /** @param {string} name @param {(kind: string) => boolean} fits */
  prefer(name, fits) {
    const choice = this.chosen(name);
    const option = [...(choice?.options ?? [])].find(({ dataset }) => fits(dataset.kind ?? ""));
    if (option) option.selected = true;
  }

  async show() {
    const [x, y, series] = ["x", "y", "series"].map((name) => this.chosen(name));
    const plot = /** @type {HTMLElement | null} */ (this.box.querySelector("[data-sweep-plot]"));
    if (!x || !y || !plot) return;
    const data = this.traces(x.value, y.value, series && series.value !== x.value ? series.value : "");
    const log = x.selectedOptions[0]?.dataset.scale === "log";
    const layout = {
      xaxis: { title: { text: x.selectedOptions[0]?.textContent }, type: log ? "log" : undefined },
      yaxis: { title: { text: y.selectedOptions[0]?.textContent } },
    };
    const table = /** @type {HTMLElement | null} */ (this.box.querySelector("[data-sweep-table]"));
    table?.replaceChildren(tracesDisclosure(data, table.dataset.label ?? ""));
    await draw(plot, { data, layout });
  }

  /** @param {string} x @param {string} y @param {string} series */
  traces(x, y, series) {
    /** @type {Map<string, Point[]>} */
    const groups = new Map();
    for (const point of this.points) {
      const name = series ? String(point.config[series]) : "";
      groups.set(name, [...(groups.get(name) ?? []), point]);
    }
    return [...groups].map(([name, points]) => {
      const places = [...new Set(points.map((point) => point.config[x]))].sort((a, b) => (a > b ? 1 : -1));
      const here = (/** @type {any} */ place) => points.filter((point) => point.config[x] === place);
      return {
        type: "scatter",
        mode: "lines+markers",
        name,
        x: places,
        y: places.map((place) => median(here(place).map((point) => point.metrics[y]))),
      };
    });
  }
}

/** @param {(number | undefined | null)[]} values @returns {number | null} */
function median(values) {
  const known = /** @type {number[]} */ (values.filter((value) => typeof value === "number")).sort((a, b) => a - b);
  if (!known.length) return null;
  const middle = known.length >> 1;
  return known.length % 2 ? known[middle] : (known[middle - 1] + known[middle]) / 2;
}

for (const box of document.querySelectorAll("[data-range]")) new Range(/** @type {HTMLElement} */ (box));
const sweep = document.querySelector("[data-sweep]");
if (sweep) new Sweep(/** @type {HTMLElement} */ (sweep));
