/**
 * Recording of a run: one row a second, and one row at every change of the switched outputs, the state or the alarms.
 *
 * Columns are typed arrays that grow by doubling. When a run is so long that the regular rows exceed their share, every second one is
 * dropped and the interval doubles; rows at changes stay. So a trace is bounded, and the same run gives the same trace.
 */

/** What a column holds. `read` must not allocate: it runs at every row. */
export interface TraceColumn {
  readonly name: string;
  readonly unit: string;
  readonly read: () => number;
}

/** Regular rows kept before the interval doubles. */
const REGULAR_ROWS = 20_000;

export class Trace {
  /** Rows recorded. */
  rows = 0;
  /** Present distance of regular rows, ms. */
  intervalMs: number;
  private times = new Float64Array(1024);
  /** 1 for a regular row, 0 for a row at a change. */
  private regular = new Uint8Array(1024);
  private values: Float64Array[];
  private regularRows = 0;
  private nextMs = 0;

  constructor(
    private readonly columns: readonly TraceColumn[],
    intervalMs = 1000,
  ) {
    this.intervalMs = intervalMs;
    this.values = columns.map(() => new Float64Array(1024));
  }

  /** Names and units of the columns. */
  get signals(): readonly TraceColumn[] {
    return this.columns;
  }

  /** Offers the present moment: it becomes a row when a regular one is due or when something changed. */
  offer(timeMs: number, changed: boolean): void {
    const due = timeMs >= this.nextMs;
    if (!due && !changed) return;
    if (due) this.nextMs = timeMs - (timeMs % this.intervalMs) + this.intervalMs;
    this.append(timeMs, due ? 1 : 0);
  }

  private append(timeMs: number, regular: 0 | 1): void {
    if (this.rows === this.times.length) this.grow();
    const row = this.rows++;
    this.times[row] = timeMs;
    this.regular[row] = regular;
    for (let c = 0; c < this.columns.length; c++) {
      const column = this.values[c];
      const source = this.columns[c];
      if (column && source) column[row] = source.read();
    }
    if (regular === 1 && ++this.regularRows > REGULAR_ROWS) this.thin();
  }

  private grow(): void {
    const larger = <T extends Float64Array | Uint8Array>(old: T, fresh: T): T => {
      fresh.set(old);
      return fresh;
    };
    this.times = larger(this.times, new Float64Array(this.rows * 2));
    this.regular = larger(this.regular, new Uint8Array(this.rows * 2));
    this.values = this.values.map((column) => larger(column, new Float64Array(this.rows * 2)));
  }

  private thin(): void {
    this.intervalMs *= 2;
    let kept = 0;
    this.regularRows = 0;
    for (let row = 0; row < this.rows; row++) {
      const regular = this.regular[row] ?? 0;
      const time = this.times[row] ?? 0;
      if (regular === 1 && time % this.intervalMs !== 0) continue;
      this.times[kept] = time;
      this.regular[kept] = regular;
      for (const column of this.values) column[kept] = column[row] ?? NaN;
      this.regularRows += regular;
      kept++;
    }
    this.rows = kept;
    this.nextMs = (this.times[kept - 1] ?? 0) - ((this.times[kept - 1] ?? 0) % this.intervalMs) + this.intervalMs;
  }

  /** Times of the rows, ms. A view: valid until the next row. */
  time(): Float64Array {
    return this.times.subarray(0, this.rows);
  }

  /** 1 where a row is regular. A view. */
  regularRow(): Uint8Array {
    return this.regular.subarray(0, this.rows);
  }

  /** Values of a column by name. A view. Throws when there is no such column. */
  column(name: string): Float64Array {
    const index = this.columns.findIndex((column) => column.name === name);
    const values = this.values[index];
    if (!values) throw new Error(`the trace has no column "${name}"; it has: ${this.columns.map((column) => column.name).join(', ')}`);
    return values.subarray(0, this.rows);
  }
}
