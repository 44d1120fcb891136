/** The chips of a board as its row lists them, wired to the levels and outputs of the bench. */
import type { BoardRow } from '../../../firmware/model/boards.js';
import { TEMPERATURE_CHANNELS } from '../../../firmware/model/channels.js';
import { ALL_ANALOG_ROLES, type BoardInputs, type BoardOutputs } from '../wires.js';
import { Ads1115 } from './ads1115.js';
import { I2cBus } from './i2c.js';
import { FIRST_CELL, Levels } from './levels.js';
import { Max31855 } from './max31855.js';
import { Max31865 } from './max31865.js';
import { Mcp23017 } from './mcp23017.js';
import { SpiBus } from './spi.js';

const CONVERTER_ADDRESS = 0x48;
const EXPANDER_ADDRESS = 0x20;
const PER_BRANCH = 4;
/** Reference resistor of the MAX31865, Ω (docs/wiring.md). */
const REFERENCE = 4300;

/** Wire on every input of every ADS1115 of the board. */
function converterWires(board: BoardRow): Map<number, number[]> {
  const chips = new Map<number, number[]>();
  const put = (chip: number, input: number, wire: number): void => {
    const inputs = chips.get(chip) ?? [-1, -1, -1, -1];
    inputs[input] = wire;
    chips.set(chip, inputs);
  };
  for (const [role, place] of Object.entries(board.adc ?? {})) {
    const [chip, input] = place.split('.').map(Number) as [number, number];
    put(chip, input, ALL_ANALOG_ROLES.indexOf(role as (typeof ALL_ANALOG_ROLES)[number]));
  }
  const { cellChip } = board;
  if (cellChip !== undefined) for (let i = 0; i < board.cells; i++) put(cellChip + (i >> 2), i & 3, FIRST_CELL + i);
  return chips;
}

export class BoardChips {
  readonly levels: Levels;
  readonly i2c = new I2cBus();
  readonly spi = new SpiBus();
  /** Chips that forget when power is lost. */
  private readonly chips: { reset(): void }[] = [];
  /** Contacts by name, as far as they can lie on the expander. */
  private readonly contacts = { smoke: 0, localReset: 0 };

  constructor(board: BoardRow, outputs: BoardOutputs) {
    this.levels = new Levels(board, outputs);
    const wires = converterWires(board);
    const multiplexed = [...wires.keys()].some((chip) => chip >= PER_BRANCH);
    for (const [chip, inputs] of wires) {
      // An input without a wire is tied to ground.
      const converter = new Ads1115((input) => (inputs[input] === -1 ? 0 : this.levels.read(inputs[input] as number))); // input 0–3
      this.chips.push(converter);
      this.i2c.attach(`adc${chip}`, CONVERTER_ADDRESS + (chip % PER_BRANCH), converter, multiplexed ? Math.floor(chip / PER_BRANCH) : -1);
    }
    if (board.expander) this.makeExpander(board.expander, outputs);
    this.placeThermometers(board);
  }

  /** Takes the levels of all wires. */
  present(inputs: BoardInputs): void {
    this.levels.present(inputs);
    this.contacts.smoke = inputs.process?.smoke ?? 0;
    this.contacts.localReset = inputs.digital.localReset;
  }

  /** The controller was reset: its ports are not set up, the chips stay as they are. */
  restart(): void {
    this.spi.reset();
  }

  /** Power is lost. */
  powerOff(): void {
    this.i2c.reset();
    for (const c of this.chips) c.reset();
  }

  private makeExpander(lines: NonNullable<BoardRow['expander']>, outputs: BoardOutputs): void {
    const roles = new Map(Object.entries(lines).map(([role, line]) => [line, role]));
    const expander = new Mcp23017(
      (line) => (this.contacts as Record<string, number>)[roles.get(line) ?? ''] ?? 0,
      (line, level) => {
        const role = roles.get(line);
        if (role !== undefined && role in outputs) outputs[role as 'argonPurge'] = level;
      },
    );
    this.chips.push(expander);
    this.i2c.attach('expander', EXPANDER_ADDRESS, expander);
  }

  private placeThermometers({ rtd, thermocouple, onRtd, onThermocouple }: BoardRow): void {
    for (const channel of TEMPERATURE_CHANNELS) {
      const wire = ALL_ANALOG_ROLES.indexOf(channel);
      const fraction = (): number => this.levels.read(wire);
      if (onRtd[channel]) this.placeThermometer(channel, rtd[channel], new Max31865(fraction, REFERENCE));
      if (onThermocouple[channel]) this.placeThermometer(channel, thermocouple[channel], new Max31855(fraction));
    }
  }

  private placeThermometer(channel: string, pin: string, chip: Max31855 | Max31865): void {
    this.chips.push(chip);
    this.spi.attach(channel, pin, chip);
  }
}
