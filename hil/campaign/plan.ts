/**
 * What happens in one run of a campaign: cell, room, operator and faults, drawn from the seed of the campaign and the number of the run.
 * The same campaign draws the same plan on every machine; a plan is plain data and can be cut down.
 */
import type { BoardRow } from '../../firmware/model/boards.js';
import { boardRow } from '../../firmware/model/boards.js';
import type { Channel } from '../../firmware/model/channels.js';
import { fits, type FaultDefinition, type FaultParameter } from '../fault/definition.js';
import { listFaults } from '../fault/library.js';
import { drawsOf, rounded } from '../scenario/random.js';
import { pairPlan } from './pairs.js';

/** Rules by which plans are drawn. Another number draws other plans from the same seed. */
export const PLAN_VERSION = 6;

export const MODES = ['mixed', 'quiet', 'pairs'] as const;
/** `mixed`: one to three faults a run; `quiet`: none, to count false trips; `pairs`: every two severe faults (`pairs.ts`). */
export type Mode = (typeof MODES)[number];

/** A fault of the library at a time after the start-up. Times in s. */
export interface PlannedFault {
  readonly id: string;
  readonly values: Readonly<Record<string, number>>;
  readonly atS: number;
  /** How long it lasts; null: to the end. */
  readonly forS: number | null;
  /** Row that must trip within so many seconds of it, whatever else trips. Absent: `certain.ts` says what must be answered. */
  readonly mustTrip?: { readonly row: string; readonly withinS: number };
}

/** What the operator sends, whatever comes of it. */
export interface PlannedCommand {
  readonly command: string;
  readonly atS: number;
}

export interface Plan {
  readonly board: string;
  /** Seed of noise. */
  readonly noiseSeed: number;
  /** wt% Na. */
  readonly sodiumWt: number;
  /** g. */
  readonly metalMass: number;
  /** 0..1. */
  readonly oxidisedFraction: number;
  /** °C, of every part. */
  readonly temperature: number;
  /** °C. */
  readonly ambient: number;
  /** Resistance relative to the commissioned one. */
  readonly ageing: number;
  readonly commands: readonly PlannedCommand[];
  readonly faults: readonly PlannedFault[];
  /** s after the start-up. */
  readonly horizonS: number;
}

/** Boards in turn: one of each profile. */
export const CAMPAIGN_BOARDS = ['pico', 'esp32'] as const;
/** Run time after the start-up, s. */
const HORIZON = { mixed: [300, 1200], quiet: [3600, 21_600] } as const;
/** Largest current that the operator asks for, A: that of the laboratory cell. */
const MAX_CURRENT = 0.5;
/** Longest and shortest time between two commands, s. */
const COMMAND_EVERY = { mixed: [40, 300], quiet: [300, 3600] } as const;
/** A range that holds zero is drawn over this many powers of ten. */
const DECADES = 3;
/** Parameters without a unit that count something. */
const COUNTS = new Set(['cell', 'record', 'byte', 'mask', 'slot', 'free', 'bytes']);

/** Channel without which metal that is lost cannot be noticed. */
const LEVEL: Channel = 'nakLevel';

/** Faults that not every run can have: the cell of a campaign is one cell without a chiller, and which copy of the parameters is there depends on how often they were saved. */
const LEFT_OUT = new Set(['chiller.stuckOn', 'chiller.stuckOff', 'singleCell.voltage', 'singleCell.open', 'singleCell.lost', 'flash.parameters']);
/** Bytes of a program that may be damaged: every bundle is longer. */
const BUNDLE_BYTES = 20_000;

type DrawnMode = keyof typeof HORIZON;
type Draw = (from: number, to: number) => number;

/** Faults of the library that the board can have at all: channels that it lacks cannot break. */
export function faultsOf(board: BoardRow): FaultDefinition[] {
  return listFaults().filter((definition) => {
    const { id, what } = definition;
    return fits(definition, board) && !LEFT_OUT.has(id) && (what !== 'nakLoop' || board.has[LEVEL]);
  });
}

