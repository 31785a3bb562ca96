/**
 * Runs side by side: their curves laid over each other, with the reference band behind them, and a table that can be cut
 * down to what differs. The server has thinned the curves; here they only meet on one axis.
 */
import { readJson } from "everyday/strings";
import { colour, onThemeChange, seriesColours } from "everyday/theme";
import UPlot from "everyday/uplot";

/** @typedef {{run: number, x: number[], y: number[]}} Line */
/** @typedef {{title: string, unit: string, dashed: boolean, lines: Line[], band: [number | null, number, number][]}} Chart */

const HEIGHT = 280;
const NEAR_PX = 24;
// A colour comes again after six runs, then with other dashes: runs are never told apart by colour alone.
const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3], [4, 4], [14, 4], [6, 2, 2, 2], [1, 5], [12, 6, 4, 6]];

/**
 * All lines on one axis of steps; a run has null where it reported nothing.
 * @param {Line[]} lines
 * @returns {(number | null)[][]}
 */
function joined(lines) {
  const steps = [...new Set(lines.flatMap(({ x }) => x))].sort((a, b) => a - b);
  const places = new Map(steps.map((step, place) => [step, place]));
  const columns = lines.map(({ x, y }) => {
    const column = new Array(steps.length).fill(null);
    x.forEach((step, i) => {
      column[/** @type {number} */ (places.get(step))] = y[i];
    });
    return column;
  });
  return [steps, ...columns];
}

class Curves {
  /** @param {HTMLElement} box @param {Chart} chart @param {string[]} runs @param {string} step the word for it */
  constructor(box, chart, runs, step) {
    this.box = box;
    this.chart = chart;
    this.runs = runs;
    this.step = step;
    this.data = joined(chart.lines);
    this.plot = this.drawn();
    new ResizeObserver(() => this.plot.setSize({ width: box.clientWidth, height: HEIGHT })).observe(box);
    onThemeChange(() => {
      this.plot.destroy();
      this.plot = this.drawn();
    });
  }

  drawn() {
    return new UPlot(this.options(), this.data, this.box);
  }

  options() {
    const axis = { stroke: colour("ink-faint"), grid: { stroke: colour("line"), width: 1 }, ticks: { stroke: colour("line"), width: 1 } };
    return {
      width: this.box.clientWidth || 320,
      height: HEIGHT,
      scales: { x: { time: false }, y: { range: (_, low, high) => this.range(low, high) } },
      series: [{ label: this.step }, ...this.chart.lines.map((line) => this.series(line))],
      axes: [axis, { ...axis, size: 60 }],
      legend: { live: true },
      focus: { alpha: 0.35 },
      cursor: { y: false, focus: { prox: NEAR_PX }, dataIdx: (plot, series, here) => nearest(plot, series, here) },
      hooks: { drawAxes: [(plot) => this.drawBand(plot)] },
    };
  }

  /** @param {Line} line */
  series({ run, x }) {
    const colours = seriesColours();
    const stroke = colours[run % colours.length];
    return {
      label: this.runs[run],
      stroke,
      width: 2,
      dash: DASHES[Math.floor(run / colours.length) % DASHES.length],
      spanGaps: true,
      points: { show: x.length < 2, size: 6, fill: stroke },
      value: (_, value) => (value === null ? "–" : Number(value.toPrecision(5)).toString()),
    };
  }

  /** The band is part of what must be in sight. @param {number | null} low @param {number | null} high */
  range(low, high) {
    const edges = this.chart.band.flatMap(([, bottom, top]) => [bottom, top]);
    return UPlot.rangeNum(Math.min(low ?? 0, ...edges), Math.max(high ?? 1, ...edges), 0.1, true);
  }

  /** @param {any} plot */
  drawBand(plot) {
    const { band } = this.chart;
    if (!band.length) return;
    const { ctx, bbox } = plot;
    const at = ([step, value]) => [step === null ? bbox.left : plot.valToPos(step, "x", true), plot.valToPos(value, "y", true)];
    const rows = band.length > 1 ? band : [band[0], band[0]];
    const bottom = rows.map(([step, value]) => at([step, value]));
    const top = rows.map(([step, , value]) => at([step, value]));
    if (band.length === 1) bottom[1][0] = top[1][0] = bbox.left + bbox.width;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.beginPath();
    [...bottom, ...top.reverse()].forEach(([x, y], i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
    ctx.closePath();
    ctx.globalAlpha = 0.22;
    ctx.fillStyle = colour("ink-faint");
    ctx.fill();
    // Without a spread the band has no area: its line must show by itself.
    ctx.globalAlpha = 0.8;
    ctx.strokeStyle = colour("ink-faint");
    ctx.setLineDash([4, 4].map((length) => length * window.devicePixelRatio));
    ctx.lineWidth = window.devicePixelRatio;
    ctx.stroke();
    ctx.restore();
  }
}

/**
 * Runs report at different steps: the readout of each is its own report nearest to the cursor.
 * @param {any} plot @param {number} series @param {number} here
 */
function nearest(plot, series, here) {
  const values = plot.data[series];
  if (series === 0 || values[here] !== null) return here;
  const steps = plot.data[0];
  let [before, after] = [here, here];
  while (before >= 0 && values[before] === null) before -= 1;
  while (after < values.length && values[after] === null) after += 1;
  if (before < 0) return after < values.length ? after : here;
  if (after >= values.length) return before;
  return steps[here] - steps[before] <= steps[after] - steps[here] ? before : after;
}

function startTable() {
  const table = document.querySelector("[data-compare-table]");
  const label = /** @type {HTMLElement | null} */ (table?.querySelector("[data-compare-switch]"));
  const choice = /** @type {HTMLInputElement | null} */ (table?.querySelector("[data-differences-only]"));
  if (!table || !label || !choice) return;
  label.hidden = false;
  const follow = () => {
    for (const row of table.querySelectorAll("[data-same]")) /** @type {HTMLElement} */ (row).hidden = choice.checked;
  };
  choice.addEventListener("change", follow);
  // A page that the browser brings back may have the box ticked already.
  follow();
}

startTable();
const { runs, charts } = /** @type {{runs: string[], charts: Chart[]}} */ (readJson("compare-charts"));
const frame = /** @type {HTMLElement | null} */ (document.querySelector(".compare-curves"));
for (const box of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-chart]"))) {
  new Curves(box, charts[Number(box.dataset.chart)], runs, frame?.dataset.step ?? "");
}
