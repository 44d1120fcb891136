/**
 * The phase diagram: liquidus, what is solid below it, the operating point with its uncertainty and its trail, and the two limits.
 */
import { NAK } from '../../../firmware/model/metal.js';
import type { LoopShape, Snapshot } from '../../daemon/api.js';
import { svg } from '../dom.js';
import { figure, signed } from '../words.js';

const WIDTH = 640;
const HEIGHT = 440;
const PLOT = { left: 48, right: 14, top: 14, bottom: 42 } as const;
/** Ranges of the axes: wt% Na and °C. */
const X = { from: 5, to: 70 } as const;
const Y = { from: -20, to: 70 } as const;
/** The run limit is where metal freezes this far below the coldest point, K (P01, P02). */
const RUN_MARGIN = 5;
/** Loops nearer than this share a place for their numbers. */
const NUMBER_WIDTH = 14;
/** Points of the trail, and the least movement that makes a new one. */
const TRAIL = 600;
const MOVED = { x: 0.02, y: 0.1 } as const;

const nodes = NAK.nodes.map(([x, y]): [number, number] => [x / 10, (y + NAK.bias) / 10]);
const EUTECTIC = nodes.reduce((low, node) => (node[1] < low[1] ? node : low));

const px = (x: number): number => PLOT.left + ((x - X.from) / (X.to - X.from)) * (WIDTH - PLOT.left - PLOT.right);
const py = (y: number): number => HEIGHT - PLOT.bottom - ((y - Y.from) / (Y.to - Y.from)) * (HEIGHT - PLOT.top - PLOT.bottom);
const inside = (x: number, range: { from: number; to: number }): number => Math.min(range.to, Math.max(range.from, x));

/** Compositions on both sides of the eutectic whose liquidus is `temperature`, wt% Na; NaN where the metal is liquid to the end of the diagram. */
export function liquidBetween(temperature: number): { rich: number; poor: number } {
  const crossing = (side: readonly [number, number][]): number => {
    for (let i = 1; i < side.length; i++) {
      const [a, b] = [side[i - 1], side[i]];
      if (a && b && a[1] <= temperature && b[1] >= temperature) return a[0] + ((temperature - a[1]) / (b[1] - a[1])) * (b[0] - a[0]);
    }
    return NaN;
  };
  return { rich: crossing(nodes.filter(([x]) => x >= EUTECTIC[0])), poor: crossing(nodes.filter(([x]) => x <= EUTECTIC[0]).reverse()) };
}

function axes(): SVGElement[] {
  const parts: SVGElement[] = [];
  for (let x = 10; x <= X.to; x += 10) {
    parts.push(svg('line', { class: 'gridline', x1: px(x), x2: px(x), y1: py(Y.from), y2: py(Y.to) }));
    parts.push(svg('text', { class: 'soft', x: px(x), y: HEIGHT - PLOT.bottom + 18, 'text-anchor': 'middle' }, String(x)));
  }
  for (let y = Y.from; y <= Y.to; y += 10) {
    parts.push(svg('line', { class: 'gridline', x1: px(X.from), x2: px(X.to), y1: py(y), y2: py(y) }));
    parts.push(svg('text', { class: 'soft', x: PLOT.left - 7, y: py(y) + 4, 'text-anchor': 'end' }, String(y).replace('-', '−')));
  }
  parts.push(svg('text', { class: 'soft', x: px((X.from + X.to) / 2), y: HEIGHT - 6, 'text-anchor': 'middle' }, 'sodium in the metal, wt%'));
  parts.push(svg('text', { class: 'soft', transform: `translate(13 ${py(25)}) rotate(-90)`, 'text-anchor': 'middle' }, 'temperature, °C'));
  return parts;
}

/** Draws into `place`; `update` shows a snapshot. */
export class PhaseDiagram {
  readonly #words: HTMLElement;
  readonly #limits = svg('g');
  readonly #trail = svg('polyline', { class: 'trail' });
  readonly #point = svg('g');
  readonly #loops = svg('g');
  readonly #title = svg('title');
  #past: [number, number][] = [];

  constructor(place: HTMLElement, words: HTMLElement) {
    this.#words = words;
    const curve = nodes.map(([x, y]) => `${px(x).toFixed(1)},${py(y).toFixed(1)}`).join(' ');
    const clip = svg(
      'clipPath',
      { id: 'phase-clip' },
      svg('rect', { x: px(X.from), y: py(Y.to), width: px(X.to) - px(X.from), height: py(Y.from) - py(Y.to) }),
    );
    const floor = `${px(100)},${py(Y.from - 50)} ${px(0)},${py(Y.from - 50)}`;
    const drawing = svg(
      'svg',
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img' },
      this.#title,
      svg('defs', {}, clip),
      svg('rect', { class: 'liquid', x: px(X.from), y: py(Y.to), width: px(X.to) - px(X.from), height: py(Y.from) - py(Y.to) }),
      svg('g', { 'clip-path': 'url(#phase-clip)' }, svg('polygon', { class: 'solid', points: `${curve} ${floor}` })),
      ...axes(),
      svg(
        'g',
        { 'clip-path': 'url(#phase-clip)' },
        svg('polyline', { class: 'curve', points: curve }),
        this.#limits,
        this.#trail,
        this.#loops,
        this.#point,
      ),
      svg('text', { x: px(27), y: py(57), class: 'soft' }, 'liquid'),
      svg('text', { x: px(56), y: py(-8), class: 'soft' }, 'sodium freezes'),
      svg('text', { x: px(6.4), y: py(-8), class: 'soft' }, 'potassium freezes'),
    );
    place.replaceChildren(drawing);
  }