/**
 * A value of a parameter: half of the draws over the whole range, half near the value that changes nothing, because what is far off
 * is found by its range alone and what is small needs the harder checks.
 */
function value(id: string, parameter: FaultParameter, next: () => number): number {
  const { name, min } = parameter;
  const max = id === 'flash.bundle' && name === 'byte' ? BUNDLE_BYTES - 1 : parameter.max;
  if (COUNTS.has(name)) return Math.floor(min + next() * (max - min + 1));
  const whole = next() < 0.5;
  const u = next();
  if (min < 0 && max > 0) {
    const bound = next() < 0.5 ? min : max;
    return rounded(whole ? min + u * (max - min) : bound * 10 ** (-DECADES * u));
  }
  if (name === 'factor') return rounded(whole ? min + u * (max - min) : Math.min(max, Math.max(min, 1 + (u - 0.5))));
  const low = Math.max(min, max / 10 ** DECADES);
  return Math.min(max, Math.max(min, rounded(whole ? min + u * (max - min) : low * (max / low) ** u)));
}

function commands(mode: DrawnMode, horizonS: number, between: Draw, next: () => number): PlannedCommand[] {
  const planned: PlannedCommand[] = [];
  const [shortest, longest] = COMMAND_EVERY[mode];
  for (let atS = 2; atS < horizonS; atS += rounded(between(shortest, longest))) {
    const u = next();
    const ampere = rounded(between(0.02, MAX_CURRENT));
    let command = 'rest';
    if (u < 0.4) command = `discharge ${ampere} A`;
    else if (u < 0.7) command = `charge ${ampere} A`;
    else if (mode === 'mixed' && u > 0.95) command = 'reset all';
    else if (mode === 'mixed' && u > 0.92) command = 'start';
    planned.push({ command, atS: rounded(atS) });
  }
  return planned;
}

/** Coldest room of a run, °C: in a colder one a board that measures the catholyte warns or trips (P07: 4 and 6 K above 11.4 °C) before it is told to start. */
const COOL = 14;
const coldestRoom = (board: string): number => (boardRow(board).has.catholyteTemp ? 18 : COOL);

/** The plan of run `index` of a campaign. Every fault that the board can have is equally likely. */
export function drawPlan(seed: number, index: number, mode: Mode): Plan {
  if (mode === 'pairs') return pairPlan(seed, index);
  const next = drawsOf(seed, index);
  const between: Draw = (from, to) => from + next() * (to - from);
  const board = CAMPAIGN_BOARDS[index % CAMPAIGN_BOARDS.length] ?? 'pico';
  const noiseSeed = Math.floor(next() * 0xffffffff);
  const sodiumWt = rounded(between(17, 38));
  const ambient = rounded(between(coldestRoom(board), 32));
  const plant = {
    sodiumWt,
    metalMass: rounded(between(15, 40)),
    oxidisedFraction: rounded(between(0.25, 0.9)),
    ambient,
    temperature: rounded(ambient + between(0, 20)),
    ageing: rounded(between(0.9, 1.2)),
  };
  const [shortest, longest] = HORIZON[mode];
  const horizonS = Math.round(between(shortest, longest));
  const count = mode === 'quiet' ? 0 : 1 + Math.floor(next() * 3);
  const library = faultsOf(boardRow(board));
  const faults: PlannedFault[] = [];
  while (faults.length < count) {
    const definition = library[Math.floor(next() * library.length)];
    if (definition === undefined || faults.some((planned) => planned.id === definition.id)) continue;
    const values = Object.fromEntries(definition.parameters.map((parameter) => [parameter.name, value(definition.id, parameter, next)]));
    const atS = rounded(between(5, horizonS * 0.6));
    const lasts = definition.clearable && next() < 0.3;
    faults.push({ id: definition.id, values, atS, forS: lasts ? rounded(between(0.2, 60)) : null });
  }
  return { board, noiseSeed, ...plant, commands: commands(mode, horizonS, between, next), faults, horizonS };
}
