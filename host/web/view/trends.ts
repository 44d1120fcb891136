/**
 * Courses of channels from the recorder. Holes in the recording are holes in the line.
 */
import uPlot from 'uplot';
import type { RegisterShape, Trend } from '../../daemon/api.js';
import type { Client } from '../client.js';
import { el } from '../dom.js';

/** Groups of channels that belong into one plot. */
const GROUPS: readonly { readonly title: string; readonly channels: readonly string[] }[] = [
  { title: 'Margin and temperatures', channels: ['margin', 'coldestTemp', 'liquidus', 'cellTemp'] },
  { title: 'Current and limits', channels: ['current', 'chargeLimit', 'dischargeLimit'] },
  { title: 'Voltages', channels: ['cellVoltage', 'irFreeVoltage', 'modelVoltage'] },
  { title: 'Composition', channels: ['composition', 'compositionBand'] },
  { title: 'Catholyte', channels: ['oxidisedFraction'] },
  { title: 'Flows', channels: ['nakFlow', 'catholyteFlow'] },
  { title: 'Outputs', channels: ['heaterDuty', 'nakPumpDuty', 'catholytePumpDuty'] },
  { title: 'Resistance', channels: ['resistanceRatio'] },
];
/** Spans, s. */
const SPANS: readonly [string, number][] = [
  ['5 min', 300],
  ['1 h', 3600],
  ['8 h', 28_800],
  ['1 day', 86_400],
  ['7 days', 604_800],
];
const HEIGHT = 240;
/** Okabe and Ito: orange, blue, green, vermilion. */
const COLOURS = ['#d55e00', '#0072b2', '#009e73', '#cc79a7'];
const REFRESH_MS = 2000;
/** Least height of a value axis, in its unit: noise of the last digit is not blown up to the whole plot. */
const LEAST_SPAN = 1;

function range(_plot: uPlot, low: number | null, high: number | null): uPlot.Range.MinMax {
  if (low === null || high === null) return [0, LEAST_SPAN];
  const rest = Math.max(0, LEAST_SPAN - (high - low)) / 2 + 0.05 * (high - low);
  return [low - rest, high + rest];
}

/** Times below the plot: of day, with seconds for short spans, in 24 hours. */
function times(plot: uPlot, ticks: number[]): string[] {
  const seconds = (plot.scales.x?.max ?? 0) - (plot.scales.x?.min ?? 0);
  const style: Intl.DateTimeFormatOptions =
    seconds > 2 * 86_400
      ? { month: 'short', day: 'numeric' }
      : { hour: '2-digit', minute: '2-digit', hour12: false, ...(seconds < 600 ? { second: '2-digit' } : {}) };
  return ticks.map((tick) => new Date(1000 * tick).toLocaleString(undefined, style));
}

export class TrendPanel {
  readonly #client: Client;
  readonly #unit: () => string | undefined;
  readonly #plotPlace = el('div', { class: 'plot' });
  readonly #note = el('p', { class: 'soft' });
  readonly #group = el('select', { 'aria-label': 'Channels' }, ...GROUPS.map(({ title }, i) => el('option', { value: i }, title)));
  readonly #span = el('select', { 'aria-label': 'Span' }, ...SPANS.map(([words, seconds]) => el('option', { value: seconds }, words)));
  #registers = new Map<string, RegisterShape>();
  #plot: uPlot | undefined;
  #shown = '';
  #busy = false;

