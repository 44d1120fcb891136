/**
 * Boards that a bundle can be built for, with what follows from their rows.
 */
import type { BoardSpec, SpiPort } from './board-spec.js';
import { SPECS } from './board-specs.js';
import type { AnalogChannel, Channel, TemperatureChannel } from './channels.js';
import { ANALOG_CHANNELS, CHANNELS, TEMPERATURE_CHANNELS } from './channels.js';
import type { MetalName } from './metal.js';

/** A board with all that the sources ask of it. In a bundle every member is a literal, so that code for what is not fitted falls away. */
export interface BoardRow extends BoardSpec {
  /** Pin by channel; empty when the channel is not on a pin. */
  readonly pins: Record<Channel, string>;
  /** Which channels are fitted. */
  readonly has: Record<Channel, boolean>;
  /** Which of them are on a pin of the board itself, behind a MAX31865, behind a MAX31855. */
  readonly onPin: Record<Channel, boolean>;
  readonly onRtd: Record<TemperatureChannel, boolean>;
  readonly onThermocouple: Record<TemperatureChannel, boolean>;
  /** Chip selects; empty where there is no such chip. */
  readonly rtd: Record<TemperatureChannel, string>;
  readonly thermocouple: Record<TemperatureChannel, string>;
  /** Empty names when no chip needs it. */
  readonly spi: SpiPort;
  /** Place of a channel among the readings that come from chips; −1 for the others. */
  readonly slot: Record<TemperatureChannel | AnalogChannel, number>;
  /** Place of the first cell there; −1 on a board that measures no single cells. */
  readonly cellSlot: number;
  /** The converters of the cells are all that the board has: they are read with the cells, and keep no readings. */
  readonly cellsAlone: boolean;
  /** Number of readings that come from chips. */
  readonly slots: number;
  /** Port of the expander by channel; −1 for the others. */
  readonly line: Record<Channel, number>;
  /** `direction`: empty on a board without such a pin. */
  readonly serial: BoardSpec['serial'] & { readonly direction: string };
  readonly resetRegister: number;
  readonly fram: boolean;
  readonly wifi: boolean;
  /** Liquid metal of a bundle that is not built for Na–K. */
  readonly metal?: MetalName;
  readonly loops: number;
  /** A tick is over by then, s: the dearest one of a Pico by the cost model with a third on top (docs/bench-targets.md). Nobody has measured the others. */
  readonly longestTick: number;
  /** Kinds of chips on the board. */
  readonly uses: {
    readonly adc: boolean;
    readonly rtd: boolean;
    readonly thermocouple: boolean;
    readonly expander: boolean;
    /** Any of them. */
    readonly chips: boolean;
    /** Any that is read as a whole once a tick. */
    readonly scanned: boolean;
    /** A pin for the direction of the RS-485 transceiver. */
    readonly direction: boolean;
  };
}

/** 37 ms, and 51 ms with eight cells. */
const TICK = 0.05;
const TICK_WITH_CELLS = 0.068;

function each<Name extends string, Value>(names: readonly Name[], value: (name: Name) => Value): Record<Name, Value> {
  const found = {} as Record<Name, Value>;
  for (const name of names) found[name] = value(name);
  return found;
}

/** Works out what follows from a row. */
export function boardOf(spec: BoardSpec): BoardRow {
  const pins = each(CHANNELS, (name) => spec.pins[name] ?? '');
  const onPin = each(CHANNELS, (name) => pins[name] !== '');
  const elsewhere = [spec.adc, spec.rtd, spec.thermocouple, spec.expander] as readonly (Partial<Record<Channel, unknown>> | undefined)[];
  const has = each(CHANNELS, (name) => onPin[name] || elsewhere.some((place) => place?.[name] !== undefined));
  const ports = (spec.expander ?? {}) as Partial<Record<Channel, number>>;
  const rtd = each(TEMPERATURE_CHANNELS, (name) => spec.rtd?.[name] ?? '');
  const thermocouple = each(TEMPERATURE_CHANNELS, (name) => spec.thermocouple?.[name] ?? '');
  let slots = 0;
  const slot = each([...TEMPERATURE_CHANNELS, ...ANALOG_CHANNELS], (name) => (has[name] && !onPin[name] ? slots++ : -1));
  const cellSlot = spec.cellChip === undefined ? -1 : slots;
  const cellsAlone = spec.cellChip === 0 && spec.adc === undefined && spec.cells <= 16;
  if (spec.cellChip !== undefined && !cellsAlone) slots += spec.cells;
  const kinds = {
    adc: spec.adc !== undefined || spec.cellChip !== undefined,
    rtd: spec.rtd !== undefined,
    thermocouple: spec.thermocouple !== undefined,
    expander: spec.expander !== undefined,
  };
  const others = kinds.rtd || kinds.thermocouple || kinds.expander;
  const direction = spec.serial.direction ?? '';
  return Object.assign({}, spec, {
    pins,
    has,
    onPin,
    rtd,
    thermocouple,
    onRtd: each(TEMPERATURE_CHANNELS, (name) => rtd[name] !== ''),
    onThermocouple: each(TEMPERATURE_CHANNELS, (name) => thermocouple[name] !== ''),
    serial: { ...spec.serial, direction },
    spi: spec.spi ?? { port: '', sck: '', miso: '', mosi: '' },
    slot,
    cellSlot,
    cellsAlone,
    slots,
    line: each(CHANNELS, (name) => ports[name] ?? -1),
    resetRegister: spec.resetRegister ?? 0,
    fram: spec.fram ?? true,
    wifi: spec.wifi ?? false,
    loops: spec.loops ?? 1,
    longestTick: spec.profile === 'core' && cellSlot >= 0 ? TICK_WITH_CELLS : TICK,
    uses: Object.assign(kinds, { chips: kinds.adc || others, scanned: (kinds.adc && !cellsAlone) || others, direction: direction !== '' }),
  });
}

export const BOARDS: readonly BoardRow[] = SPECS.map(boardOf);

/** Row of a board. Throws when there is none of that id. */
export function boardRow(id: string): BoardRow {
  for (const b of BOARDS) if (b.id === id) return b;
  throw new Error('no board "' + id + '"; boards: ' + BOARDS.map((b) => b.id).join(', '));
}
