/**
 * Live curves: one chart for each group of metrics, drawn from the first point on. What the learner's code reports is
 * dashed, what the judge measures is a full line.
 */
import { dataTable } from "everyday/data-table";
import { colour, onThemeChange, seriesColours } from "everyday/theme";
import { fill } from "everyday/strings";
import UPlot from "everyday/uplot";

/** @typedef {{learner: string, judge: string, step: string, table: string, chart: string}} Texts */

const HEIGHT = 240;
const SPLIT = /^(train|val|valid|test|dev)[_/](.+)$|^(.+)[_/](train|val|valid|test|dev)$/;

/**
 * `train_loss` and `val_loss` belong in one chart, `loss`.
 * @param {string} name
 */
export function groupOf(name) {
  const match = SPLIT.exec(name);
  return match ? (match[2] ?? match[3]) : name;
}

class Group {
  /** @param {string} name @param {HTMLElement} parent @param {Texts} texts */
  constructor(name, parent, texts) {
    this.name = name;
    this.texts = texts;
    /** @type {Map<string, {label: string, learner: boolean, points: Map<number, number>}>} */
    this.series = new Map();
    /** @type {UPlot | null} */
    this.plot = null;
    this.box = document.createElement("section");
    this.box.className = "curve";
    const title = document.createElement("h3");
    title.className = "curve-title";
    title.textContent = name;
    this.canvas = document.createElement("div");
    this.canvas.className = "curve-plot";
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", fill(texts.chart, { name }));
    this.box.append(title, this.canvas, this.table());
    parent.append(this.box);
    new ResizeObserver(() => this.plot?.setSize({ width: this.canvas.clientWidth, height: HEIGHT })).observe(this.canvas);
  }

  table() {
    const details = document.createElement("details");
    const summary = document.createElement("summary");
    details.className = "data-table";
    summary.textContent = this.texts.table;
    details.append(summary);
    details.addEventListener("toggle", () => {
      details.replaceChildren(summary);
      if (!details.open) return;
      const [steps, ...values] = this.aligned();
      const head = [this.texts.step, ...[...this.series.values()].map(({ label }) => label)];
      details.append(dataTable(head, steps.map((step, i) => [step, ...values.map((column) => column[i])])));
    });
    return details;
  }

  /** @param {string} source @param {string} metric @param {number} step @param {number} value */
  add(source, metric, step, value) {
    const key = `${source}:${metric}`;
    let series = this.series.get(key);
    if (!series) {
      const learner = source !== "judge";
      series = { label: `${metric} · ${learner ? this.texts.learner : this.texts.judge}`, learner, points: new Map() };
      this.series.set(key, series);
      this.plot?.destroy();
      this.plot = null;
    }
    series.points.set(step, value);
  }

  /** @returns {(number | null)[][]} the steps, then one column of values a series */
  aligned() {
    const columns = [...this.series.values()];
    const steps = [...new Set(columns.flatMap(({ points }) => [...points.keys()]))].sort((a, b) => a - b);
    return [steps, ...columns.map(({ points }) => steps.map((step) => points.get(step) ?? null))];
  }

  draw() {
    if (this.plot) this.plot.setData(this.aligned());
    else this.plot = new UPlot(this.options(), this.aligned(), this.canvas);
  }

  redraw() {
    this.plot?.destroy();
    this.plot = null;
    this.draw();
  }

  options() {
    const colours = seriesColours();
    const axis = { stroke: colour("ink-faint"), grid: { stroke: colour("line"), width: 1 }, ticks: { stroke: colour("line"), width: 1 } };
    const series = [...this.series.values()].map(({ label, learner }, index) => ({
      label,
      stroke: colours[index % colours.length],
      width: 2,
      dash: learner ? [6, 4] : undefined,
      spanGaps: true,
      points: { size: 5, fill: colours[index % colours.length] },
    }));
    return {
      width: this.canvas.clientWidth || 320,
      height: HEIGHT,
      scales: { x: { time: false } },
      series: [{ label: this.texts.step }, ...series],
      axes: [axis, { ...axis, size: 56 }],
      legend: { live: true },
      cursor: { y: false },
    };
  }
}

export class RunCurves {
  /** @param {HTMLElement} parent @param {Texts} texts */
  constructor(parent, texts) {
    this.parent = parent;
    this.texts = texts;
    /** @type {Map<string, Group>} */
    this.groups = new Map();
    /** @type {Set<Group>} */
    this.changed = new Set();
    onThemeChange(() => this.groups.forEach((group) => group.redraw()));
  }

  /** @param {{step?: number | null, values: Record<string, number>, source: string}} report */
  add({ step, values, source }) {
    if (step === null || step === undefined) return;
    for (const [metric, value] of Object.entries(values)) {
      const name = groupOf(metric);
      let group = this.groups.get(name);
      if (!group) {
        group = new Group(name, this.parent, this.texts);
        this.groups.set(name, group);
      }
      group.add(source, metric, step, value);
      this.changed.add(group);
    }
    // Many points may come at once; a chart is drawn at most once a frame.
    window.requestAnimationFrame(() => this.flush());
  }

  flush() {
    for (const group of this.changed) group.draw();
    this.changed.clear();
  }

  get isEmpty() {
    return this.groups.size === 0;
  }

  clear() {
    this.parent.replaceChildren();
    this.groups.clear();
    this.changed.clear();
  }
}