  constructor(place: HTMLElement, client: Client, unit: () => string | undefined) {
    this.#client = client;
    this.#unit = unit;
    place.replaceChildren(el('div', { class: 'row' }, this.#group, this.#span), this.#plotPlace, this.#note);
    for (const choice of [this.#group, this.#span]) choice.addEventListener('change', () => void this.refresh());
    setInterval(() => void this.refresh(), REFRESH_MS);
    new ResizeObserver(() => this.#plot?.setSize({ width: this.#width(), height: HEIGHT })).observe(place);
  }

  set registers(rows: readonly RegisterShape[]) {
    this.#registers = new Map(rows.map((row) => [row.name, row]));
  }

  #width(): number {
    return Math.max(200, this.#plotPlace.clientWidth);
  }

  /** Fetches and draws, unless the page is hidden or the last fetch has not come back. */
  async refresh(): Promise<void> {
    const unit = this.#unit();
    if (this.#busy || unit === undefined || document.hidden || this.#registers.size === 0) return;
    this.#busy = true;
    try {
      const channels = (GROUPS[Number(this.#group.value)]?.channels ?? []).filter((name) => this.#registers.get(name)?.trend === true);
      const to = Date.now();
      const from = to - 1000 * Number(this.#span.value);
      const trends = await Promise.all(channels.map((channel) => this.#client.get<Trend>('trends', { unit, channel, from, to })));
      this.#draw(trends, from, to);
      const holes = trends[0]?.gaps ?? [];
      this.#note.textContent =
        holes.length === 0
          ? ''
          : `Not recorded: ${holes
              .map(({ reason }) => reason)
              .filter((reason, i, all) => all.indexOf(reason) === i)
              .join(', ')}.`;
    } catch (error) {
      this.#note.textContent = error instanceof Error ? error.message : String(error);
    } finally {
      this.#busy = false;
    }
  }

  #draw(trends: readonly Trend[], from: number, to: number): void {
    const tables = trends.map(({ time, value }): uPlot.AlignedData => [time.map((ms) => ms / 1000), value]);
    const joined = tables.length > 1 ? uPlot.join(tables) : (tables[0] ?? [[]]);
    const key = trends.map(({ channel }) => channel).join(' ');
    if (this.#plot === undefined || key !== this.#shown) {
      this.#plot?.destroy();
      this.#plot = new uPlot(this.#options(trends), joined, this.#plotPlace);
      this.#shown = key;
    } else this.#plot.setData(joined, false);
    this.#plot.setScale('x', { min: from / 1000, max: to / 1000 });
  }

  #options(trends: readonly Trend[]): uPlot.Options {
    const ink = (): string => getComputedStyle(document.body).getPropertyValue('--soft');
    const rule = (): string => getComputedStyle(document.body).getPropertyValue('--grid');
    const units = [...new Set(trends.map(({ unitOfValue }) => unitOfValue))];
    const axis = { stroke: ink, grid: { stroke: rule, width: 1 }, ticks: { stroke: rule, width: 1 } };
    return {
      width: this.#width(),
      height: HEIGHT,
      scales: { x: { time: true }, ...Object.fromEntries(units.map((unit) => [unit === '' ? 'number' : unit, { range }])) },
      axes: [
        { ...axis, values: times, space: 80 },
        ...units
          .slice(0, 2)
          .map(
            (unit, i) =>
              ({ ...axis, scale: unit === '' ? 'number' : unit, side: i === 0 ? 3 : 1, label: unit, size: 58, labelSize: 18 }) as uPlot.Axis,
          ),
      ],
      series: [
        { value: (_plot, tick: number | null) => (tick === null ? '–' : new Date(1000 * tick).toLocaleTimeString(undefined, { hour12: false })) },
        ...trends.map(({ channel, unitOfValue }, i): uPlot.Series => ({
          label: channel,
          scale: unitOfValue === '' ? 'number' : unitOfValue,
          stroke: COLOURS[i % COLOURS.length] ?? '#000',
          width: 2,
          dash:
            i === 0
              ? []
              : ([
                  [8, 4],
                  [3, 3],
                  [10, 3, 2, 3],
                ][i - 1] ?? []),
          value: (_plot, value) => (value === null ? '–' : `${value.toFixed(this.#registers.get(channel)?.digits ?? 2)} ${unitOfValue}`),
        })),
      ],
    };
  }
}