  /** Forgets the trail: another unit is shown. */
  clear(): void {
    this.#past = [];
  }

  update({ values, state, loops }: Snapshot): void {
    const { composition, compositionBand, coldestTemp, liquidus, margin, plannedAmbient } = values;
    this.#limits.replaceChildren(...limitLines(coldestTemp ?? NaN, plannedAmbient ?? NaN));
    this.#loops.replaceChildren(...loopPoints(loops, coldestTemp));
    if (composition === null || composition === undefined || coldestTemp === null || coldestTemp === undefined) {
      this.#point.replaceChildren();
      this.#words.textContent = 'Composition or temperature is not known: the controller counts with the worst case.';
      this.#title.textContent = this.#words.textContent;
      return;
    }
    const last = this.#past.at(-1);
    if (last === undefined || Math.abs(last[0] - composition) >= MOVED.x || Math.abs(last[1] - coldestTemp) >= MOVED.y) {
      this.#past = [...this.#past, [composition, coldestTemp] as [number, number]].slice(-TRAIL);
    }
    this.#trail.setAttribute('points', this.#past.map(([x, y]) => `${px(x).toFixed(1)},${py(y).toFixed(1)}`).join(' '));
    this.#point.replaceChildren(...point(composition, compositionBand ?? 0, inside(coldestTemp, Y), liquidus ?? NaN));
    const side = composition > EUTECTIC[0] ? 'sodium-rich' : 'potassium-rich';
    this.#words.textContent =
      `${figure(composition, 2)} ± ${figure(compositionBand, 2, 'wt% Na')}, ${side}; coldest point ${figure(coldestTemp, 1, '°C')}, ` +
      `liquidus ${figure(liquidus, 1, '°C')}: ${signed(margin, 1, 'K')} ${(margin ?? 0) < 0 ? 'below' : 'above'} freezing.`;
    this.#title.textContent = `Phase diagram, state ${state}. ${this.#words.textContent}`;
  }
}

/** Vertical lines of the run limit (solid, at the present temperature) and of the park limit (dashed, in the planned room). */
function limitLines(coldest: number, ambient: number): SVGElement[] {
  const line = (name: string, words: string, at: number, height: number): SVGElement[] => {
    if (!Number.isFinite(at)) return [];
    const anchor = at > EUTECTIC[0] ? 'end' : 'start';
    return [
      svg('line', { class: name, x1: px(at), x2: px(at), y1: py(Y.from), y2: py(height) }),
      svg('text', { x: px(at) + (anchor === 'end' ? -5 : 5), y: py(height) + 11, 'text-anchor': anchor }, words),
    ];
  };
  const run = liquidBetween(coldest - RUN_MARGIN);
  const park = liquidBetween(ambient);
  return [
    ...line('run', 'run limit', run.rich, 66),
    ...line('run', 'run limit', run.poor, 66),
    ...line('park', `park limit ${figure(ambient, 0, '°C')}`, park.rich, 60),
    ...line('park', `park limit`, park.poor, 60),
  ];
}

/** Small marks of the loops whose composition is known, with the numbers of those that stand together; temperatures by loop are not measured. */
function loopPoints(loops: readonly LoopShape[], temperature: number | null | undefined): SVGElement[] {
  if (loops.length < 2 || temperature === null || temperature === undefined) return [];
  const y = py(inside(temperature, Y));
  const known = loops.flatMap(({ loop, composition }) => (composition === null ? [] : [{ loop, x: px(composition) }])).sort((a, b) => a.x - b.x);
  const parts: SVGElement[] = known.map(({ x }) => svg('circle', { class: 'loop', cx: x, cy: y, r: 4.5 }));
  while (known.length > 0) {
    const left = known[0]?.x ?? 0;
    const together = known.splice(0, known.filter(({ x }) => x - left < NUMBER_WIDTH).length);
    const numbers = together.map(({ loop }) => loop).sort((a, b) => a - b);
    parts.push(svg('text', { x: left, y: y + 22, 'text-anchor': 'middle' }, numbers.join(' ')));
  }
  return parts;
}

function point(x: number, band: number, y: number, liquidus: number): SVGElement[] {
  const parts: SVGElement[] = [
    svg('line', { class: 'band', x1: px(x - band), x2: px(x + band), y1: py(y), y2: py(y) }),
    svg('line', { class: 'band', x1: px(x - band), x2: px(x - band), y1: py(y) - 5, y2: py(y) + 5 }),
    svg('line', { class: 'band', x1: px(x + band), x2: px(x + band), y1: py(y) - 5, y2: py(y) + 5 }),
    svg('circle', { class: 'point', cx: px(x), cy: py(y), r: 7 }),
  ];
  if (Number.isFinite(liquidus)) parts.unshift(svg('line', { class: 'drop', x1: px(x), x2: px(x), y1: py(y), y2: py(liquidus) }));
  return parts;
}
