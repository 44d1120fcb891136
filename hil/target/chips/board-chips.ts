/** The chips of a board as its row lists them, wired to the levels and outputs of the bench. */
import type { BoardRow } from '../../../firmware/model/boards.js';
import { ALL_ANALOG_ROLES, type BoardInputs, type BoardOutputs } from '../wires.js';
import { Ads1115 } from './ads1115.js';
import { I2cBus } from './i2c.js';
import { FIRST_CELL, Levels } from './levels.js';
import { Mcp23017 } from './mcp23017.js';

const CONVERTER_ADDRESS = 0x48;
const EXPANDER_ADDRESS = 0x20;
const PER_BRANCH = 4;

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
  private readonly converters: Ads1115[] = [];
  private readonly expander: Mcp23017 | undefined;
  /** Contacts by name, as far as they can lie on the expander. */
  private readonly contacts = { smoke: 0, localReset: 0 };

  constructor(board: BoardRow, outputs: BoardOutputs) {
    this.levels = new Levels(board, outputs);
    const wires = converterWires(board);
    const multiplexed = [...wires.keys()].some((chip) => chip >= PER_BRANCH);
    for (const [chip, inputs] of wires) {
      // An input without a wire is tied to ground.
      const converter = new Ads1115((input) => (inputs[input] === -1 ? 0 : this.levels.read(inputs[input] as number))); // input 0–3
      this.converters.push(converter);
      this.i2c.attach(`adc${chip}`, CONVERTER_ADDRESS + (chip % PER_BRANCH), converter, multiplexed ? Math.floor(chip / PER_BRANCH) : -1);
    }
    if (board.expander) this.expander = this.makeExpander(board.expander, outputs);
  }

  /** True when the board has chips besides the FRAM. */
  get any(): boolean {
    return this.converters.length > 0 || this.expander !== undefined;
  }

  /** Takes the levels of all wires. */
  present(inputs: BoardInputs): void {
    this.levels.present(inputs);
    this.contacts.smoke = inputs.process?.smoke ?? 0;
    this.contacts.localReset = inputs.digital.localReset;
  }

  /** Power is lost. A reset of the controller alone leaves the chips as they are. */
  powerOff(): void {
    this.i2c.reset();
    for (const c of this.converters) c.reset();
    this.expander?.reset();
  }

  private makeExpander(lines: NonNullable<BoardRow['expander']>, outputs: BoardOutputs): Mcp23017 {
    const roles = new Map(Object.entries(lines).map(([role, line]) => [line, role]));
    const expander = new Mcp23017(
      (line) => (this.contacts as Record<string, number>)[roles.get(line) ?? ''] ?? 0,
      (line, level) => {
        const role = roles.get(line);
        if (role !== undefined && role in outputs) outputs[role as 'argonPurge'] = level;
      },
    );
    this.i2c.attach('expander', EXPANDER_ADDRESS, expander);
    return expander;
  }
}
